"""The part of this app in the sample company (bia/services/sample_parts.py)."""

from __future__ import annotations

from bia.services.sample_parts import Loading, Part
from bia.services.sample_parts import register as register_part


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    register_part(Part("governance", rows=_rows, files=_nothing, emptied=lambda: None))


def _rows(loading: Loading) -> None:
    from governance.services.sample_rows import make_rows

    make_rows(variant=loading.variant, language=loading.language, at=loading.at)


def _nothing(_loading: Loading) -> None:
    """Governance is rows; its reports are printed when they are asked for."""
