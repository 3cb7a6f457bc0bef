"""Forms of the evaluation: a rating, what the lead settles, measured times and figures."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bia.models import MeasurementKind
from drills.models import Drill, Level
from drills.services.results import MOST_REASON
from lib.fields import DurationField, MoneyField


class RatingForm(forms.Form):
    level = forms.ChoiceField(label=_("Rating"), choices=Level.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=MOST_REASON,
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("level") == Level.NA and not (data.get("reason") or "").strip():
            self.add_error("reason", _("Say why it does not apply."))
        return data


class SettleForm(forms.Form):
    level = forms.ChoiceField(
        label=_("Official result"), choices=[*Level.choices, ("points", _("Points of my own"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    points = forms.DecimalField(
        label=_("Points"), required=False, min_value=Decimal(0), max_value=Decimal(100),
        decimal_places=2, help_text=_("0 to 100; only with “points of my own”."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason"), max_length=MOST_REASON, widget=forms.Textarea({"rows": 3}),
        help_text=_("It stands in the report."),
    )  # fmt: skip
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        own = data.get("level") == "points"
        if own and data.get("points") is None and "points" not in self.errors:
            self.add_error("points", _("Give the points."))
        return data

    @property
    def values(self) -> dict[str, Any]:
        """As `settle` takes them."""
        data = self.cleaned_data
        own = data["level"] == "points"
        return {
            "level": "" if own else data["level"],
            "points": data["points"] if own else None,
            "reason": data["reason"],
        }


class MeasuredForm(forms.Form):
    """`subject` is "process:CODE" or "system:CODE", of what is drilled."""

    subject = forms.ChoiceField(label=_("Process or system"))
    kind = forms.ChoiceField(label=_("What was measured"), choices=MeasurementKind.choices)
    value_s = DurationField(label=_("Measured"), help_text=_("Pauses left out."))
    note = forms.CharField(label=_("Note"), required=False, max_length=300)

    def __init__(self, *args: Any, drill: Drill, **options: Any):
        super().__init__(*args, **options)
        self.rows = {
            **{f"process:{one.code}": one for one in drill.processes.order_by("code")},
            **{f"system:{one.code}": one for one in drill.systems.order_by("code")},
        }
        self.fields["subject"].choices = [  # type: ignore[attr-defined]
            (key, str(one)) for key, one in self.rows.items()
        ]

    @property
    def values(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        return data | {"subject": self.rows[data["subject"]]}


class RejectForm(forms.Form):
    note = forms.CharField(label=_("Why it does not count"), max_length=300)


class FiguresForm(forms.Form):
    complaints = forms.IntegerField(
        label=_("Complaints"), required=False, min_value=0,
        help_text=_("Of customers, caused by the drill. Empty: not known."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, currency: str = "", **options: Any):
        super().__init__(*args, **options)
        self.fields["loss"] = MoneyField(
            label=_("Loss caused by the drill"), currency=currency, required=False,
            help_text=_("Empty: estimated from the curves of the BIA, if the drill ran on them."),
        )  # fmt: skip
        self.fields["cost_actual"] = MoneyField(
            label=_("Actual cost"), currency=currency, required=False
        )
        self.order_fields(["complaints", "loss", "cost_actual"])


class RecordsForm(forms.Form):
    checked = forms.IntegerField(label=_("Records looked at"), min_value=1)
    whole = forms.IntegerField(label=_("Of these whole"), min_value=0)
    repaired = forms.BooleanField(label=_("The rest was repaired during the drill"), required=False)


class HotWashForm(forms.Form):
    went_well = forms.CharField(
        label=_("What went well?"), required=False, max_length=4000,
        widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip
    went_badly = forms.CharField(
        label=_("What did not go well?"), required=False, max_length=4000,
        widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip
    change_first = forms.CharField(
        label=_("What should change first?"), required=False, max_length=4000,
        widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip
    anonymous = forms.BooleanField(
        label=_("Without my name"), required=False,
        help_text=_("Neither your name nor the time of day is kept with the answers."),
    )  # fmt: skip
