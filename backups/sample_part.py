"""The part of this app in the sample company (bia/services/sample_parts.py)."""

from __future__ import annotations

from bia.services.sample_parts import Loading, Part
from bia.services.sample_parts import register as register_part


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    register_part(Part("backups", rows=_rows, files=_files, emptied=_emptied))


def _rows(loading: Loading) -> None:
    from backups.services.sample_rows import make_rows
    from backups.services.sample_story import read_story

    make_rows(read_story(loading.language), at=loading.at)


def _files(loading: Loading) -> None:
    from backups.services.sample_files import place_files
    from backups.services.sample_story import read_story

    place_files(read_story(loading.language), at=loading.at)


def _emptied() -> None:
    from backups.services.sample_files import remove_files

    remove_files()
