"""Small sound files of every format, made with the program under test."""

import json
import os
import shutil
import subprocess

import surroundings

CONFIGURATION = """\
output: run
task: pairs
tokenizer: tokenizer
data: {train: {file: pairs.jsonl}, valid: {file: pairs.jsonl}}
model: {shape: {model_width: 16, head_width: 8, heads: 2, feed_forward_width: 32, encoder_layers: 1, decoder_layers: 1}}
batch: {batch_tokens: 128}
optimizer: {learning_rate: 3.0e-3}
schedule: {decay: constant}
training: {epochs: 50, maximum_steps: 12, deterministic: true}
validation: {every_steps: 6, generated_samples: 2, generation: {maximum_length: 8}}
checkpoints: {every_steps: 4, keep: 3}
"""

SWEEP = """\
name: small
output: sweep
configuration: config.yaml
settings: {training.maximum_steps: 4, validation.every_steps: 4, validation.generated_samples: 0, checkpoints.keep: 1}
dimensions: {seed: {values: [1, 2]}}
search: {method: grid}
objective: {metric: loss}
resources: {ranks: 1, threads: 1, slots: 1}
"""


def write(name, text):
    with open(name, "w", encoding="utf-8") as file:
        file.write(text)


def write_lines(name, objects):
    write(name, "".join(json.dumps(item) + "\n" for item in objects))


def write_texts():
    write_lines("pairs.jsonl", [{"source": f"int twice{n}(int n)", "target": f"doubles number {n}"} for n in range(12)])
    write("sources.txt", "".join(f"int half{n} = a / {n + 2};\n" for n in range(6)))
    write("targets.txt", "".join(f"int half{n} = a / {n + 1};\n" for n in range(6)))
    method = "int largest{0}(int[] values) {{\n  int best = values[{0}];\n  return best;\n}}"
    write("Largest.java", "class Largest {\n" + method.format(0) + "\n}\n")
    write_lines("methods.jsonl", [
        {"method": f"largest{n}", "code": method.format(n), "summary": f"The largest from {n}.",
         "docstring": f"The largest from {n}."} for n in range(5)])
    looks = {"p1": ["best"], "p2": ["values", "best", "values.1", "best.1", "return"], "p3": ["return", "int.2"]}
    write_lines("scanpaths.jsonl", [
        {"participant": person, "method": f"largest{n}",
         "fixations": [{"token": word, "duration_ms": 100 + 10 * place} for place, word in enumerate(words)]}
        for n in range(5) for person, words in looks.items()])


def write_recordings():
    rows = []
    for index in range(120):
        time, x = 1_000_000 + index * 8333, 0.25 if index < 60 else 0.75
        pair = f'"({x}, 0.4)"'
        rows.append(f"3,page,1,{time},{time + 9},1,1,{pair},{pair},1,1,3.0,3.1\n")
    write("samples.csv", "".join(rows))
    header = ["RECORDING_SESSION_LABEL", "TRIAL_INDEX", "CURRENT_FIX_X", "CURRENT_FIX_Y", "CURRENT_FIX_DURATION",
              "NEXT_SAC_DURATION", "code_snippet_id"]
    write("report.txt", "\t".join(header) + "\n" + "".join(
        f"A{n % 2}\t1\t{90 + 30 * n}.5\t{70 + n}\t{180 + n}\t25\tlargest\n" for n in range(8)))
    eyes = "".join(f"EFIX R {2000 + 300 * n}\t{2200 + 300 * n}\t201\t{150 + 60 * n}.0\t80.0\t900\n" for n in range(6))
    write("recording.asc", "** CONVERTED FROM small.edf\n**\nMSG\t1900 DISPLAY_COORDS 0 0 1279 719\nMSG\t1950 TRIALID 1\n"
          "MSG\t1951 !V IAREA RECTANGLE 1 120 60 200 100 int\nMSG\t1952 !V TRIAL_VAR code_snippet_id largest\n"
          f"START\t2000 \tRIGHT\tEVENTS\nEVENTS\tGAZE\tRIGHT\tRATE\t1000.00\n{eyes}END\t4000 \tEVENTS\n")
    columns = ["Time", "Type", "Trial", "L POR X [px]", "L POR Y [px]", "R POR X [px]", "R POR Y [px]", "L Validity",
               "R Validity"]
    points = "".join(f"{9_000_000 + 4000 * n}\tSMP\t1\t{300 + n // 50 * 200}\t250\t{300 + n // 50 * 200}\t250\t1\t1\n"
                     for n in range(100))
    write("recording.txt", "## [iView]\n## Subject:\tQ1\n## Calibration Area:\t1280\t720\n## Sample Rate:\t250\n"
          + "\t".join(columns) + "\n8996000\tMSG\t1\t# Message: largest.jpg\n" + points)
    responses = "".join(
        f'<response event_id="{n}" core_time="{70_000 + 8 * n}" tracker_time="{n}" x="500" y="200" left_x="500" left_y="200"'
        f' left_pupil_diameter="3" left_validation="1" right_x="500" right_y="200" right_pupil_diameter="3"'
        f' right_validation="1"/>\n' for n in range(50))
    write("core.xml", '<?xml version="1.0" encoding="UTF-8"?>\n'
          '<itrace_core session_id="2" task_name="t" participant_id="Q2">\n'
          f'<environment screen_width="1280" screen_height="720"/>\n<gazes>\n{responses}</gazes>\n</itrace_core>\n')


def make(program, project, folder):
    """Makes all fixtures in the folder."""
    os.makedirs(folder)
    present = os.getcwd()
    os.chdir(folder)

    def fovea(*words):
        result = subprocess.run([program, *words], capture_output=True, stdin=subprocess.DEVNULL, timeout=120,
                                env=surroundings.sound_environment(folder))
        if result.returncode != 0:
            raise SystemExit(f"attack: error: fovea {' '.join(words)}: {result.stderr.decode(errors='replace')}")

    write_texts()
    write_recordings()
    write("config.yaml", CONFIGURATION)
    gaze = CONFIGURATION.replace("task: pairs", "task: summarization").replace("pairs.jsonl", "methods.jsonl")
    write("gaze.yaml", gaze.replace("output: run", "output: gaze-run") + "objective: {kind: reward}\n"
          "gaze: {trials: trials.jsonl, targets: methods.jsonl, interval: 3, batch_samples: 4}\n")
    write("sweep.yaml", SWEEP)
    shutil.copyfile(os.path.join(project, "results/published.json"), "published.json")
    fovea("tokenizer", "train", "--input", "pairs.jsonl", "--field", "source", "--field", "target",
          "--vocabulary-size", "300", "--sentinels", "0", "--output", "tokenizer")
    fovea("gaze", "import", "scanpaths.jsonl", "--code", "methods.jsonl", "--output", "trials.jsonl")
    fovea("gaze", "priors", "trials.jsonl", "--output", "priors")
    fovea("train", "config.yaml", "--threads", "1")
    fovea("checkpoint", "export", "run/checkpoints/last", "--output", "model")
    fovea("gaze", "predict", "train", "trials.jsonl", "--model", "model", "--output", "predictor.json", "--threads", "1")
    fovea("sweep", "run", "sweep.yaml")
    for name, seed in (("a", 1), ("b", 2)):
        fovea("train", "config.yaml", "--threads", "1", "--set", f"output=results/exp/{name}", "--set", f"seed={seed}")
    os.chdir(present)
