"""The form of a corrective action. It checks what was typed; services write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.forms.people import PersonField
from accounts.models import User
from followup.forms.subject import SubjectField
from followup.models import ActionPriority, ActionSource, CorrectiveAction, RootCause, VerifyBy
from followup.services.action_data import criterion_key
from lib.fields import DurationField, MoneyField

# What an address may fill in: "?source=gap&subject=process:road-rescue&title=…".
FROM_ADDRESS = (
    *("title", "source", "source_ref", "subject", "finding", "root_cause", "cause", "kind"),
    *("priority", "owner", "verifier", "due_on", "verify_by", "criterion", "criterion_subject"),
    *("criterion_measure", "criterion_limit_s", "plan_change"),
)


class CauseField(forms.ModelChoiceField):
    """A root cause in use, by code in the HTML."""

    def __init__(self, **options: Any):
        super().__init__(RootCause.objects.filter(is_active=True), to_field_name="code", **options)

    def settle(self, kept: int | None) -> None:
        """`kept` is offered even when it was taken out of use."""
        offered = RootCause.objects.filter(Q(is_active=True) | Q(pk=kept))
        self.queryset = offered.order_by("code")

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            return RootCause.objects.filter(pk=value).values_list("code", flat=True).first()
        return super().prepare_value(value)


class ActionForm(forms.ModelForm):  # type: ignore[type-arg]
    """`version` is what the editor saw; the service refuses a stale one."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    subject = SubjectField(label=_("Subject"))
    owner = PersonField(label=_("Owner"), required=False)
    verifier = PersonField(
        label=_("Verifier"), required=False, help_text=_("Another person than the owner.")
    )
    cause = CauseField(label=_("Kind of root cause"), required=False)
    criterion_subject = SubjectField(
        label=_("Measured at"), help_text=_("Left empty: at the subject of the action.")
    )
    criterion_limit_s = DurationField(label=_("At most"), required=False)
    cost_estimate = MoneyField(label=_("Cost estimate"), required=False)

    class Meta:
        model = CorrectiveAction
        fields = (
            *("title", "source", "source_ref", "finding", "root_cause", "cause", "kind"),
            *("priority", "owner", "verifier", "due_on", "verify_by", "criterion"),
            *("criterion_measure", "criterion_limit_s", "plan_change", "cost_estimate"),
        )
        widgets = {
            "finding": forms.Textarea({"rows": 3}),
            "root_cause": forms.Textarea({"rows": 2}),
            "criterion": forms.Textarea({"rows": 2}),
            "due_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "source_ref": _("The number or address of what it came from."),
            "criterion": _("What must be true before anybody may call it done."),
            "plan_change": _("The plan, procedure or configuration that has to change."),
            "due_on": _("Left empty, the priority decides."),
        }

    def __init__(
        self,
        *args: Any,
        by: User,
        currency: str = "",
        fixed: Sequence[str] = (),
        **options: Any,
    ):
        """`fixed`: what is not asked for, because it cannot be changed here."""
        super().__init__(*args, **options)
        self.by = by
        fields: dict[str, Any] = self.fields
        one = self.instance
        fields["owner"].settle(one.owner_id)
        fields["verifier"].settle(one.verifier_id)
        fields["cause"].settle(one.cause_id)
        fields["subject"].by = fields["criterion_subject"].by = by
        fields["cost_estimate"].widget.currency = currency
        fields["criterion_measure"].required = False
        fields["finding"].required = False
        if one.pk:
            self.initial.update(
                version=one.version,
                subject=one.subject_key,
                criterion_subject=criterion_key(one),
            )
        for name in fixed:
            fields.pop(name, None)

    def _post_clean(self) -> None:
        """The service validates the row; a form never changes it."""

    def clean(self) -> dict[str, Any]:
        """Figures without a place are measured at the subject."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        owner, verifier = values.get("owner"), values.get("verifier")
        if owner is not None and owner == verifier:
            self.add_error("verifier", _("The verifier is another person than the owner."))
        figures = values.get("criterion_measure")
        limit_s = values.get("criterion_limit_s")
        if "criterion_measure" not in self.fields:
            return values
        if limit_s is not None and not figures and "criterion_measure" not in self.errors:
            self.add_error("criterion_measure", _("Say which measured value has this limit."))
        if figures and not values.get("criterion_subject"):
            values["criterion_subject"] = values.get("subject", "")
            if not values["criterion_subject"] and "subject" not in self.errors:
                self.add_error("criterion_subject", _("Say at what it is measured."))
        return values

    @property
    def values(self) -> dict[str, Any]:
        """What the services are given."""
        given = {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.fields}
        for prefix in ("", "criterion_"):
            if f"{prefix}subject" not in self.fields:
                continue
            kind, _colon, code = self.cleaned_data[f"{prefix}subject"].partition(":")
            given[f"{prefix}subject_kind"], given[f"{prefix}subject_code"] = kind, code
        return given


def initial_of(address: Mapping[str, str]) -> dict[str, Any]:
    """What the address fills in; nonsense is left to the form's own errors."""
    known: dict[str, Any] = {
        name: address[name].replace("\0", "") for name in FROM_ADDRESS if address.get(name)
    }
    limit = known.pop("criterion_limit_s", "")
    if limit.isascii() and limit.isdigit() and len(limit) < 12:
        known["criterion_limit_s"] = int(limit)
    for name, choices in (
        ("source", ActionSource),
        ("priority", ActionPriority),
        ("verify_by", VerifyBy),
    ):
        if known.get(name) not in choices.values:
            known.pop(name, None)
    if known.get("criterion_measure") and "verify_by" not in known:
        known["verify_by"] = VerifyBy.RETEST.value
    return known
