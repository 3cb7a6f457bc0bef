"""What the confirm pages of an action's steps ask for. `version` is what the person saw."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lib.fields import DurationField


def day_field(**options: Any) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, **options)


def text_field(**options: Any) -> forms.CharField:
    return forms.CharField(widget=forms.Textarea({"rows": 3}), max_length=5000, **options)


class StepForm(forms.Form):
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class WhenForm(StepForm):
    """What may be written down later than it happened (TIM-3)."""

    at = forms.DateTimeField(
        label=_("When"),
        required=False,
        help_text=_("In your time zone; left empty: now."),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class ReasonForm(StepForm):
    reason = text_field(label=_("Reason"))


class AgainForm(ReasonForm):
    """Back to work: with a new day when the old one is past."""

    due_on = day_field(
        label=_("New due date"), required=False, help_text=_("Needed when the old one is past.")
    )


class OpenForm(StepForm):
    """From the board it is sent with the version alone."""

    due_on = day_field(
        label=_("Another due date"), required=False, help_text=_("Left empty, the present one.")
    )


class WithdrawForm(StepForm):
    reason = text_field(label=_("Reason"), required=False)
    due_on = day_field(
        label=_("New due date"), required=False, help_text=_("Needed when the old one is past.")
    )


class CompleteForm(WhenForm):
    field_order = ["evidence", "at"]
    evidence = text_field(
        label=_("What was done, and what shows it"),
        required=False,
        help_text=_("Needed unless evidence was added already."),
    )


class VerifyForm(StepForm):
    note = text_field(label=_("What was looked at"), required=False)


class PostponeForm(StepForm):
    to_on = day_field(label=_("New due date"))
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea({"rows": 3}))


class AcceptRiskForm(StepForm):
    reason = text_field(label=_("Why the risk is carried"))
    expires_on = day_field(
        label=_("Accepted until"), help_text=_("On this day the action opens again.")
    )


class NoteForm(WhenForm):
    field_order = ["text", "at"]
    text = text_field(label=_("Note"))


class RetestForm(WhenForm):
    field_order = ["passed", "value_s", "confidence", "note", "at"]
    passed = forms.TypedChoiceField(
        label=_("Result"),
        choices=[("yes", _("Passed")), ("no", _("Failed"))],
        coerce=lambda text: text == "yes",
        widget=forms.RadioSelect,
    )
    value_s = DurationField(
        label=_("Measured value"),
        required=False,
        help_text=_("When the criterion has figures, for example 12 min."),
    )
    confidence = forms.ChoiceField(
        label=_("How it was found"),
        choices=[
            ("measured", _("Measured")),
            ("estimated", _("Estimated")),
            ("simulated", _("Simulated (tabletop)")),
        ],
        help_text=_("Only what was measured proves anything."),
    )
    note = forms.CharField(
        label=_("What was tested, and how"), max_length=500, widget=forms.Textarea({"rows": 2})
    )


class EvidenceForm(StepForm):
    """The service checks kind and size of the file."""

    text = forms.CharField(label=_("What it shows"), max_length=500)
    url = forms.URLField(label=_("Link"), max_length=500, required=False, assume_scheme="https")
    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("PDF, picture (PNG, JPEG), Word, Excel, text or CSV, at most 5 MB."),
    )
