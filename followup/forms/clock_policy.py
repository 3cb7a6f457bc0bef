"""The form of a clock policy: its lists and objects as rows of plain fields.

`fields_of` puts them together again for the service, and `show_faults` brings what the service
refuses back to the field it is about ("marks.1.percent" → the value of the second mark).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from followup.domain.policy import GRADES, KINDS_OF_TIME
from followup.models import ClockPolicy
from followup.models.clock import QuietRule
from lib.durations import DurationError, format_duration, parse_duration
from lib.errors import DomainRefusal
from lib.fields import DURATION_ERRORS, DurationField

SPARE = 2
GROUPS = {"marks": _("Before the limit"), "late_marks": _("After the limit")}
WHEN = [
    ("", "–"),
    ("percent", _("% of the time")),
    ("offset_s", _("duration from the limit")),
    ("days", _("days from the limit")),
    ("working_days", _("working days from the start")),
]
PLAIN = ("name_en", "name_zh", "anchor_en", "anchor_zh", "stops_en", "stops_zh")
COLUMNS = (
    *("version", "limit_s", "limit_working_days", "alarm_after_s", "breach_to"),
    *("quiet_rule", "snooze_max_s", "pausable", "urgent"),
)
ROW_PARTS = ("name", "when", "value", "time", "to")


class RolesField(forms.CharField):
    """Codes of roles with commas between them."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return [one for one in re.split(r"[\s,、,]+", text or "") if one]

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list | tuple) else value


class ClockPolicyForm(forms.Form):
    """`counts` are how many rows of marks and late marks it has (None: those there are and 2)."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name_en = forms.CharField(label=_("Name (English)"), max_length=200)
    name_zh = forms.CharField(label=_("Name (Chinese)"), max_length=200)
    anchor_en = forms.CharField(label=_("Runs from (English)"), max_length=200, required=False)
    anchor_zh = forms.CharField(label=_("Runs from (Chinese)"), max_length=200, required=False)
    stops_en = forms.CharField(label=_("Stops when (English)"), max_length=300, required=False)
    stops_zh = forms.CharField(label=_("Stops when (Chinese)"), max_length=300, required=False)
    limit_s = DurationField(label=_("Limit"), required=False, min_s=None)
    limit_working_days = forms.IntegerField(label=_("Limit in working days"), required=False)
    alarm_after_s = DurationField(
        label=_("Earliest alarm"),
        required=False,
        min_s=None,
        help_text=_("A limit of 0 is told as missed after this."),
    )
    breach_to = RolesField(label=_("Told at the limit"), required=False)
    repeat_every_s = DurationField(label=_("Repeat every"), required=False, min_s=None)
    repeat_every_days = forms.IntegerField(label=_("or every … days"), required=False)
    repeat_time = forms.CharField(label=_("at (time of day)"), max_length=5, required=False)
    repeat_from = forms.CharField(label=_("not before"), max_length=5, required=False)
    repeat_until = forms.CharField(label=_("not after"), max_length=5, required=False)
    repeat_max = forms.IntegerField(label=_("at most … times"), required=False)
    repeat_to = RolesField(label=_("Repeated to"), required=False)
    quiet_rule = forms.ChoiceField(label=_("Quiet hours"), choices=QuietRule.choices)
    snooze_max_s = DurationField(label=_("Longest snooze"), required=False, min_s=None)
    pausable = forms.BooleanField(label=_("May be paused"), required=False)
    urgent = forms.BooleanField(
        label=_("Urgent"), required=False, help_text=_("Never bundled and never throttled.")
    )

    def __init__(
        self,
        data: Any = None,
        *,
        policy: ClockPolicy,
        counts: Mapping[str, int] | None = None,
    ):
        super().__init__(data)
        self.counts = dict(counts or {name: len(getattr(policy, name)) + SPARE for name in GROUPS})
        self._places: dict[str, list[int]] = {}
        for grade in GRADES:
            for prefix, label in (("limit", _("Limit, grade %s")), ("repeat", _("Grade %s every"))):
                self.fields[f"{prefix}_grade_{grade}"] = DurationField(
                    label=label % grade, required=False, min_s=None
                )
        for group in GROUPS:
            for number in range(self.counts[group]):
                self._add_row(f"{group}_{number}")
        self.initial = initial_of(policy)

    def _add_row(self, prefix: str) -> None:
        self.fields |= {
            f"{prefix}_name": forms.CharField(label=_("Mark"), max_length=30, required=False),
            f"{prefix}_when": forms.ChoiceField(label=_("When"), choices=WHEN, required=False),
            f"{prefix}_value": forms.CharField(label=_("How much"), max_length=40, required=False),
            f"{prefix}_time": forms.CharField(label=_("At"), max_length=5, required=False),
            f"{prefix}_to": RolesField(label=_("Told"), required=False),
        }

    # --- what the page shows ------------------------------------------------------------

    def section(self, names: Sequence[str]) -> list[forms.BoundField]:
        return [self[name] for name in names]

    @property
    def words(self) -> list[forms.BoundField]:
        return self.section(PLAIN)

    @property
    def limits(self) -> list[forms.BoundField]:
        grades = [f"limit_grade_{grade}" for grade in GRADES]
        return self.section(["limit_s", "limit_working_days", "alarm_after_s", *grades])

    @property
    def repeats(self) -> list[forms.BoundField]:
        names = [name for name in self.fields if name.startswith("repeat_")]
        return self.section(names)

    @property
    def rules(self) -> list[forms.BoundField]:
        return self.section(["quiet_rule", "urgent", "snooze_max_s", "pausable"])

    @property
    def groups(self) -> list[dict[str, Any]]:
        return [
            {
                "label": label,
                "rows": [
                    self.section([f"{group}_{number}_{part}" for part in ROW_PARTS])
                    for number in range(self.counts[group])
                ],
            }
            for group, label in GROUPS.items()
        ]

    # --- what the service gets ----------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for group in GROUPS:
            data[group] = self._rows_of(group, data)
        return data

    def _rows_of(self, group: str, data: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The rows that say something; an emptied one is gone."""
        rows, places = [], []
        for number in range(self.counts[group]):
            part = {name: data.get(f"{group}_{number}_{name}") for name in ROW_PARTS}
            if not any((part["name"], part["when"], part["value"], part["to"])):
                continue
            row: dict[str, Any] = {"name": part["name"], "to": part["to"] or []}
            if part["when"]:
                field = f"{group}_{number}_value"
                row[part["when"]] = self._amount(field, part, late=group == "late_marks")
            if part["time"]:
                row["time"] = part["time"]
            rows.append(row)
            places.append(number)
        self._places[group] = places
        return rows

    def _amount(self, field: str, part: Mapping[str, Any], *, late: bool) -> int | None:
        """Whole numbers, or a duration; before the limit they count backwards."""
        text = str(part["value"] or "").strip()
        sign = -1 if not late and part["when"] in ("offset_s", "days") else 1
        if not text:
            self.add_error(field, _("Say how much."))
            return None
        if part["when"] == "offset_s":
            try:
                return sign * parse_duration(text)
            except DurationError as error:
                words = DURATION_ERRORS[error.code] % {"value": error.value}
                self.add_error(field, forms.ValidationError(words, code=error.code))
                return None
        if not re.fullmatch(r"-?\d{1,9}", text, re.ASCII):
            self.add_error(field, _("Give a whole number."))
            return None
        return sign * int(text)

    @property
    def fields_of(self) -> dict[str, Any]:
        """The columns of the policy."""
        data = self.cleaned_data
        columns = {name: data[name] for name in (*PLAIN, "limit_s", "limit_working_days")}
        columns |= {name: data[name] for name in ("quiet_rule", "urgent", "pausable")}
        columns |= {name: data[name] or 0 for name in ("alarm_after_s", "snooze_max_s")}
        columns |= {name: data[name] for name in ("marks", "late_marks", "breach_to")}
        columns["limits_by_grade"] = self._by_grade("limit")
        columns["repeat"] = self._repeat()
        return columns

    def _repeat(self) -> dict[str, Any]:
        data = self.cleaned_data
        row = {
            name: data[f"repeat_{name}"]
            for name in ("every_s", "every_days", "time", "from", "until", "max", "to")
            if data[f"repeat_{name}"] not in (None, "", [])
        }
        by_grade = self._by_grade("repeat")
        return row | ({"by_grade": by_grade} if by_grade else {})

    def _by_grade(self, prefix: str) -> dict[str, int]:
        data = self.cleaned_data
        rows = {grade: data[f"{prefix}_grade_{grade}"] for grade in GRADES}
        return {grade: seconds for grade, seconds in rows.items() if seconds is not None}

    def show_faults(self, refusal: DomainRefusal) -> None:
        for problem in refusal.problems:
            field = self._field_of(problem.field or "")
            self.add_error(field, forms.ValidationError(problem.message, code=problem.code))

    def _field_of(self, path: str) -> str | None:
        """ "marks.1.percent" → "marks_3_value", when the third row is the second that counts."""
        group, *rest = path.split(".")
        if group in GROUPS and rest and rest[0].isdigit():
            number = self._places[group][int(rest[0])]
            part = rest[1] if len(rest) > 1 else "value"
            return f"{group}_{number}_{part if part in ('name', 'to', 'time') else 'value'}"
        if group == "limits_by_grade" and rest:
            return f"limit_grade_{rest[0]}"
        if group == "repeat":
            grade = rest[0] == "by_grade" if rest else False
            name = f"repeat_grade_{rest[1]}" if grade else f"repeat_{(rest or ['every_s'])[0]}"
            return name if name in self.fields else "repeat_every_s"
        return group if group in self.fields else None


def initial_of(policy: ClockPolicy) -> dict[str, Any]:
    values = {name: getattr(policy, name) for name in PLAIN}
    values |= {name: getattr(policy, name) for name in COLUMNS}
    values |= {f"limit_grade_{grade}": s for grade, s in policy.limits_by_grade.items()}
    repeat = dict(policy.repeat)
    values |= {f"repeat_grade_{grade}": s for grade, s in repeat.pop("by_grade", {}).items()}
    values |= {f"repeat_{name}": value for name, value in repeat.items()}
    for group in GROUPS:
        for number, row in enumerate(getattr(policy, group)):
            values |= {f"{group}_{number}_{k}": v for k, v in _row_initial(row).items()}
    return values


def _row_initial(row: Mapping[str, Any]) -> dict[str, Any]:
    when = next(kind for kind in KINDS_OF_TIME if kind in row)
    amount = row[when]
    if when == "offset_s":
        shown = format_duration(abs(amount), get_language() or "en")
    else:
        shown = str(abs(amount))
    return {
        "name": row["name"],
        "when": when,
        "value": shown,
        "time": row.get("time", ""),
        "to": row["to"],
    }
