"""Forms of the after-action report and its findings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organisation, Person
from drills.models import Criterion, Drill, ObservationKind, SignOff
from drills.services.findings import KINDS, MOST_TEXT
from drills.services.reporting import MOST_TEXT as MOST_REPORT
from drills.services.reporting import TEXTS
from lib.fields import MoneyField
from plans.models import Plan

LABELS = {
    "scope": (_("Scope"), _("What the drill covered, and what it left out.")),
    "summary": (_("Summary"), _("How it went, in a few sentences.")),
    "conclusion": (_("Conclusion"), _("What it proved, what it did not, and what comes next.")),
    "too_easy_note": (
        _("Why nothing was found"),
        _("Only where there is nothing to improve: was the scenario too easy?"),
    ),
}


class ReportForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        for name in TEXTS:
            label, help_text = LABELS[name]
            self.fields[name] = forms.CharField(
                label=label, help_text=help_text, required=False, max_length=MOST_REPORT,
                widget=forms.Textarea({"rows": 2 if name == "too_easy_note" else 5}),
            )  # fmt: skip
        self.fields["author"] = forms.ModelChoiceField(
            Person.objects.filter(is_active=True).order_by("name"), label=_("Author"),
            required=False, help_text=_("Neither the author nor who submits it approves it."),
        )  # fmt: skip

    @property
    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class FindingForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[one for one in ObservationKind.choices if one[0] in KINDS]
    )
    text = forms.CharField(
        label=_("Finding"), max_length=MOST_TEXT, widget=forms.Textarea({"rows": 3})
    )
    root_cause = forms.CharField(
        label=_("Root cause"), required=False, max_length=MOST_TEXT,
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, drill: Drill, **options: Any):
        super().__init__(*args, **options)
        self.fields["criterion"] = forms.ModelChoiceField(
            Criterion.objects.filter(script__drill=drill), required=False,
            label=pgettext_lazy("drill", "Criterion"), empty_label=_("None"),
        )  # fmt: skip
        self.fields["criterion"].label_from_instance = lambda one: (  # type: ignore[attr-defined]
            f"{one.key} {one.text}"
        )
        self.fields["avoided_loss"] = MoneyField(
            label=_("Avoided loss"), currency=Organisation.current().currency, required=False,
            help_text=_("What it would have cost in a real event."),
        )  # fmt: skip
        self.fields["plan"] = forms.ModelChoiceField(
            Plan.objects.filter(retired_at=None).order_by("code"), label=_("Plan to change"),
            required=False, empty_label=_("None"),
            help_text=_("The request for the change is opened when the report is approved."),
        )  # fmt: skip
        self.fields["no_action_reason"] = forms.CharField(
            label=_("Why no action is needed"), required=False, max_length=500,
            help_text=_("Only where neither an action nor a change of a plan follows."),
        )  # fmt: skip

    @property
    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("What is missing"), max_length=MOST_REPORT, widget=forms.Textarea({"rows": 3})
    )


class CommentForm(forms.Form):
    comment = forms.CharField(
        label=_("Comment"), required=False, max_length=2000, widget=forms.Textarea({"rows": 2})
    )


class SignForm(forms.Form):
    part = forms.ChoiceField(label=_("I sign as"))
    note = forms.CharField(
        label=_("Note"), required=False, max_length=300,
        help_text=_("For an executive who signs on paper: who signed."),
    )  # fmt: skip

    def __init__(self, *args: Any, parts: list[str], **options: Any):
        super().__init__(*args, **options)
        words = dict(SignOff.Part.choices)
        self.fields["part"].choices = [(one, words[one]) for one in parts]  # type: ignore[attr-defined]
