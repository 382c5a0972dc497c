"""Says to bubblewrap, in its own arguments, what a machine is made of."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pasteproof.model import Limits

USER, HOME = "reader", "/home/reader"
_MIB = 1024 * 1024
_HOST_ETC = {"alternatives", "ssl", "ca-certificates", "ld.so.cache", "inputrc", "terminfo"}
_ACCOUNTS = {
    "passwd": f"root:x:0:0:root:/root:/bin/bash\n{USER}:x:1000:1000:Reader,,,:{HOME}:/bin/bash\n",
    "group": f"root:x:0:\n{USER}:x:1000:\n",
    "hosts": "127.0.0.1 localhost debian\n::1 localhost ip6-localhost\n",
    "hostname": "debian\n",
    "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file laid into the machine: its bytes and its mode."""

    data: bytes
    mode: int = 0o644


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What a machine is made of, by path below the home, below /etc and by command name.

    `folders` are shown read-only at a path of the machine, `links` lead from a command name to a
    path of the machine, and `environment` is added to what a login gives.
    """

    home: Mapping[str, File] = field(default_factory=dict)
    etc: Mapping[str, bytes] = field(default_factory=dict)
    programs: Mapping[str, bytes] = field(default_factory=dict)
    folders: Mapping[str, Path] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = Limits()


def arguments(recipe: Recipe, descriptors: list[int]) -> list[str]:
    """Return bubblewrap's arguments; what the machine is made of goes in as memory files."""
    disk = str(recipe.limits.disk * _MIB)
    told = [
        "--unshare-user", "--uid", "1000", "--gid", "1000", "--disable-userns",
        "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-net", "--unshare-cgroup-try",
        "--die-with-parent", "--new-session", "--hostname", "debian", "--clearenv",
        *_system(recipe), "--proc", "/proc", "--dev", "/dev",
        "--perms", "1777", "--size", disk, "--tmpfs", "/tmp",
        "--size", disk, "--tmpfs", HOME,
    ]  # fmt: skip
    files = {f"{HOME}/{name}": file for name, file in recipe.home.items()}
    files |= {f"/etc/{name}": File(data=data) for name, data in _etc(recipe).items()}
    files |= {f"/usr/local/bin/{name}": File(data=data, mode=0o755)
              for name, data in recipe.programs.items()}  # fmt: skip
    for folder in sorted({str(Path(path).parent) for path in files}):
        told += ["--perms", "755", "--dir", folder]  # else a private file's would be private too
    for path, file in files.items():
        descriptor = memory_file(file.data, descriptors)
        told += ["--perms", f"{file.mode:o}", "--file", str(descriptor), path]
    finished = ("/usr/local", "/dev", "/proc", "/")
    return told + [word for path in finished for word in ("--remount-ro", path)]


def _system(recipe: Recipe) -> Iterator[str]:
    yield from ("--ro-bind", "/usr", "/usr", "--tmpfs", "/usr/local")
    for name in ("bin", "sbin", "lib", "lib32", "lib64", "libx32"):
        path = Path("/", name)
        if path.is_symlink():
            yield from ("--symlink", str(path.readlink()), str(path))
        elif path.is_dir():
            yield from ("--ro-bind", str(path), str(path))
    replaced = {name.partition("/")[0] for name in recipe.etc}
    for name in _HOST_ETC - replaced:
        yield from ("--ro-bind-try", f"/etc/{name}", f"/etc/{name}")
    for place, folder in recipe.folders.items():
        yield from ("--ro-bind", str(folder), place)
    for name, target in recipe.links.items():
        yield from ("--symlink", target, f"/usr/local/bin/{name}")
    yield from ("--symlink", "../usr/lib/os-release", "/etc/os-release")


def _etc(recipe: Recipe) -> dict[str, bytes]:
    files = {name: text.encode() for name, text in _ACCOUNTS.items()}
    return files | dict(recipe.etc)


def memory_file(data: bytes, descriptors: list[int]) -> int:
    """Return the descriptor of a file in memory that holds the bytes, and add it to the list."""
    descriptor = os.memfd_create("pasteproof")
    descriptors.append(descriptor)
    with os.fdopen(descriptor, "wb", closefd=False) as file:
        file.write(data)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor
