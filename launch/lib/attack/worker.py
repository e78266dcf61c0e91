"""Runs trials one after the other in namespaces of its own, and checks what each left behind."""

import errno
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time

import inputs
import invariants
import isolation
import process
import recipes
import surroundings
import trials

BASE = isolation.BASE
AREA, FIXTURES, SURROUNDINGS = f"{BASE}/area", f"{BASE}/fixtures", f"{BASE}/outside"
TEMPORARY = ["/tmp", "/var/tmp", "/dev/shm"]


class Worker:
    def __init__(self, arguments):
        self.program = f"{BASE}/program/{os.path.basename(arguments.program)}"
        self.limit, self.seed = arguments.limit, arguments.seed
        # The project may be where nothing can be seen from inside.
        self.codes = invariants.read_codes(arguments.project)
        isolation.enter(
            {"program": (os.path.dirname(arguments.program), False), "fixtures": (arguments.fixtures, False),
             "kept": (arguments.kept, True)}, "1g")
        os.makedirs(SURROUNDINGS)
        with open(f"{SURROUNDINGS}/precious", "w", encoding="utf-8") as file:
            file.write("not to be changed\n")
        self.options = recipes.read_options(self.program)
        self.reference = self.weights(f"{FIXTURES}/run")
        self.can_be_nobody = isolation.has_other_users()
        self.harness = {os.getpid()} | {int(name) for name in os.listdir("/proc") if name.isdigit()}

    @staticmethod
    def weights(run):
        with open(f"{run}/checkpoints/last/model.safetensors", "rb") as file:
            return hashlib.sha256(file.read()).hexdigest()

    def environment(self, changes):
        values = surroundings.sound_environment(f"{AREA}/home")
        for name, value in changes.items():
            if value is None:
                values.pop(name, None)
            else:
                values[name] = value
        return {os.fsencode(name): os.fsencode(value) for name, value in values.items()}

    @staticmethod
    def remove_mounted(_, path, error):
        """Removes a folder on which something is still mounted."""
        if error[1].errno != errno.EBUSY:
            raise error[1]
        isolation.unmount(path)
        shutil.rmtree(path)

    def prepare(self, trial):
        """Makes the trial's folder, and goes there."""
        trial["nobody"] = trial["nobody"] and self.can_be_nobody
        if os.path.isdir(AREA):
            os.chdir(BASE)
            for point in isolation.mounts():
                if point.startswith(AREA):
                    isolation.unmount(point)
            shutil.rmtree(AREA, onerror=self.remove_mounted)
        for place in TEMPORARY:
            isolation.clear(place)
        os.makedirs(f"{AREA}/home")
        cwd = f"{AREA}/a/b/{trial['folder']}"
        if trial["state"] == "long":
            cwd = f"{AREA}/" + "/".join(["l" * 200] * 17)
        os.makedirs(cwd)
        if trial["state"] == "full":
            isolation.mount("attack", cwd, "tmpfs", 0, "size=16m")
        os.chdir(cwd)
        trial["cwd"] = cwd
        self.place(trial)
        obstacle = trial.get("obstacle")
        if obstacle:
            self.obstruct(obstacle, trial)
        if trial["nobody"]:
            for place, folders, files in os.walk(AREA):
                for name in folders + files:
                    os.chown(os.path.join(place, name), process.NOBODY, process.NOBODY, follow_symlinks=False)
        if trial["state"] == "full":
            self.fill(".")
        elif trial["state"] == "read-only":
            isolation.mount(cwd, cwd, "", isolation.BIND)
            isolation.mount("", cwd, "", isolation.BIND | isolation.REMOUNT | isolation.READ_ONLY)
            os.chdir(cwd)

    @staticmethod
    def fill(folder):
        try:
            with open(f"{folder}/filler", "wb", buffering=0) as file:
                while True:
                    file.write(bytes(4096))
        except OSError:
            pass

    def place(self, trial):
        """Places all inputs and outputs, and makes the command line of them."""
        argv, named = ["fovea"], []
        needed = {"config.yaml"} if trial["resumes"] else set()
        for text, placement, rest in trial["words"]:
            if placement is None:
                argv.append(self.program if text == "PROGRAM" else text)
            elif "fixture" in placement:
                needed |= {placement["fixture"]} if placement["name"] == placement["fixture"] else set()
                needed |= set(recipes.COMPANIONS.get(placement["fixture"], []))
                path = inputs.put_input(placement, FIXTURES)
                named.append(path)
                argv.append(text + path + rest)
            else:
                argv.append(("OUTPUT", text, placement))
        for name in sorted(needed):
            needed = needed | set(recipes.COMPANIONS.get(name, []))
        for name in sorted(needed):
            if not os.path.lexists(name):
                inputs.copy(f"{FIXTURES}/{name}", name)
        for index, word in enumerate(argv):
            if isinstance(word, tuple):
                if word[2]["fault"] == "in-full" and not os.path.lexists("full"):
                    os.mkdir("full")
                    isolation.mount("attack", "full", "tmpfs", 0, "size=64k")
                    self.fill("full")
                argv[index] = word[1] + inputs.put_output(word[2], named)
        trial["argv"] = argv
        trial["owned"] = []
        if trial["kind"] in ("training", "supervised"):
            trial["owned"] = ["run", "moved", "status"]
        elif argv[1:2] and argv[1] in recipes.WRITES_INPUT:
            # These commands continue what is in a folder that they are given, or in the one of its configuration.
            own = ["run", "sweep", "gaze-run", "results"] + [word for word in named if os.path.isdir(word)]
            trial["owned"] = own + [os.path.realpath(path) for path in own]

    @staticmethod
    def obstruct(obstacle, trial):
        """Puts something in the way of the run's folder."""
        os.makedirs("run/checkpoints", exist_ok=True)
        if obstacle == "stop":
            open("run/stop", "w", encoding="utf-8").close()
        elif obstacle == "partial-link":
            os.symlink(SURROUNDINGS, "run/checkpoints/step-00000004.partial")
        elif obstacle == "checkpoint-copy":
            inputs.copy(f"{FIXTURES}/run/checkpoints/step-00000008", "run/checkpoints/step-keep")
        elif obstacle == "lock-link":
            os.symlink(f"{SURROUNDINGS}/precious", "run/lock")
        elif obstacle == "small-disk":
            isolation.mount("attack", "run", "tmpfs", 0, f"size={64 + trial['number'] % 20 * 40}k")

    def run(self, trial):
        """Runs a trial and returns its faults."""
        self.prepare(trial)
        trial["written"] = invariants.written_paths(trial["argv"])
        trial["sent"] = []
        before = invariants.snapshot(AREA)
        around = invariants.snapshot(SURROUNDINGS)
        paths = ["/dev/null", f"{BASE}/stdout", f"{BASE}/stderr"]
        for path in paths[1:]:
            with open(path, "wb"):
                os.chmod(path, 0o666)
        if trial["state"] == "removed":
            os.mkdir(f"{AREA}/gone")
            os.chdir(f"{AREA}/gone")
            os.rmdir(f"{AREA}/gone")
        began = time.monotonic()
        child, pipes = process.start(self.program, trial, self.environment(trial["environment"]), paths)
        status = process.wait(child, self.plan(trial, child), self.limit)
        trial["seconds"] = round(time.monotonic() - began, 3)
        for connection in trial.pop("connections", []):
            connection.close()
        left = process.end_others(self.harness)
        for descriptor in pipes.values():
            os.close(descriptor)
        return self.faults(trial, status, before, around, left, [self.read(path) for path in paths[1:]])

    @staticmethod
    def read(path):
        with open(path, "rb") as file:
            return file.read(1 << 22)

    def plan(self, trial, child):
        def send(number):
            def action():
                trial["sent"].append((0, number))
                os.kill(child, number)
            return action

        plan = [(seconds, send(number)) for seconds, number in trial["signals"]]
        if trial.get("obstacle") == "moved":
            plan.append((0.15, self.move_run))
        if trial.get("visitors"):
            plan.append((0.12, lambda: trial.update(connections=process.visit(trial["visitors"], trial["number"]))))
        return plan

    @staticmethod
    def move_run():
        try:
            os.rename("run", "moved")
        except OSError:
            # There is none yet, or its folder is read-only.
            pass

    def faults(self, trial, status, before, around, left, texts):
        trial["stderr"] = texts[1][-3000:].decode(errors="replace")
        if status is None:
            trial["outcome"] = "hang"
            return [f"did not end within {self.limit} s"]
        was_killed = os.WIFSIGNALED(status)
        trial["outcome"] = f"signal {os.WTERMSIG(status)}" if was_killed else str(os.WEXITSTATUS(status))
        found = list(invariants.exit_faults(status, trial, texts[1], self.codes))
        found += invariants.output_faults(status, trial, texts[0])
        os.chdir(trial["cwd"])
        found += invariants.file_faults(before, invariants.snapshot(AREA), trial, was_killed)
        if invariants.snapshot(SURROUNDINGS) != around:
            found.append("a file outside of the trial's folder was changed")
        if not was_killed:
            found += [f"a process was left: {command[:200]}" for command in left]
            for place in TEMPORARY:
                names = invariants.leftovers(place, trial)
                found += [f"{place} holds {names}"] if names else []
        if trial["resumes"] and not found:
            found += self.resume(trial)
        return found

    def resume(self, trial):
        """Continues a disturbed run in sound surroundings, to the weights of one that was never disturbed."""
        if os.path.isdir("moved"):
            if os.path.ismount("run"):
                isolation.unmount(os.path.abspath("run"))
            if os.path.isdir("run"):
                shutil.rmtree("run")
            os.rename("moved", "run")
        if trial["state"] in ("read-only", "full"):
            return
        if trial.get("obstacle") == "lock-link":
            os.unlink("run/lock")
        if trial.get("obstacle") == "small-disk":
            shutil.copytree("run", "larger", symlinks=True)
            isolation.unmount(os.path.abspath("run"))
            os.rename("run", "small")
            os.rename("larger", "run")
        environment = self.environment({})
        commands = [["train", "config.yaml", "--threads", "1", "--resume", "auto"]]
        if any(name.startswith("step-") and name[5:].isdigit() for name in self.checkpoints()):
            commands.insert(0, ["checkpoint", "verify", "run"])
        for words in commands:
            result = subprocess.run([self.program, *words], env=environment, stdin=subprocess.DEVNULL, capture_output=True)
            if result.returncode != 0:
                trial["stderr"] += "\n--- afterwards ---\n" + result.stderr[-2000:].decode(errors="replace")
                yield f"afterwards, fovea {' '.join(words)} ends with {result.returncode}"
                return
        if self.weights("run") != self.reference:
            yield "the weights are not those of a run without disturbance"

    @staticmethod
    def checkpoints():
        try:
            return os.listdir("run/checkpoints")
        except OSError:
            return []

    def keep(self, trial):
        """Keeps the folder of a failed trial, for a person to look at."""
        target = f"{BASE}/kept/{trial['number']}"
        shutil.rmtree(target, ignore_errors=True)
        os.makedirs(target)
        os.chdir(BASE)
        left = [AREA, f"{BASE}/stdout", f"{BASE}/stderr"]
        subprocess.run(["cp", "-a", *left, target], check=False, stderr=subprocess.DEVNULL)
        with open(f"{target}/trial.json", "w", encoding="utf-8") as file:
            json.dump({name: value for name, value in trial.items() if name != "written"}, file, indent=1)


def serve(arguments):
    """Runs the trials whose numbers come on standard input, and prints a line of JSON for each."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "w", buffering=1, encoding="utf-8")
    worker = Worker(arguments)
    for line in sys.stdin:
        trial = trials.make_trial(arguments.seed, int(line), worker.options)
        found = worker.run(trial)
        if found:
            worker.keep(trial)
        answers.write(json.dumps({name: trial[name] for name in ("number", "kind", "outcome", "seconds", "argv", "stderr")}
                                 | {"faults": found}) + "\n")
