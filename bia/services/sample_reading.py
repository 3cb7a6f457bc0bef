"""The sample company out of `bia/catalog/samples/`, in one language and one variant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lib.yaml_file import read_yaml

FOLDER = Path(__file__).resolve().parent.parent / "catalog" / "samples"
VARIANTS = ("aftersales", "aftersales-complete")
LANGUAGES = ("en", "zh")
FILES = ("organisation", "people", "register", "assessments", "followup")

# What tells an entry of `complete.yaml` to change one of the other files.
KEYS = {"systems": "code", "assessments": "process"}


def read_sample(variant: str, language: str) -> dict[str, Any]:
    """Sections by name (departments, systems, assessments …) with plain texts.

    The variant `aftersales-complete` adds and changes entries by `complete.yaml`.
    """
    if variant not in VARIANTS or language not in LANGUAGES:
        raise ValueError(f"no sample {variant} in {language}")
    sections: dict[str, Any] = {
        "measurements": [],
        "sample_note": "",
        "recovery_options": None,
        "loss_profiles": [],
        "scenarios": [],
    }
    for name in FILES:
        sections |= _yaml(name)
    if variant == "aftersales-complete":
        _complete(sections, _yaml("complete"))
    localised: dict[str, Any] = in_language(sections, language)
    return localised


def _complete(sections: dict[str, Any], extra: dict[str, Any]) -> None:
    for name, value in extra.items():
        if name in KEYS:
            sections[name] = _merged(sections[name], value, KEYS[name])
        elif isinstance(value, list):
            sections[name] = [*sections[name], *value]
        else:
            sections[name] = value


def _merged(
    rows: list[dict[str, Any]], extra: list[dict[str, Any]], key: str
) -> list[dict[str, Any]]:
    merged = {row[key]: row for row in rows}
    for row in extra:
        merged[row[key]] = merged.get(row[key], {}) | row | {"completed": True}
    return list(merged.values())


def in_language(value: Any, language: str) -> Any:
    """Every mapping of exactly `en` and `zh` becomes the text of `language`."""
    if isinstance(value, dict):
        if set(value) == set(LANGUAGES):
            return value[language]
        return {name: in_language(one, language) for name, one in value.items()}
    if isinstance(value, list):
        return [in_language(one, language) for one in value]
    return value


def _yaml(name: str) -> dict[str, Any]:
    path = FOLDER / "aftersales" / f"{name}.yaml"
    read: dict[str, Any] = read_yaml(path)
    return read
