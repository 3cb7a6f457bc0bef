"""Small forms of the life cycle, and the head of a draft."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Person
from bia.forms.choices import RowField, RowsField
from plans.models import ApproverKind, IncidentGrade, Plan, PlanVersion


class StepForm(forms.Form):
    """The version that was looked at: a newer one is not decided on unseen."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


def text(label: Any, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=5000, help_text=help_text,
        widget=forms.Textarea({"rows": 4}),
    )  # fmt: skip


class SubmitForm(StepForm):
    """Who signs beside the owner, and who may sign for the owner."""

    reviewers = RowsField(
        Person.objects.none(), label=_("Also approved by"), required=False,
        help_text=_("They sign at the same time as the owner."),
    )  # fmt: skip
    delegate = RowField(Person.objects.none(), label=_("May sign for the owner"), required=False)

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        signers = Person.objects.filter(is_active=True, user__is_active=True).order_by("code")
        for name in ("reviewers", "delegate"):
            field: Any = self.fields[name]
            field.queryset = signers
            field.settle()

    def given(self) -> dict[str, Any]:
        delegate = self.cleaned_data["delegate"]
        return {
            "reviewers": list(self.cleaned_data["reviewers"]),
            "delegates": {ApproverKind.OWNER.value: delegate} if delegate else None,
        }


class ApproveForm(StepForm):
    seen_sha256 = forms.CharField(widget=forms.HiddenInput, required=False)
    comment = text(_("Comment"), required=False)


class AcceptingForm(ApproveForm):
    """For a plan that takes too long: somebody answers for it, and says why."""

    accepts_infeasible = forms.BooleanField(
        label=_("I accept that this plan takes longer than a process may stand still"),
        required=False,
    )
    comment = text(
        _("Why it is accepted"), required=False, help_text=_("Needed to approve it all the same.")
    )
    field_order = ["version", "seen_sha256", "accepts_infeasible", "comment"]


class ReturnForm(StepForm):
    reason = text(_("Why it is returned"))


class RetireForm(forms.Form):
    reason = text(_("Why it is retired"))


class AttestForm(forms.Form):
    statement = text(
        _("What was looked at"), required=False, help_text=_("It is kept with the confirmation.")
    )


class NewVersionForm(forms.Form):
    contacts_only = forms.BooleanField(
        label=_("Only contacts change"), required=False,
        help_text=_("The owner alone approves; the review date stays."),
    )  # fmt: skip
    change_summary = text(_("What changes"), required=False)


class HeadForm(forms.Form):
    """What a version says of itself as a whole."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    change_summary = text(
        _("What changed"), required=False, help_text=_("Asked for from the second version on.")
    )
    serves_grade = forms.ModelChoiceField(
        IncidentGrade.objects.all(), label=_("Highest grade it serves"), required=False,
        to_field_name="code", help_text=_("The decision level of this grade approves the plan."),
    )  # fmt: skip
    pre_authorised = forms.BooleanField(
        label=_("Pre-authorised switch-over"), required=False,
        help_text=_("Nobody needs to be asked: the time to assess does not count."),
    )  # fmt: skip
    authorisation_en = text(_("Who may do what without asking (English)"), required=False)
    authorisation_zh = text(_("Who may do what without asking (Chinese)"), required=False)
    group_name = forms.CharField(label=_("Chat group"), max_length=200, required=False)
    group_url = forms.URLField(
        label=_("Address of the chat group"), max_length=500, required=False,
        assume_scheme="https",
    )  # fmt: skip

    def __init__(self, *args: Any, instance: PlanVersion | None = None, **options: Any):
        if instance is not None:
            names = [name for name in self.base_fields if name != "serves_grade"]
            options["initial"] = {name: getattr(instance, name) for name in names}
            grade = instance.serves_grade
            options["initial"]["serves_grade"] = grade.code if grade else None
        super().__init__(*args, **options)

    def given(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class ReadersForm(forms.Form):
    people = RowsField(Person.objects.none(), label=_("Who is to read it"))
    due_on = forms.DateField(
        label=pgettext_lazy("deadline", "Until"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Left empty: within 14 days."),
    )  # fmt: skip

    def __init__(self, *args: Any, asked: list[int], **options: Any):
        super().__init__(*args, **options)
        field: Any = self.fields["people"]
        field.queryset = Person.objects.filter(is_active=True).exclude(pk__in=asked)
        field.settle()


class ReadForm(forms.Form):
    question = text(_("A question, if there is one"), required=False)


class ChangeForm(forms.Form):
    text = text(_("What should change, and why"))


class DecisionForm(forms.Form):
    adopt = forms.ChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Adopt it in the draft")), ("no", _("Reject it"))],
        widget=forms.RadioSelect,
    )
    decision = text(_("Reason"), required=False, help_text=_("Needed to reject it."))


class CompareForm(forms.Form):
    """Which two versions; by default what is in force, or the last, with the one before."""

    before = forms.ChoiceField(label=_("Earlier"), required=False)
    after = forms.ChoiceField(label=_("Later"), required=False)

    def __init__(self, *args: Any, plan: Plan, **options: Any):
        super().__init__(*args, **options)
        numbers = [one.number for one in plan.versions.all()]
        for name in ("before", "after"):
            field: Any = self.fields[name]
            field.choices = [(number, number) for number in numbers]
