"""The form of an investment case: its assumptions, and a table for each of its parts."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Person
from bia.forms.choices import RowField, RowsField
from bia.models import Assessment, AssessmentStatus, System
from governance.forms.part_rows import PartRow, PartRows
from governance.forms.service_form import ServiceForm, numbered_code, text
from governance.models import InvestmentCase, LineKind, SourcingKind
from governance.services.case_parts import rows_of
from lib.fields import DurationField, MoneyField


class PercentField(forms.DecimalField):
    """Typed as percent, kept as a share: 8 is 0.08."""

    def __init__(self, **options: Any):
        widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(min_value=0, max_value=100, decimal_places=2, widget=widget, **options)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            return format((value * 100).normalize(), "f")
        return value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.strip().removesuffix("%").strip()
        return super().to_python(value)

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        return None if found is None else found / 100


class CaseForm(ServiceForm):
    code = numbered_code()
    text = text(_("What is proposed"), 4)
    owner = RowField(Person.objects.none(), label=_("Owner"), required=False)
    assessments = RowsField(
        Assessment.objects.none(), label=_("Approved impact analyses"), required=False,
        help_text=_("Analysis comes before money: without one it cannot be submitted."),
    )  # fmt: skip
    discount_rate = PercentField(label=_("Discount rate, %"))
    effectiveness = PercentField(
        label=_("Share of the loss prevented, %"),
        help_text=_("100: with it a major incident costs nothing any more."),
    )  # fmt: skip

    class Meta:
        model = InvestmentCase
        fields = (
            "title", "text", "owner", "assessments", "years", "discount_rate",
            "incidents_per_year", "effectiveness", "one_size_amount", "code",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["one_size_amount"] = MoneyField(
            label=_("Everything on one level, a year"), required=False,
            currency=Organisation.current().currency,
            help_text=_("What the classes below are compared with."),
        )  # fmt: skip
        self.fields["incidents_per_year"].help_text = _("0.2 is one in five years.")

    def choices(self) -> dict[str, Any]:
        wanted = Assessment.objects.filter(status=AssessmentStatus.APPROVED)
        if self.instance.pk is not None:
            wanted |= Assessment.objects.filter(investment_cases=self.instance)
        return {
            "owner": Person.objects.order_by("code"),
            "assessments": wanted.distinct().select_related("process").order_by("code"),
        }


def _money(label: Any, **options: Any) -> MoneyField:
    return MoneyField(label=label, required=options.pop("required", False), **options)


class LineRow(PartRow):
    columns = ("kind", "label", "amount")
    named = "label"
    kind = forms.ChoiceField(label=_("Kind"), choices=LineKind.choices)
    label = forms.CharField(label=_("What for"), max_length=200)
    amount = _money(_("Amount"), required=True)


class ClassRow(PartRow):
    columns = ("name", "level_from", "level_to", "amount", "systems")
    name = forms.CharField(label=_("Class"), max_length=200)
    level_from = forms.IntegerField(label=_("From level"), min_value=1, max_value=6, required=False)
    level_to = forms.IntegerField(label=_("To level"), min_value=1, max_value=6, required=False)
    amount = _money(_("Amount a year"), required=True)
    systems = forms.CharField(
        label=_("Codes of its systems"), max_length=2_000, required=False,
    )  # fmt: skip

    def clean_systems(self) -> list[System]:
        wanted = self.cleaned_data["systems"].replace(",", " ").replace("，", " ").split()
        found = {one.code: one for one in System.objects.filter(code__in=wanted)}
        for code in wanted:
            if code not in found:
                words = _("There is no “%(value)s”.")
                raise forms.ValidationError(words, params={"value": code}, code="not_found")
        return [found[code] for code in sorted(set(wanted))]


class SourcingRow(PartRow):
    columns = (
        "kind", "name", "initial_low", "initial_high", "yearly_low", "yearly_high", "base",
        "saving_low", "saving_high", "note",
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Kind"), choices=SourcingKind.choices)
    name = forms.CharField(label=_("Way of sourcing"), max_length=200)
    initial_low = _money(_("Initial, at least"))
    initial_high = _money(_("Initial, at most"))
    yearly_low = _money(_("A year, at least"))
    yearly_high = _money(_("A year, at most"))
    base = forms.CharField(label=_("Compared with"), max_length=200, required=False)
    saving_low = PercentField(label=_("Saves at least, %"), required=False)
    saving_high = PercentField(label=_("Saves at most, %"), required=False)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def given(self) -> dict[str, Any]:
        return super().given() | {"base": self.cleaned_data["base"].strip() or None}


class DesignRow(PartRow):
    columns = ("name", "cost", "rto_s", "rpo_s")
    name = forms.CharField(label=_("Design"), max_length=200)
    cost = _money(_("Cost"), required=True)
    rto_s = DurationField(label=_("RTO"), help_text="")
    rpo_s = DurationField(label=_("RPO"), help_text="")


ROWS: dict[str, type[PartRow]] = {
    "lines": LineRow, "classes": ClassRow, "sourcing": SourcingRow, "designs": DesignRow,
}  # fmt: skip
# What a first case starts with, as T22 asks for it.
FIRST = (("initial", _("Disaster recovery centre")), ("running", _("Network line")),
         ("loss", _("Outage")))  # fmt: skip


def part_rows(posted: Any, case: InvestmentCase | None) -> list[PartRows]:
    return [
        PartRows(part, row, posted, [_initial(one) for one in rows_of(case, part)] if case else [])
        for part, row in ROWS.items()
    ]


def _initial(row: Mapping[str, Any]) -> dict[str, Any]:
    values = dict(row)
    if "systems" in values:
        values["systems"] = " ".join(one.code for one in values["systems"])
    return values


class CaseReasonForm(forms.Form):
    reason = text(_("Reason"), required=True)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class CaseNoteForm(forms.Form):
    reason = text(_("Remark"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
