"""What this app adds to the catalogues of an installation (bia/services/catalogue_parts.py)."""

from __future__ import annotations

from bia.services.catalogue_parts import Load
from bia.services.catalogue_parts import register as register_part


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    register_part("governance", _load)


def _load() -> Load:
    from governance.services.catalogue_loading import load_governance_catalogue

    return load_governance_catalogue
