"""Risks: the register's form, and what is said at each step."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from bia.forms.choices import RowField, RowsField
from bia.models import Process, System
from governance.forms.changes import HARD, LIKELY, scale
from governance.forms.service_form import ServiceForm, day, numbered_code
from governance.forms.service_form import text as lines
from governance.models import Change, Risk

WHAT = ("code", "title", "text", "threat", "processes", "systems", "change")
BEFORE = ("likelihood", "impact")
ANSWER = ("treatment", "measures", "left_likelihood", "left_impact", "owner", "next_review")


class RiskForm(ServiceForm):
    code = numbered_code()
    title = forms.CharField(label=_("Risk"), max_length=200)
    text = lines(_("What may happen, and what follows?"), 4, max_length=10_000)
    processes = RowsField(Process.objects.none(), label=_("Processes it may interrupt"),
                          required=False)  # fmt: skip
    systems = RowsField(System.objects.none(), label=_("Systems it may take down"), required=False)
    change = RowField(Change.objects.none(), label=_("Change it comes from"), required=False)
    likelihood = scale(_("Likelihood"), LIKELY)
    impact = scale(_("Impact"), HARD)
    measures = lines(_("Measures"), 3, max_length=10_000)
    left_likelihood = scale(_("Likelihood after treatment"), LIKELY, required=False)
    left_impact = scale(_("Impact after treatment"), HARD, required=False)
    owner = RowField(Person.objects.none(), label=_("Owner"), required=False)
    next_review = day(_("Next review"), required=False)

    class Meta:
        model = Risk
        fields = (*WHAT, *BEFORE, *ANSWER)
        labels = {"threat": _("Threat"), "treatment": _("Treatment")}

    def choices(self) -> dict[str, Any]:
        return {
            "processes": Process.objects.order_by("code"),
            "systems": System.objects.order_by("code"),
            "change": Change.objects.order_by("-code"),
            "owner": Person.objects.order_by("code"),
        }


class TreatmentForm(forms.ModelForm):  # type: ignore[type-arg]
    measures = lines(_("What was done"), 3, max_length=10_000)
    left_likelihood = scale(_("Likelihood now"), LIKELY, required=False)
    left_impact = scale(_("Impact now"), HARD, required=False)

    class Meta:
        model = Risk
        fields = ("measures", "left_likelihood", "left_impact")

    def _post_clean(self) -> None:
        """The service writes and validates."""


class AcceptanceForm(forms.Form):
    reason = lines(_("Why it is lived with"), 3, max_length=10_000)
    next_review = day(_("Looked at again on"), required=False)


class RiskReasonForm(forms.Form):
    reason = lines(_("Reason"), 3, max_length=10_000)
