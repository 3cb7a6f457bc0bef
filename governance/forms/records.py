"""Records of the management system: a form that asks what its kind needs, and the steps'."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Person
from bia.forms.choices import RowField
from governance.forms.service_form import ServiceForm, day, numbered_code, text
from governance.models import APPROVED_KINDS, BcmsRecord, RecordKind, RecordState
from governance.services.audit_sample import POPULATIONS
from governance.services.records import CONTENT

LONG = 50_000
EACH = ("title", "text", "owner", "next_review")
ASKED: dict[str, tuple[str, ...]] = {
    RecordKind.ISSUE: ("title", "text", "climate", "owner", "next_review"),
    RecordKind.OBJECTIVE: (
        "title", "text", "measure", "target", "due_on", "owner", "next_review", "must_be_read",
    ),
    RecordKind.SCOPE: (*EACH, "must_be_read"),
    RecordKind.POLICY: (*EACH, "must_be_read"),
    RecordKind.AUDIT: ("title", "text", "due_on", "auditor", "owner"),
}  # fmt: skip
TEXTS: dict[str, Any] = {
    RecordKind.ISSUE: _("What it is, and what it means for continuity"),
    RecordKind.PARTY: _("Who they are, and what they need and require"),
    RecordKind.SCOPE: _("What belongs to it, what does not, and why"),
    RecordKind.POLICY: _("The policy"),
    RecordKind.OBJECTIVE: _("What is to be reached, and how"),
    RecordKind.COMMUNICATION: _("What is told, when, to whom, how and by whom"),
    RecordKind.RESOURCE: _("What there is, and what is missing"),
    RecordKind.AUDIT: _("Scope, criteria and method"),
}


class RecordForm(ServiceForm):
    """`kind` is known before: by the page that leads here, or by the record."""

    code = numbered_code()
    text = text(_("Text"), 10, max_length=LONG)
    owner = RowField(Person.objects.none(), label=_("Owner"), required=False)
    auditor = RowField(
        Person.objects.none(), label=_("Auditor"), required=False,
        help_text=_("Somebody else than the owner: nobody audits their own work."),
    )  # fmt: skip
    due_on = day(pgettext_lazy("governance", "Due"), required=False)
    next_review = day(_("Next review"), required=False)

    class Meta:
        model = BcmsRecord
        fields = (
            "title", "text", "climate", "measure", "target", "due_on", "auditor", "owner",
            "next_review", "must_be_read", "code",
        )  # fmt: skip

    def __init__(self, *args: Any, kind: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.kind = kind
        asked = (*ASKED.get(kind, EACH), "code", "version")
        for name in set(self.fields) - set(asked):
            del self.fields[name]
        self.order_fields(asked)
        self.fields["text"].label = TEXTS[kind]
        if kind == RecordKind.AUDIT:
            self.fields["due_on"].label = _("Planned on")
            self.fields["owner"].label = _("Owner of what is audited")
        row = self.instance
        if kind in APPROVED_KINDS and row.pk and row.state == RecordState.IN_FORCE:
            for name in (one for one in CONTENT if one in self.fields):
                self.fields[name].disabled = True

    def choices(self) -> dict[str, Any]:
        people = Person.objects.filter(is_active=True).order_by("code")
        return {"owner": people, "auditor": people}


class RecordReasonForm(forms.Form):
    reason = text(_("What must be changed"), 3, required=True, max_length=2_000)


class HoldingForm(forms.ModelForm):  # type: ignore[type-arg]
    held_on = day(_("Held on"))
    result = text(_("Result: conformities, findings, opportunities"), 8, max_length=LONG)

    class Meta:
        model = BcmsRecord
        fields = ("held_on", "result")

    def _post_clean(self) -> None:
        """The service writes and validates."""


def percent(label: Any, help_text: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, help_text=help_text, min_value=Decimal("0.1"), max_value=Decimal("99.9"),
        max_digits=4, decimal_places=2,
    )  # fmt: skip


class SampleForm(forms.Form):
    population = forms.ChoiceField(
        label=_("Out of"), choices=[(key, label) for key, (label, _rows) in POPULATIONS.items()]
    )
    rule = forms.ChoiceField(
        label=_("How many"),
        choices=[
            ("confidence", _("Enough to find a defect")),
            ("classes", _("By tier: all, half, ⌈√N⌉")),
        ],
    )
    confidence = percent(_("How sure, %"), _("Of finding at least one defect."))
    rate = percent(_("When so many are defective, %"), "")
    seed = forms.CharField(
        label=_("Seed"), max_length=100,
        help_text=_("The same seed draws the same sample; write it down with the result."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("rule") == "classes" and data.get("population") != "processes":
            self.add_error("rule", _("Only processes have tiers."))
        return data
