"""The cast of incidents stands before the first test of a module here too."""

from __future__ import annotations

from tests.incidents.conftest import _untouched, cast

__all__ = ["_untouched", "cast"]
