"""Every type of entry that a verb writes has its words."""

from __future__ import annotations

import re
from pathlib import Path

from drills import event_words

SERVICES = Path(event_words.__file__).parent / "services"
WRITES = re.compile(r'\b(?:written|write|finish)\(\s*[\w.]+,\s*(?:[\w.]+,\s*)?"(\w+)"')


def test_every_type_that_is_written_has_its_words() -> None:
    written = {
        found[1] for one in SERVICES.glob("*.py") for found in WRITES.finditer(one.read_text())
    }
    assert written - set(event_words.WORDS) == set()


def test_half_a_minute_is_on_time() -> None:
    told = [event_words.punctual(one) for one in (0, 29, -29, 90, -180)]
    assert told == ["on time", "on time", "on time", "2 min late", "3 min early"]
