"""Choosing an MSEL to import, what its columns are, and what its clock times count from."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from drills.models import Drill
from drills.msel_columns import COLUMNS
from drills.services.scripting import Owner

PATTERNS = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M")


@cache
def zones() -> list[tuple[str, str]]:
    return [("", "---------")] + [(one, one) for one in sorted(zoneinfo.available_timezones())]


class TypedMoment(forms.Field):
    """A day and a time as they stand in the file: no zone is made up for them."""

    widget = forms.DateTimeInput({"type": "datetime-local"}, format=PATTERNS[0])

    def to_python(self, value: Any) -> datetime | None:
        if not value:
            return None
        for pattern in PATTERNS:
            try:
                return datetime.strptime(str(value).strip(), pattern)  # noqa: DTZ007 - on purpose
            except ValueError:
                continue
        raise forms.ValidationError(_("Write for example 2026-12-01 09:00."), code="invalid")


class ClockForm(forms.Form):
    """Clock times mean nothing without the moment the drill starts and the zone of the file."""

    start = TypedMoment(
        label=_("The drill starts"), required=False,
        help_text=_("Only for files with clock times; in the zone of the file."),
    )  # fmt: skip
    zone = forms.ChoiceField(
        label=_("Time zone of the file"), required=False,
        help_text=_("It is never guessed. Times after the start need none."),
    )  # fmt: skip
    replace = forms.BooleanField(label=_("Remove injects that are not in the file"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].choices = zones()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        start, zone = given.get("start"), given.get("zone")
        if start is None:
            return given
        if not zone:
            self.add_error("zone", _("Which zone is this time in?"))
            return given
        local = start.replace(tzinfo=ZoneInfo(zone))
        there = local.astimezone(UTC).astimezone(local.tzinfo)
        if there.replace(tzinfo=None) != start:
            words = _("Clocks are put forward in this hour: there is no such time.")
            self.add_error("start", words)
        given["start"] = local
        return given

    def clocks(self) -> dict[str, Any]:
        """As an upload keeps them."""
        start = self.cleaned_data.get("start")
        return {
            "start": start.isoformat() if start else "",
            "zone": self.cleaned_data.get("zone", ""),
            "replace": self.cleaned_data["replace"],
        }


def start_of(owner: Owner) -> dict[str, Any]:
    """What stands there to begin with: the planned start of a drill, in its zone."""
    if not isinstance(owner, Drill):
        return {}
    local = owner.planned_start.astimezone(ZoneInfo(owner.timezone))
    return {"start": local.replace(tzinfo=None), "zone": owner.timezone}


class MselImportForm(ClockForm):
    file = forms.FileField(
        label=_("File"), max_length=255,
        help_text=_("XLSX or CSV, at most 10 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt"}),
    )  # fmt: skip
    field_order = ("file", "start", "zone", "replace")


class MselColumnsForm(ClockForm):
    """For every column of the file what it is read as."""

    def __init__(self, *args: Any, header: list[str], example: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Leave out")), *((name, one.label) for name, one in COLUMNS.items())]
        self.places = range(len(header))
        for place, title in enumerate(header):
            cell = example[place] if place < len(example) else ""
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=title or _("Column %(number)s") % {"number": place + 1},
                choices=choices,
                required=False,
                help_text=cell[:80] and _("For example: %(cell)s") % {"cell": cell[:80]},
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        seen: set[str] = set()
        for place in self.places:
            name = given.get(f"column-{place}")
            if name and name in seen:
                self.add_error(f"column-{place}", _("Another column is read as this already."))
            seen.add(name or "")
        return given

    @property
    def column_boxes(self) -> list[forms.BoundField]:
        return [self[f"column-{place}"] for place in self.places]

    def mapping(self) -> dict[str, Any]:
        named = {str(place): self.cleaned_data[f"column-{place}"] for place in self.places}
        return {"columns": {place: name for place, name in named.items() if name}} | self.clocks()

    @staticmethod
    def initial_of(mapping: dict[str, Any]) -> dict[str, Any]:
        names = mapping.get("columns", {})
        start = mapping.get("start", "")
        return {f"column-{place}": name for place, name in names.items()} | {
            "replace": mapping.get("replace", False),
            "zone": mapping.get("zone", ""),
            "start": datetime.fromisoformat(start).replace(tzinfo=None) if start else None,
        }
