"""The part of this app in the sample company (bia/services/sample_parts.py)."""

from __future__ import annotations

from bia.services.sample_parts import Loading, Part
from bia.services.sample_parts import register as register_part


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    register_part(Part("plans", rows=_rows, files=_nothing, emptied=lambda: None))


def _rows(loading: Loading) -> None:
    from plans.services.sample_rows import make_rows
    from plans.services.sample_story import read_story

    make_rows(read_story(loading.language), at=loading.at)


def _nothing(_loading: Loading) -> None:
    """Plans are rows; what they print is made when it is asked for."""
