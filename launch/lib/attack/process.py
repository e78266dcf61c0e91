"""Starts a trial's process in its surroundings, disturbs it, and waits for its end."""

import os
import random
import select
import signal
import socket
import time

import surroundings

NOBODY = 65534


def open_stream(descriptor, what, path):
    """Makes descriptor 0, 1 or 2 what a trial asks for, in the child. Keeps nothing else open."""
    def become(opened):
        os.dup2(opened, descriptor)
        if opened > 2:
            os.close(opened)

    if what == "closed":
        os.close(descriptor)
    elif what == "folder":
        become(os.open("/", os.O_RDONLY))
    elif what == "write-only":
        become(os.open("/dev/null", os.O_WRONLY))
    elif what == "read-only":
        become(os.open("/dev/null", os.O_RDONLY))
    elif what == "full":
        become(os.open("/dev/full", os.O_RDWR))
    elif what == "zero":
        become(os.open("/dev/zero", os.O_RDONLY))
    elif what == "null":
        become(os.open("/dev/null", os.O_RDWR))
    elif what == "no-reader":
        reader, writer = os.pipe()
        os.close(reader)
        become(writer)
    elif what in ("pipe", "empty-pipe", "slow-pipe"):
        # The other end stays open in the parent: in child_streams.
        raise AssertionError("pipes are made before the fork")
    else:
        flags = os.O_RDONLY if descriptor == 0 else os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND
        become(os.open(path, flags, 0o666))


def become_trial(trial, paths, pipes):
    """In the child: everything up to the program itself."""
    os.setsid()
    for descriptor, (own, _) in pipes.items():
        os.dup2(own, descriptor)
    for descriptor in (0, 1, 2):
        if descriptor not in pipes:
            what = trial["streams"].get(descriptor, "")
            if what != "closed":
                open_stream(descriptor, what, paths[descriptor])
    for descriptor in (0, 1, 2):
        if trial["streams"].get(descriptor) == "closed":
            os.close(descriptor)
    os.closerange(3, 4096)
    if trial["nobody"]:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    surroundings.apply_limits(trial["limits"])
    for number in range(1, signal.NSIG):
        if number not in (signal.SIGKILL, signal.SIGSTOP) and not 32 <= number <= 33:
            signal.signal(number, signal.SIG_DFL)


def start(program, trial, environment, paths):
    """Forks; returns the process and this side's ends of its pipes."""
    pipes = {}
    for descriptor, what in trial["streams"].items():
        if what in ("pipe", "empty-pipe", "slow-pipe"):
            reader, writer = os.pipe()
            pipes[descriptor] = (reader, writer) if descriptor == 0 else (writer, reader)
    child = os.fork()
    if child == 0:
        try:
            become_trial(trial, paths, pipes)
            os.execve(program, trial["argv"], environment)
        except BaseException:  # Whatever it is, this copy of the harness must end here.
            os._exit(96)
    ours = {}
    for descriptor, (own, other) in pipes.items():
        os.close(own)
        ours[descriptor] = other
        if trial["streams"][descriptor] == "pipe":
            os.set_blocking(other, False)
            try:
                os.write(other, b"int a = 1;\n")
            except BrokenPipeError:
                # The program has ended already.
                pass
            os.close(other)
            del ours[descriptor]
    return child, ours


def visit(count, seed):
    """Opens connections to the live view and says little or nonsense on them."""
    chance, connections = random.Random(seed), []
    for _ in range(count):
        connection = socket.socket()
        connection.setblocking(False)
        connections.append(connection)
        try:
            connection.connect(("127.0.0.1", 8420))
        except BlockingIOError:
            pass
        except OSError:
            continue
        said = chance.choice([
            b"", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /" + b"a" * 70_000, chance.randbytes(300),
            b"POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n", b"GET /../../../etc/passwd\r\n",
            b"GET /%00%ff HTTP/1.1\r\n\r\n", b"HEAD /api/runs HTTP/1.0\r\n\r\n"])
        try:
            connection.send(said)
        except OSError:
            pass
    return connections


def wait(child, plan, limit):
    """Waits for a process, and acts on it meanwhile: [(seconds, action)].

    Returns its status, or None if it had to be killed at the limit.
    """
    began = time.monotonic()
    plan = sorted(plan, key=lambda step: step[0])
    ended = os.pidfd_open(child)
    try:
        while True:
            elapsed = time.monotonic() - began
            while plan and plan[0][0] <= elapsed:
                plan.pop(0)[1]()
            if elapsed > limit:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                return None
            until = min(plan[0][0] if plan else limit, limit) - elapsed
            if select.select([ended], [], [], max(0.0, until) + 0.001)[0]:
                return os.waitpid(child, 0)[1]
    finally:
        os.close(ended)


def others(harness):
    """Processes of this namespace besides the harness; those that have ended are collected."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass
    return [int(name) for name in os.listdir("/proc") if name.isdigit() and int(name) not in harness]


def end_others(harness, patience=1.0):
    """Waits for other processes to end by themselves, then kills them; returns the commands of those."""
    began = time.monotonic()
    while others(harness) and time.monotonic() - began < patience:
        time.sleep(0.01)
    left = []
    for process in others(harness):
        try:
            with open(f"/proc/{process}/cmdline", "rb") as file:
                left.append(file.read().replace(b"\0", b" ").decode(errors="replace").strip() or str(process))
            os.kill(process, signal.SIGKILL)
        except OSError:
            pass
    while left and others(harness):
        time.sleep(0.01)
    return left
