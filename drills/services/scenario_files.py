"""The shipped files of this app: `drills/catalog/**.yaml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lib.yaml_file import read_yaml
from plans.services.catalogue_loading import pair

__all__ = ["FOLDER", "pair", "read", "shipped"]

FOLDER = Path(__file__).resolve().parent.parent / "catalog"


def read(name: str) -> Any:
    """The content of `drills/catalog/<name>.yaml`."""
    return read_yaml(FOLDER / f"{name}.yaml")


def shipped() -> list[str]:
    """Codes of the shipped scenarios, in the order of their files' names."""
    return [path.stem for path in sorted((FOLDER / "scenarios").glob("*.yaml"))]
