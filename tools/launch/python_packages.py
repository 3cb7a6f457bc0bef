"""The virtual environment in `.venv` and the pinned packages in it."""

import hashlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

from tools.launch import system_packages
from tools.launch.say import ROOT, Stop, run, step

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
CONSTRAINTS = ROOT / "constraints.txt"


def ensure(requirements: str) -> None:
    """Install what the list `requirements` (a file name) pins, unless that was done before."""
    stamp = VENV / f".installed-{requirements}"
    wanted = fingerprint(sorted(ROOT.glob("requirements*.txt")), CONSTRAINTS)
    if _works() and stamp.exists() and stamp.read_text() == wanted:
        return
    _ensure_virtual_environment()
    step("Python packages (a minute or two the first time) …")
    pip("--requirement", requirements)
    stamp.write_text(wanted)


def pip(*arguments: str) -> None:
    """`pip install` within the constraints."""
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run(
        [*command, "--constraint", str(CONSTRAINTS), *arguments],
        failure="Python packages could not be installed (see above): is the package index reached?",
    )


def fingerprint(lists: list[Path], *others: Path) -> str:
    """What the installed packages were chosen by: this Python and the files' contents."""
    digest = hashlib.sha256(sys.version.encode())
    for path in [*lists, *others]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _works() -> bool:
    """False for a missing folder, one half made, and one whose Python has gone."""
    try:
        command = [str(PYTHON), "-c", "import sys; print(*sys.version_info[:2])"]
        answer = subprocess.run(command, capture_output=True, text=True)
    except OSError:
        return False
    return answer.returncode == 0 and answer.stdout.split() == [
        str(n) for n in sys.version_info[:2]
    ]


def _ensure_virtual_environment() -> None:
    has_pip = any(VENV.glob("lib/python*/site-packages/pip/__main__.py"))
    if _works() and has_pip:
        return
    if importlib.util.find_spec("ensurepip") is None:  # Debian ships it apart
        system_packages.ensure([system_packages.python_venv()])
    step("Virtual environment .venv …")
    if VENV.exists():
        shutil.rmtree(VENV)
    run(
        [sys.executable, "-m", "venv", VENV],
        failure="The virtual environment .venv could not be made (see above).",
    )
    if not PYTHON.exists():
        raise Stop(f"{PYTHON} is missing after it was made: is the disk full?")
