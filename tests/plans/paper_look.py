"""What a printed PDF shows: its text, its fonts, its pages, and what its codes say."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import zxingcpp


def kept(folder: Path, content: bytes) -> Path:
    path = folder / "made.pdf"
    path.write_bytes(content)
    return path


def text_of(path: Path) -> str:
    return _run("pdftotext", "-layout", str(path), "-")


def pages_of(path: Path) -> tuple[int, str]:
    """How many, and the size of the first one as pdfinfo says it."""
    facts = dict(
        line.split(":", 1) for line in _run("pdfinfo", str(path)).splitlines() if ":" in line
    )
    return int(facts["Pages"]), facts["Page size"].strip()


def fonts_of(path: Path) -> dict[str, bool]:
    """Name without its subset's prefix → embedded."""
    lines = _run("pdffonts", str(path)).splitlines()
    where = lines[0].index("emb")
    return {line.split()[0].split("+")[-1]: line[where:].startswith("yes") for line in lines[2:]}


def codes_of(path: Path, page: int = 1, dpi: int = 130) -> set[str]:
    """What a telephone reads on the page, as it is printed in grey."""
    done = subprocess.run(
        ["pdftoppm", "-gray", "-r", str(dpi), "-f", str(page), "-l", str(page), str(path)],
        capture_output=True, check=True, timeout=60,
    )  # fmt: skip
    _kind, size, _most, pixels = done.stdout.split(b"\n", 3)
    width, height = map(int, size.split())
    picture = np.frombuffer(pixels[: width * height], dtype=np.uint8).reshape(height, width)
    return {one.text for one in zxingcpp.read_barcodes(picture)}


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return done.stdout
