"""Words of verdicts and their marks on pages."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

VERDICTS: dict[str, Any] = {
    "excellent": pgettext_lazy("verdict of a drill", "Excellent"),
    "good": pgettext_lazy("verdict of a drill", "Passed"),
    "improve": pgettext_lazy("verdict of a drill", "Needs improvement"),
    "partly": pgettext_lazy("verdict of a drill", "Partly achieved"),
    "fail": pgettext_lazy("verdict of a drill", "Failed"),
}
TONES = {
    "excellent": "ok", "good": "ok", "improve": "warning", "partly": "warning", "fail": "danger",
}  # fmt: skip


def verdict_words(verdict: str) -> Any:
    return VERDICTS.get(verdict, _("No verdict"))


def verdict_tone(verdict: str) -> str:
    return TONES.get(verdict, "neutral")
