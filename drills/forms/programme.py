"""Policies, freezes, and the reason why a slot is waived. The services write and validate."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from bia.forms.choices import RowField, RowsField
from bia.models import Process, System, Tier
from drills.models import DrillPolicy, DrillType, FreezeWindow
from lib.fields import DurationField, MoneyField
from lib.records import code_validator
from plans.models import ResponseRole

ASKED = ("type", "subtype", "period", "min_count", "max_count", "satisfied_by", "grace_days")
SCOPE = ("scope", "tiers", "processes", "systems")
WHEN = (
    "starts_on", "ends_on", "rrule", "allowed_weekdays", "low_season", "starts_at", "duration_s",
    "timezone",
)  # fmt: skip
HOW = (
    "form_en", "form_zh", "participants_en", "participants_zh", "required_roles", "owner", "cost",
    "cost_estimate",
)  # fmt: skip
NAMES = ("code", "name_en", "name_zh", "is_active")
NAME_LABELS = {"name_en": _("Name (English)"), "name_zh": _("Name (Chinese)")}
COSTS = [("", "—"), ("low", _("Low")), ("medium", _("Medium")), ("high", _("High"))]


class _Days(forms.TypedMultipleChoiceField):
    def __init__(self, **options: Any):
        choices = [(str(number + 1), name) for number, name in WEEKDAYS.items()]
        super().__init__(
            choices=choices, coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
            **options,
        )  # fmt: skip

    def prepare_value(self, value: Any) -> Any:
        return [str(one) for one in value or []]


class _ServiceForm(forms.ModelForm):  # type: ignore[type-arg]
    def _post_clean(self) -> None:
        """The service writes and validates."""

    def given(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: one for name, one in self.cleaned_data.items() if name != "version"}


class PolicyForm(_ServiceForm):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    code = forms.CharField(
        label=_("Code"), max_length=64, required=False, validators=[code_validator],
        help_text=_("Left empty, it gets a number."),
    )  # fmt: skip
    starts_on = forms.DateField(
        label=_("In force from"), widget=forms.DateInput({"type": "date"}),
        help_text=_("Periods since then are required; those that passed count as missed."),
    )  # fmt: skip
    ends_on = forms.DateField(
        label=_("In force until"), required=False, widget=forms.DateInput({"type": "date"})
    )
    starts_at = forms.TimeField(
        label=_("Usual beginning"), required=False,
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
    )  # fmt: skip
    duration_s = DurationField(label=_("Usual duration"), required=False)
    rrule = forms.CharField(
        label=_("Usual days"), required=False, max_length=300,
        widget=forms.TextInput({"class": "code", "spellcheck": "false"}),
        help_text=_(
            "A rule such as FREQ=MONTHLY;BYDAY=1TU (first Tuesday) or FREQ=MONTHLY;BYMONTHDAY=31: "
            "in months without a 31st their last day is meant."
        ),
    )  # fmt: skip
    allowed_weekdays = _Days(
        label=_("Weekdays"), help_text=_("None: the working days of the organisation.")
    )
    timezone = forms.CharField(
        label=_("Time zone"), required=False, max_length=64,
        help_text=_("Left empty, the organisation’s."),
        widget=forms.TextInput({"list": "zones"}),
    )  # fmt: skip
    satisfied_by = forms.MultipleChoiceField(
        label=_("Also met by"), choices=DrillType.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    tiers = RowsField(Tier.objects.none(), label=_("Tiers"), required=False)
    processes = RowsField(Process.objects.none(), label=_("Processes"), required=False)
    systems = RowsField(System.objects.none(), label=_("Systems"), required=False)
    required_roles = RowsField(
        ResponseRole.objects.none(), label=_("Roles that take part"), required=False
    )
    owner = RowField(Person.objects.none(), label=_("Programme owner"), required=False)
    cost = forms.ChoiceField(label=_("Cost"), choices=COSTS, required=False)
    cost_estimate = MoneyField(label=_("Cost of one"), required=False)

    class Meta:
        model = DrillPolicy
        fields = (*NAMES, *ASKED, *SCOPE, *WHEN, *HOW)
        widgets = {
            name: forms.Textarea({"rows": 2}) for name in ("form_en", "form_zh")
        }  # fmt: skip
        labels = NAME_LABELS
        help_texts = {
            "grace_days": _("Held so long after the period, a drill counts as late."),
            "low_season": _("Days are proposed in the low season only."),
            "max_count": _("A hint appears when more are held."),
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        choices: dict[str, Any] = {
            "tiers": Tier.objects.order_by("order"),
            "processes": Process.objects.order_by("code"),
            "systems": System.objects.order_by("code"),
            "required_roles": ResponseRole.objects.all(),
            "owner": Person.objects.order_by("code"),
        }
        for name, rows in choices.items():
            field: Any = self.fields[name]
            field.queryset = rows
            field.settle()
        self.zones = sorted(available_timezones())
        if self.instance.pk is not None:
            self.initial["version"] = self.instance.version
            self.fields["code"].disabled = True

    def given(self) -> dict[str, Any]:
        values = super().given()
        if self.instance.pk is not None:
            del values["code"]
        return values


class FreezeForm(_ServiceForm):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    starts_on = forms.DateField(label=_("First day"), widget=forms.DateInput({"type": "date"}))
    ends_on = forms.DateField(label=_("Last day"), widget=forms.DateInput({"type": "date"}))
    systems = RowsField(
        System.objects.none(), label=_("Systems"), required=False,
        help_text=_("None: it holds for all."),
    )  # fmt: skip

    class Meta:
        model = FreezeWindow
        fields = ("name_en", "name_zh", "starts_on", "ends_on", "systems", "reason")
        labels = NAME_LABELS

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        systems: Any = self.fields["systems"]
        systems.queryset = System.objects.order_by("code")
        systems.settle()
        if self.instance.pk is not None:
            self.initial["version"] = self.instance.version


class WaiverForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea({"rows": 3}),
        help_text=_("Why no drill is needed in this period. It stands in the history."),
    )  # fmt: skip
