"""Libraries, fonts and programs that no Python package brings.

Missing ones are installed through apt where that is allowed (root, or sudo without a
password, and BCM_NO_APT is not 1); otherwise one line names them.
"""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from tools.launch.say import Stop, run, step

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
LIBRARY_FOLDERS = ("", "/opt/homebrew/lib/", "/usr/local/lib/", "/opt/local/lib/")


@dataclass(frozen=True)
class Need:
    """Something the machine must have: how to see it and where to get it.

    Without an `optional` one the platform runs; `without` says what it cannot do then.
    """

    what: str
    is_here: Callable[[], bool]
    debian: tuple[str, ...]
    brew: str
    optional: bool = False
    without: str = ""


def for_running() -> list[Need]:
    """What WeasyPrint draws PDFs with, letters for Chinese, and the wall of restore tests."""
    return [
        Need(
            "Pango",
            lambda: _library("libpango-1.0", 0) and _library("libpangoft2-1.0", 0),
            ("libpango-1.0-0", "libpangoft2-1.0-0"),
            "pango",
        ),
        Need(
            "HarfBuzz",
            lambda: _library("libharfbuzz", 0) and _library("libharfbuzz-subset", 0),
            ("libharfbuzz0b", "libharfbuzz-subset0"),
            "harfbuzz",
        ),
        Need("Noto CJK fonts", _has_chinese_font, ("fonts-noto-cjk",), "font-noto-sans-cjk"),
        Need(
            "bubblewrap",
            lambda: _program("bwrap") or sys.platform == "darwin",
            ("bubblewrap",),
            "",
            optional=True,
            without="restore tests run behind a thinner wall, or say that they could not run",
        ),
    ]


def for_testing() -> list[Need]:
    """A browser, tools that look into PDFs, and backup tools whose repositories are read."""
    return [
        *for_running(),
        Need("Chromium", lambda: chromium() is not None, ("chromium",), "--cask chromium"),
        Need("Poppler", lambda: _program("pdftoppm"), ("poppler-utils",), "poppler"),
        _tool("restic", "restic", "restic", "restic"),
        _tool("Borg", "borg", "borgbackup", "borgbackup"),
        _tool("hashdeep", "hashdeep", "hashdeep", "md5deep"),
    ]


def _tool(what: str, program: str, debian: str, brew: str) -> Need:
    """What a few tests and measurements compare with."""
    without = "its tests are left out"
    return Need(what, lambda: _program(program), (debian,), brew, optional=True, without=without)


def python_venv() -> Need:
    version = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    return Need("Python's venv", lambda: False, (version,), "python")


def ensure(needs: Iterable[Need]) -> None:
    """Install what is missing, or raise Stop with one line that names it.

    For what is optional the line is printed and the start goes on.
    """
    missing = [need for need in needs if not need.is_here()]
    needed = [need for need in missing if not need.optional]
    if needed:
        _install(needed)
    for need in missing:
        if need.optional:
            _install_if_possible(need)


def _install_if_possible(need: Need) -> None:
    try:
        _install([need])
    except Stop as stop:
        step(f"{stop} (optional: without it {need.without})")


def _install(missing: list[Need]) -> None:
    prefix = _apt_prefix()
    if prefix is None:
        raise Stop(instruction(missing))
    packages = [name for need in missing for name in need.debian]
    step(f"System packages: {' '.join(packages)} …")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    failure = instruction(missing)
    run([*prefix, "apt-get", "update", "-q"], failure=failure, env=environment)
    install = ["apt-get", "install", "-q", "-y", "--no-install-recommends"]
    run([*prefix, *install, *packages], failure=failure, env=environment)


def instruction(missing: list[Need]) -> str:
    """The one line: what is missing and the command that brings it."""
    names = ", ".join(need.what for need in missing)
    debian = " ".join(name for need in missing for name in need.debian)
    brew = " ".join(need.brew for need in missing if need.brew)
    return f"Missing on this machine: {names}. Debian, Ubuntu: sudo apt-get install {debian}." + (
        f" macOS: brew install {brew}" if brew else ""
    )


def chromium() -> str | None:
    """Path of the browser that tests drive: CHROMIUM, or the first one found."""
    named = os.environ.get("CHROMIUM")
    found = [named] if named else [shutil.which(name) for name in CHROMIUMS]
    macos = "/Applications/Chromium.app/Contents/MacOS/Chromium"
    return next((path for path in [*found, macos] if path and os.access(path, os.X_OK)), None)


def _apt_prefix() -> list[str] | None:
    if shutil.which("apt-get") is None or os.environ.get("BCM_NO_APT") == "1":
        return None
    if os.geteuid() == 0:
        return []
    sudo = ["sudo", "-n"]
    if (
        shutil.which("sudo")
        and subprocess.run([*sudo, "true"], capture_output=True).returncode == 0
    ):
        return sudo
    return None


def _library(name: str, version: int) -> bool:
    file = f"{name}.{version}.dylib" if sys.platform == "darwin" else f"{name}.so.{version}"
    return any(_loads(folder + file) for folder in LIBRARY_FOLDERS)


def _loads(path: str) -> bool:
    try:
        ctypes.CDLL(path)
    except OSError:
        return False
    return True


def _program(name: str) -> bool:
    return shutil.which(name) is not None


def _has_chinese_font() -> bool:
    if sys.platform == "darwin":
        return True  # the system's own PingFang
    folders = (Path(folder).expanduser() for folder in FONT_FOLDERS)
    return any(True for folder in folders for _ in folder.glob("**/Noto*CJK*"))
