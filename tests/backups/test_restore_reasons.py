"""Every reason that a restore can end with has its words."""

from __future__ import annotations

import re
from pathlib import Path

from backups.words.restore_reasons import RESTORE_REASONS

ROOT = Path(__file__).parents[2] / "backups"
SAID = re.compile(r'(?:Failed|_not_run|Stopped|NotFetched)\(\s*"([a-z_]+)"')
CHECKED = re.compile(r'"(?:pass|fail|warn|not_run)",\s*"([a-z_]+)"')


def test_every_reason_in_the_code_has_words() -> None:
    codes = set()
    for file in (ROOT / "restoring").rglob("*.py"):
        text = file.read_text()
        prefix = "fetch_" if file.name == "fetching.py" else ""
        codes |= {prefix + code for code in SAID.findall(text)}
        codes |= set(CHECKED.findall(text))
    codes -= {"fetch_stopped"}  # becomes a cancelled test
    codes -= {"pass", "fail", "warn", "not_run"}

    assert codes - set(RESTORE_REASONS) == set()
    assert len(codes) > 50
