"""A server process is ready before its first answer."""

from __future__ import annotations

import gc
import sys

from bcm.settled import settle


def test_all_pages_are_loaded_and_left_alone_by_the_collector() -> None:
    before = gc.get_freeze_count()
    settle()
    assert gc.get_freeze_count() > before
    assert "bia.views.gap" in sys.modules
