"""What people say of a requirement, and the evidence they name."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from bia.forms.choices import RowField
from governance.frameworks.looks import choices
from governance.models import Requirement, Standing


class AnswerForm(forms.Form):
    """`version` 0: nobody had said anything when the form was opened."""

    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    applicable = forms.BooleanField(label=_("Applies to us"), required=False)
    because = forms.CharField(
        label=_("Why it does not apply"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    decided = forms.ChoiceField(label=_("Your answer"), required=False)
    comment = forms.CharField(
        label=_("Comment"), required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed where your answer differs from what the evidence gives."),
    )  # fmt: skip
    owner = RowField(Person.objects.none(), label=_("Owner"), required=False)
    next_review = forms.DateField(
        label=_("Next review"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, requirement: Requirement, **options: Any):
        standing: Standing | None = getattr(requirement, "standing", None)
        options["initial"] = _initial(standing) | options.get("initial", {})
        super().__init__(*args, **options)
        decided: Any = self.fields["decided"]
        decided.choices = choices(requirement.framework.kind)
        owner: Any = self.fields["owner"]
        people = Person.objects.filter(is_active=True).order_by("code")
        if standing is not None and standing.owner_id:
            people = people | Person.objects.filter(pk=standing.owner_id)
        owner.queryset = people
        owner.settle()

    def given(self) -> dict[str, Any]:
        values = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        values["decided"] = Decimal(values["decided"]) if values["decided"] else None
        return values


def _initial(standing: Standing | None) -> dict[str, Any]:
    if standing is None:
        return {"version": 0, "applicable": True}
    decided = "" if standing.decided is None else f"{standing.decided.normalize():f}"
    return {
        "version": standing.version,
        "applicable": standing.applicable,
        "because": standing.because,
        "decided": decided,
        "comment": standing.comment,
        "owner": standing.owner.code if standing.owner else None,
        "next_review": standing.next_review,
    }


class LinkForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    url = forms.URLField(
        label=_("Link"), max_length=500, required=False, assume_scheme="https",
        help_text=_("Where the evidence lies: a document, a ticket, a contract."),
    )  # fmt: skip
    subject = forms.CharField(
        label=_("Or something of this platform"), max_length=140, required=False,
        help_text=_("For example plan:DRP-01 or incident:INC-2026-0001."),
    )  # fmt: skip


class EvaluationForm(forms.Form):
    note = forms.CharField(
        label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Why now: a quarter is over, an audit is near."),
    )  # fmt: skip
