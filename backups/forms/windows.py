"""Hours of reading as lines of text: "1-5 22:00-06:00", Monday is 1; nothing is always."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

_LINE = re.compile(r"^([1-7](?:[-,][1-7])*)\s+(\d\d:\d\d)\s*[-–]\s*(\d\d:\d\d)$")


def windows_text(windows: Any) -> str:
    return "\n".join(
        f"{_days_text(sorted(one['days']))} {one['from']}-{one['to']}" for one in windows or []
    )


class WindowsField(forms.CharField):
    """Text in the form, the list of the model in `cleaned_data`."""

    def __init__(self, **options: Any):
        options.setdefault("widget", forms.Textarea({"rows": 2, "class": "code"}))
        super().__init__(required=False, **options)

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else windows_text(value)

    def clean(self, value: Any) -> Any:
        return [_window(line) for line in str(super().clean(value)).splitlines() if line.strip()]


def _window(line: str) -> dict[str, Any]:
    match = _LINE.match(line.strip())
    if match is None:
        raise forms.ValidationError(
            _("“%(line)s” is not readable. Write days and hours, for example 1-5 22:00-06:00."),
            params={"line": line.strip()[:50]},
        )
    days: set[int] = set()
    for part in match[1].split(","):
        first, _dash, last = part.partition("-")
        days |= set(range(int(first), int(last or first) + 1))
    return {"days": sorted(days), "from": match[2], "to": match[3]}


def _days_text(days: list[int]) -> str:
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        return f"{days[0]}-{days[-1]}"
    return ",".join(map(str, days))
