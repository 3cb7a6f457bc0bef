"""The form of a process's loss: rates, penalties, peaks, and how often and how long it is out.

Rows that may or may not be used are plain fields with a number in their name, a few of them
spare, so that the form works without JavaScript; an empty row is no row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bia.domain.losses.distribution import MAX_PER_YEAR
from lib.errors import DomainRefusal
from lib.fields import DurationField, MoneyField

SEGMENTS, PENALTIES, PEAKS, SPARE = 4, 2, 2, 2


class LossProfileForm(forms.Form):
    """How the loss runs, and how often and how long the process is out."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    basis = forms.ChoiceField(label=_("Loss by"))
    per_year = forms.DecimalField(
        label=_("Outages per year"),
        required=False,
        min_value=0,
        max_value=MAX_PER_YEAR,
        max_digits=10,
        decimal_places=4,
        help_text=_("0.5 is one in two years."),
    )
    low_s = DurationField(
        label=_("Outage, short end"),
        required=False,
        help_text=_("Nine outages of ten last between the short end and the long end."),
    )
    high_s = DurationField(label=_("Outage, long end"), required=False)
    seed = forms.IntegerField(
        label=_("Seed"), min_value=0, max_value=2**53 - 1, help_text=_("Same seed, same figures.")
    )
    runs = forms.IntegerField(label=_("Simulated years"), min_value=1_000, max_value=1_000_000)

    def __init__(self, *args: Any, profile: Any, currency: str, **more: Any):
        super().__init__(*args, **more)
        self.counts = {
            "segments": max(SEGMENTS, len(profile.segments) + SPARE),
            "penalties": max(PENALTIES, len(profile.penalties) + SPARE),
            "peaks": max(PEAKS, len(profile.peaks) + SPARE),
        }
        basis: Any = self.fields["basis"]
        basis.choices = profile._meta.get_field("basis").choices
        for name in ("basis", "per_year", "low_s", "high_s", "seed", "runs"):
            self.initial[name] = getattr(profile, name)
        if profile.per_year is not None:
            self.initial["per_year"] = Decimal(f"{Decimal(profile.per_year).normalize():f}")
        self.initial["version"] = profile.version if profile.pk else 0
        self._segments(profile.segments, currency)
        self._penalties(profile.penalties, currency)
        self._peaks(profile.peaks)

    def _segments(self, rows: Sequence[Mapping[str, Any]], currency: str) -> None:
        for n in range(self.counts["segments"]):
            at = {"n": n + 1}
            self.fields[f"segments_{n}_until_s"] = DurationField(
                label=_("Rate %(n)s: until") % at, required=False, help_text=""
            )
            self.fields[f"segments_{n}_rate_per_hour"] = MoneyField(
                label=_("Rate %(n)s: per hour") % at,
                required=False,
                currency=currency,
                decimal_places=4,
            )
        for n, row in enumerate(rows):
            self.initial[f"segments_{n}_until_s"] = row["until_s"]
            self.initial[f"segments_{n}_rate_per_hour"] = Decimal(row["rate_per_hour"])

    def _penalties(self, rows: Sequence[Mapping[str, Any]], currency: str) -> None:
        for n in range(self.counts["penalties"]):
            at = {"n": n + 1}
            self.fields[f"penalties_{n}_beyond_s"] = DurationField(
                label=_("Penalty %(n)s: beyond") % at, required=False, help_text=""
            )
            self.fields[f"penalties_{n}_amount"] = MoneyField(
                label=_("Penalty %(n)s: amount") % at, required=False, currency=currency
            )
        for n, row in enumerate(rows):
            self.initial[f"penalties_{n}_beyond_s"] = row["beyond_s"]
            self.initial[f"penalties_{n}_amount"] = Decimal(row["amount"])

    def _peaks(self, rows: Sequence[Mapping[str, Any]]) -> None:
        for n in range(self.counts["peaks"]):
            at = {"n": n + 1}
            fields: dict[str, forms.Field] = {
                "label": forms.CharField(
                    label=_("Peak %(n)s: name") % at, max_length=100, required=False
                ),
                "factor": forms.DecimalField(
                    label=_("Peak %(n)s: factor") % at,
                    min_value=0,
                    max_value=1_000,
                    decimal_places=4,
                    required=False,
                ),
                "month_days": DaysField(label=_("Peak %(n)s: days of the month") % at),
                "weekdays": DaysField(label=_("Peak %(n)s: days of the week") % at),
                "from_hour": forms.IntegerField(
                    label=_("Peak %(n)s: from hour") % at,
                    min_value=0,
                    max_value=23,
                    required=False,
                ),
                "until_hour": forms.IntegerField(
                    label=_("Peak %(n)s: until hour") % at,
                    min_value=1,
                    max_value=24,
                    required=False,
                ),
            }
            for name, field in fields.items():
                self.fields[f"peaks_{n}_{name}"] = field
        for n, row in enumerate(rows):
            self.initial.update({f"peaks_{n}_{name}": value for name, value in row.items()})

    @property
    def values(self) -> dict[str, Any]:
        """What the service takes; empty rows are left out."""
        plain = ("basis", "per_year", "low_s", "high_s", "seed", "runs")
        return {name: self.cleaned_data[name] for name in plain} | {
            "segments": [
                {"until_s": until_s, "rate_per_hour": f"{rate:f}"}
                for until_s, rate in self._rows("segments", "until_s", "rate_per_hour")
                if rate is not None
            ],
            "penalties": [
                {"beyond_s": beyond_s, "amount": f"{amount:f}"}
                for beyond_s, amount in self._rows("penalties", "beyond_s", "amount")
                if beyond_s is not None and amount is not None
            ],
            "peaks": [
                {
                    "label": label or "",
                    "month_days": month_days,
                    "weekdays": weekdays,
                    "from_hour": 0 if from_hour is None else from_hour,
                    "until_hour": 24 if until_hour is None else until_hour,
                    "factor": f"{factor:f}",
                }
                for label, month_days, weekdays, from_hour, until_hour, factor in self._rows(
                    "peaks", "label", "month_days", "weekdays", "from_hour", "until_hour", "factor"
                )
                if factor is not None
            ],
        }

    def clean(self) -> dict[str, Any]:
        """Half a row is a slip."""
        values = super().clean() or {}
        pairs = (("segments", "until_s", "rate_per_hour"), ("penalties", "beyond_s", "amount"))
        for group, first, second in pairs:
            for n in range(self.counts[group]):
                left, right = f"{group}_{n}_{first}", f"{group}_{n}_{second}"
                if values.get(left) is not None and values.get(right) is None:
                    self._missing(right)
                alone = values.get(left) is None and values.get(right) is not None
                if group == "penalties" and alone:
                    self._missing(left)
        for n in range(self.counts["peaks"]):
            said = any(values.get(f"peaks_{n}_{k}") for k in ("label", "month_days", "weekdays"))
            if said and values.get(f"peaks_{n}_factor") is None:
                self._missing(f"peaks_{n}_factor")
        return values

    def _missing(self, name: str) -> None:
        if name not in self.errors:
            self.add_error(name, _("This is needed, or leave the whole row empty."))

    def _rows(self, group: str, *columns: str) -> list[tuple[Any, ...]]:
        return [
            tuple(self.cleaned_data.get(f"{group}_{n}_{column}") for column in columns)
            for n in range(self.counts[group])
        ]

    def refuse(self, refusal: DomainRefusal) -> None:
        """Show each problem at its field: `segments.0.until_s` counts the rows that are used."""
        for problem in refusal.problems:
            group, _dot, rest = (problem.field or "").partition(".")
            number, _dot, column = rest.partition(".")
            name = problem.field or ""
            if number.isdigit() and group in self.counts:
                name = f"{group}_{self.used(group)[int(number)]}_{column}"
            elif group in self.counts:
                name = next(iter(one for one in self.fields if one.startswith(f"{group}_0_")))
            self.add_error(name if name in self.fields else None, problem.message)

    def match(self, other: LossProfileForm) -> None:
        """Give another form of the same process as many rows as this one has."""
        for name, field in self.fields.items():
            other.fields.setdefault(name, field)
        for name in other.fields.keys() - self.fields.keys():
            del other.fields[name]

    def used(self, group: str) -> list[int]:
        """The numbers of the rows that were not empty, in order."""
        last = {"segments": "rate_per_hour", "penalties": "amount", "peaks": "factor"}[group]
        return [
            n
            for n in range(self.counts[group])
            if self.cleaned_data.get(f"{group}_{n}_{last}") is not None
        ]

    def cells(self, group: str, *columns: str) -> list[list[Any]]:
        return [
            [self[f"{group}_{n}_{column}"] for column in columns] for n in range(self.counts[group])
        ]

    @property
    def segment_rows(self) -> list[list[Any]]:
        return self.cells("segments", "until_s", "rate_per_hour")

    @property
    def penalty_rows(self) -> list[list[Any]]:
        return self.cells("penalties", "beyond_s", "amount")

    @property
    def peak_rows(self) -> list[list[Any]]:
        names = ("label", "factor", "month_days", "weekdays", "from_hour", "until_hour")
        return self.cells("peaks", *names)


class DaysField(forms.CharField):
    """Numbers with commas between them, such as `-1, 31`; empty is every day."""

    default_error_messages = {
        "numbers": _("Write numbers with commas between them, for example 1, 5 or −1.")
    }

    def __init__(self, **options: Any):
        super().__init__(required=False, max_length=120, **options)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(str(one) for one in value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        parts = [
            part.strip()
            for part in text.replace("，", ",").replace("−", "-").split(",")
            if part.strip()
        ]
        if not all(re.fullmatch(r"-?[0-9]{1,2}", part, re.ASCII) for part in parts):
            raise forms.ValidationError(self.error_messages["numbers"], code="numbers")
        return sorted({int(part) for part in parts})
