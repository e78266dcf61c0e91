"""Namespaces of a worker: everything but its own folder is read-only for it and for what it starts."""

import ctypes
import fcntl
import os
import re
import socket
import struct

BASE = "/mnt"
READ_ONLY, BIND, REMOUNT = 1, 4096, 32
_libc = ctypes.CDLL(None, use_errno=True)


def mount(source, target, kind="", flags=0, data=""):
    result = _libc.mount(os.fsencode(source), os.fsencode(target), kind.encode(), ctypes.c_ulong(flags), data.encode())
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), target)


def unmount(target):
    # 2 is MNT_DETACH.
    _libc.umount2(os.fsencode(target), 2)


def mounts():
    with open("/proc/self/mountinfo", encoding="utf-8", errors="surrogateescape") as file:
        # White space and backslashes in paths are written in octal.
        return [re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), line.split()[4]) for line in file]


def raise_loopback():
    """Switches the loopback interface of a new network namespace on."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        # SIOCSIFFLAGS with IFF_UP and IFF_RUNNING.
        fcntl.ioctl(probe, 0x8914, struct.pack("16sh14x", b"lo", 0x1 | 0x40))


def enter(folders, size):
    """Makes a private world below BASE: the given folders {name: (path, writable)}, and an empty disk of this size.

    The temporary folders of the system become private ones, and all else read-only.
    """
    raise_loopback()
    opened = {name: os.open(path, os.O_PATH) for name, (path, _) in folders.items()}
    mount("attack", BASE, "tmpfs", 0, f"size={size},mode=755")
    for name, (_, writable) in folders.items():
        target = f"{BASE}/{name}"
        os.mkdir(target)
        mount(f"/proc/self/fd/{opened[name]}", target, "", BIND)
        if not writable:
            mount("", target, "", BIND | REMOUNT | READ_ONLY)
        os.close(opened[name])
    kept = {f"{BASE}/{name}" for name in folders} | {BASE}
    # Devices and what the kernel shows of itself need no protection from files.
    for point in mounts():
        if point in kept or point.startswith(("/proc", "/dev", "/sys")):
            continue
        try:
            mount("", point, "", BIND | REMOUNT | READ_ONLY)
        except OSError:
            # In a namespace of an ordinary user some mounts cannot be changed, and are not that user's to write to.
            pass
    for place in ("/tmp", "/var/tmp", "/dev/shm"):
        if os.path.isdir(place):
            mount("attack", place, "tmpfs", 0, "size=64m,mode=1777")


def has_other_users():
    """Whether a process can become another user: an ordinary user's namespace knows that user alone."""
    with open("/proc/self/uid_map", encoding="utf-8") as file:
        return any(int(line.split()[2]) > 1 for line in file)


def clear(place):
    for name in os.listdir(place):
        path = os.path.join(place, name)
        if os.path.isdir(path) and not os.path.islink(path):
            clear(path)
            os.rmdir(path)
        else:
            os.unlink(path)
