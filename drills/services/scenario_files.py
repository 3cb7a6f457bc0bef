"""The shipped files of this app: `drills/catalog/**.yaml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from plans.services.catalogue_loading import LOADER, pair

__all__ = ["FOLDER", "pair", "read", "shipped"]

FOLDER = Path(__file__).resolve().parent.parent / "catalog"


def read(name: str) -> Any:
    """The content of `drills/catalog/<name>.yaml`."""
    text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=LOADER)  # noqa: S506 - one of the two safe ones


def shipped() -> list[str]:
    """Codes of the shipped scenarios, in the order of their files' names."""
    return [path.stem for path in sorted((FOLDER / "scenarios").glob("*.yaml"))]
