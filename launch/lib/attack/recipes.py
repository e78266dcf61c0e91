"""Valid command lines of every command, and how they are spoiled.

A word `@NAME` stands for an input, a fixture of that name; `>NAME` stands for an output.
"""

import json
import random
import subprocess

RECIPES = """
train @config.yaml --threads 1
train @config.yaml --dry-run --threads 1 --json
config check @config.yaml --set training.epochs=2
config init summarization --output >template.yaml --force
config init pairs --from-checkpoint @model
config explain optimizer.learning_rate
config defaults --task translation
train @config.yaml --threads 1 --json --pause-after 3
train @config.yaml --debug --overfit 1
train @config.yaml --set output=>other --log-ranks >logs --threads 1
train @gaze.yaml --threads 1
sweep run @sweep.yaml --dry-run
sweep run @sweep.yaml --json
sweep status @sweep
sweep status @sweep --json
sweep resume @sweep
launch --dry-run -- mpirun -np 2 fovea train config.yaml
launch --retries 1 --launch-timeout 5 --exit-timeout 5 -- /bin/sh -c true
launch --retries 1 --status-folder >status -- /bin/sh -c false
results list --root @results
results list --root @results --json --state completed
results show exp/a --root @results
results show @run --json
results compare exp --root @results --metric loss --rounds 100
results compare exp --root @results --format latex --json
results report exp --root @results --output >page.html --figures >figures
results report @run --output >page.html --published @published.json
results plot exp --root @results --output >plot.svg --columns 1
results serve --root @results --port 0
doctor --folder @run --threads 1
doctor --folder >new --json --parameters 1000
evaluate --model @model --task pairs --data @pairs.jsonl --max-length 8 --out >scores --threads 1
evaluate --model @model --task translation --source @sources.txt --target @targets.txt --max-length 8 --json --threads 1
codebleu --references @targets.txt --predictions @sources.txt --language java
codebleu --references @targets.txt --references @sources.txt --predictions @sources.txt --language python --json --each
metrics --references @targets.txt --predictions @sources.txt --against @targets.txt --randomization-rounds 100
metrics --references @targets.txt --predictions @sources.txt --metrics chrf --metrics exact-match --json --each
corpus check --splits train=@pairs.jsonl --splits test=@pairs.jsonl --report-only --clusters >clusters.jsonl
corpus check --splits @methods.jsonl --gaze @trials.jsonl --language java --json
gaze import @scanpaths.jsonl --code @methods.jsonl --output >imported.jsonl
gaze import @samples.csv --output >imported.jsonl --screen 1000x500 --json
gaze import @report.txt --output >imported.jsonl
gaze import @recording.asc --output >imported.jsonl --participant P1
gaze import @recording.txt --output >imported.jsonl --drift chain
gaze import @core.xml --output >imported.jsonl
gaze import @trials.jsonl --output >imported.jsonl --only participant=p*
gaze drift @trials.jsonl --compare --format csv
gaze drift @trials.jsonl --algorithm warp --output >drifted.jsonl
gaze label @Largest.java --language java
gaze label @methods.jsonl --language java --json
gaze augment @trials.jsonl --output >augmented.jsonl --variants 2
gaze motifs @trials.jsonl --minimum-support 1 --cache >cache --plot >motifs.svg
gaze motifs @trials.jsonl --json --top 3
gaze priors @trials.jsonl --output >new-priors --hold-out methods --folds 2 --fold 0
gaze priors --show @priors
gaze synthesize @methods.jsonl --priors @priors --language java --output >synthetic.jsonl --readers 2
gaze simulate @methods.jsonl --priors @priors --language java --output >simulated --methods 1 --readers 1
gaze predict score @trials.jsonl --model @model --folds 2 --threads 1
gaze predict train @trials.jsonl --model @model --output >new.predictor --threads 1
gaze predict apply @methods.jsonl --predictor @predictor.json --model @model --language java --output >predicted.jsonl
gaze measures @trials.jsonl --by token --per method --output >measures.csv
gaze measures @trials.jsonl --format latex
gaze export fixations @trials.jsonl --output >fixations.tsv
gaze export saccades @trials.jsonl --screen-width-mm 500 --distance-mm 600
gaze export aoi @trials.jsonl --format jsonl
gaze export transitions @trials.jsonl --unit token --output >transitions.jsonl
gaze export similarity @trials.jsonl --format csv
gaze export quality @trials.jsonl --output >quality.csv
gaze export columns --format tsv
gaze agreement @trials.jsonl --folds 2 --json
gaze agreement @trials.jsonl --similarity
gaze view @trials.jsonl --output >view.html
gaze view @trials.jsonl --svg >view.svg --model @model --json
gaze figure @trials.jsonl --kind heat --output >figure.svg
gaze figure @trials.jsonl --kind scanpath --output >figure.pdf --no-caption
gaze figure @trials.jsonl --kind transitions --output >figure.png --dpi 50
loss --model @model --data @pairs.jsonl --json --threads 1
loss --model @model --task translation --source @sources.txt --target @targets.txt --limit 2 --threads 1
generate --model @model --input @sources.txt --max-length 8 --beam 2 --threads 1
generate --model @model --input @pairs.jsonl --jsonl --max-length 8 --threads 1
tokenize --tokenizer @tokenizer --input @sources.txt
tokenize --tokenizer @tokenizer --input @pairs.jsonl --jsonl
tokenizer train --input @pairs.jsonl --field source --field target --vocabulary-size 300 --sentinels 0 --output >learned
tokenizer train --input @sources.txt --vocabulary-size 280 --output >learned
checkpoint inspect @run/checkpoints/last
checkpoint inspect @model --json
checkpoint verify @run
checkpoint verify @run/checkpoints/best --json
checkpoint export @run/checkpoints/last --output >exported
bench
helper score 1
helper gaze 1
"""

# What an input needs beside it, under its own name.
COMPANIONS = {
    "config.yaml": ["pairs.jsonl", "tokenizer"],
    "gaze.yaml": ["methods.jsonl", "tokenizer", "trials.jsonl"],
    "sweep.yaml": ["config.yaml", "pairs.jsonl", "tokenizer"],
    "sweep": ["config.yaml", "pairs.jsonl", "tokenizer"],
}

ODD_VALUES = [
    "", " ", "0", "-1", "1", "2", "01", "+3", "1e3", "0x10", "1_000", "2147483648", "9223372036854775807",
    "9223372036854775808", "-9223372036854775808", "1e308", "1e-320", "nan", "inf", "-inf", "-0", "0.5",
    "1.0000000001", "\u0661\u0662", "\uff11", "null", "true", "~", "*", "?", "%s%n%d", "\x1b[31mred\x07", "a\nb",
    "a\rb", "\t", "x" * 5000, "../..", "/", ".", "..", "./.", "\udcff\udcfe", "\u00e9", "e\u0301", "\u202eabc",
    "\U0001f642", "=", "k=v", "=v", "k=", "--", "-", "-x", "{a: [", "[" * 300, "${HOME}", "${", "$(id)", "a,b", ",",
    "0,0,0,0", "1,2", "0..0", "5..1", "1x1", "0x0", "99999x99999", "participant=", "stimulus=[", "java", "cobol",
    "c_sharp", "auto", "all", "a" * 256, "\x7f\x01",
]

ODD_SETTINGS = [
    "training.maximum_steps=0", "training.maximum_steps=9223372036854775807", "training.epochs=-1",
    "seed=18446744073709551615", "model.shape.model_width=0", "model.shape.model_width=1000000007",
    "model.shape.model_width=16384", "batch.batch_tokens=0", "model.shape.encoder_layers=100000",
    "batch.batch_tokens=9223372036854775807", "batch.micro_batch_tokens=1", "model.shape.dropout=1",
    "optimizer.learning_rate=nan", "optimizer.learning_rate=1e30", "optimizer.learning_rate=-1",
    "schedule.warmup_steps=9223372036854775807", "validation.every_steps=1",
    "validation.generated_samples=9223372036854775807", "validation.generation.beams=100000",
    "validation.generation.maximum_length=9223372036854775807", "checkpoints.keep=0", "checkpoints.every_steps=1",
    "checkpoints.keep=9223372036854775807", "checkpoints.in_background=false", "task=completion", "task=translation",
    "tokenizer=/dev/null", "data.train.file=/dev/null", "data.train.file=.", "data.valid.file=tokenizer",
    "output=config.yaml", "output=", "output=.", "output=pairs.jsonl/x", "name=\x1b[2J", "experiment=a/../..",
    "helpers.separate=false", "helpers.scoring_seconds=1", "helpers.scoring_megabytes=1",
    "watchdog.silence_seconds=0", "training.clip_norm=0", "training.micro_shards=3", "training.label_smoothing=2",
    "objective.kind=reward", "objective.kind=self_critical", "gaze.interval=0", "gaze.cache=cache",
    "gaze.cache=pairs.jsonl", "resources.slots=0", "resources.slots=100000", "search.trials=9223372036854775807",
    "data.limits.source=1", "data.limits.target=9223372036854775807", "model=x", "x=y", "model.checkpoint=run",
    "evaluation.test.file=pairs.jsonl", "validation.criterion=bleu", "training.bucket_megabytes=1e300",
]

# Options whose values a command may write to, and the commands that write to the folder that they are given.
OUTPUTS = {
    "--output", "--out", "--svg", "--plot", "--cache", "--clusters", "--figures", "--log-ranks", "--status-folder",
    "--folder",
}
WRITES_INPUT = {"train", "sweep", "launch", "doctor", "helper"}


def read_options(program):
    """The options of each command, by its words: [(names, takes a value, its allowed values)]."""
    text = subprocess.run([program, "--experimental-dump-help"], capture_output=True, check=True, timeout=60).stdout
    options = {}

    def visit(command, words):
        found = []
        for argument in command.get("arguments") or []:
            names = ["--" + name["name"] for name in argument.get("names") or [] if name["kind"] == "long"]
            if names and argument["valueName"] not in ("help", "version"):
                allowed = argument.get("allValues") or argument.get("allValueStrings") or []
                found.append((names, argument["kind"] == "option", allowed))
        options[" ".join(words)] = found
        for inner in command.get("subcommands") or []:
            visit(inner, words + [inner["commandName"]])

    visit(json.loads(text)["command"], [])
    return options


def command_of(words, options):
    """The longest beginning of the words that is a command."""
    for count in (3, 2, 1):
        if " ".join(words[:count]) in options:
            return " ".join(words[:count])
    return ""


def odd_value(chance: random.Random, allowed=()):
    if allowed and chance.random() < 0.5:
        return chance.choice(list(allowed))
    if chance.random() < 0.2:
        return "@" + chance.choice(INPUTS)
    return chance.choice(ODD_VALUES)


def spoil(words, options, chance: random.Random):
    """The words of a command line with one thing changed."""
    words = list(words)
    command = command_of(words, options)
    first = len(command.split())
    position = chance.randrange(first, len(words) + 1) if len(words) >= first else len(words)
    existing = min(position, len(words) - 1)
    kind = chance.randrange(10)
    if kind == 0 and len(words) > first:
        del words[existing]
    elif kind == 1:
        words.insert(position, words[existing])
    elif kind == 2 and len(words) > first + 1:
        other = chance.randrange(first, len(words))
        words[existing], words[other] = words[other], words[existing]
    elif kind in (3, 4) and len(words) > first:
        words[existing] = odd_value(chance)
    elif kind in (5, 6, 7) and options.get(command):
        names, takes_value, allowed = chance.choice(options[command])
        added = [chance.choice(names)]
        if takes_value:
            value = chance.choice(ODD_SETTINGS) if added == ["--set"] else odd_value(chance, allowed)
            added = [f"{added[0]}={value}"] if chance.random() < 0.3 else added + [value]
        words[position:position] = added
    elif kind == 8:
        words.insert(position, chance.choice(["--", "--help", "--version", "-h", "--json", "-", "--no-such-option"]))
    else:
        words.insert(position, odd_value(chance))
    return words


def nonsense(options, chance: random.Random):
    """Words that are hardly a command line."""
    words = chance.choice(sorted(options)).split()
    for _ in range(chance.randrange(6)):
        everything = options[chance.choice(sorted(options))]
        if everything and chance.random() < 0.5:
            words.append(chance.choice(chance.choice(everything)[0]))
        else:
            words.append(odd_value(chance))
    return words


def recipes():
    return [line.split() for line in RECIPES.strip().splitlines()]


INPUTS = sorted({part.lstrip("@").split("/")[0] for words in recipes() for word in words for part in word.split("=")
                 if part.startswith("@")})
