"""Every code a stop rule or the sender writes has words (NTF-4)."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

from followup.reasons import words_of_reason

WRITTEN = re.compile(
    r"(?:NotDelivered\(\s*|SUPPRESSED,\s*|fail\(row,\s*|hold\(row, \w+,\s*|setdefault\(one\.pk,\s*"
    r"|one\.pk: |row\.pk: )\"([a-z_]+)\""
)


def test_every_reason_in_the_code_has_words() -> None:
    codes: set[str] = set()
    for app in ("followup", "bia", "reports"):
        for file in (Path(settings.BASE_DIR) / app).rglob("*.py"):
            codes |= set(WRITTEN.findall(file.read_text(encoding="utf-8")))
    assert len(codes) >= 8
    assert sorted(code for code in codes if words_of_reason(code) == code) == []
