"""Why a set looks like the work of ransomware (docs/method.md §27.6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backups.words.plain import said

SIGNS = {
    "contents": gettext_lazy("many files hold noise, as if encrypted"),
    "endings": gettext_lazy("names have endings that were not there before"),
    "size": gettext_lazy("the size is unlike that of the sets before"),
    "files": gettext_lazy("the number of files is unlike that of the sets before"),
}


def suspicion_words(kept: Mapping[str, Any]) -> list[str]:
    """A line for each sign that counted, and the score; nothing for a set that looks sound."""
    parts = kept.get("parts")
    if not isinstance(parts, Mapping) or kept.get("score", 0) < kept.get("limit", 1):
        return []
    lines = [
        _("%(sign)s (%(points)s points)") % {"sign": said(SIGNS, name), "points": points}
        for name, points in sorted(parts.items(), key=lambda pair: -pair[1])
        if points
    ]
    total = _("Together %(score)s of 100 points; from %(limit)s on it counts as suspicious.")
    return [*lines, total % {"score": kept["score"], "limit": kept.get("limit", 50)}]
