"""Recording by hand what was measured."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from bia.forms.choices import NodeField
from bia.models import MeasurementConfidence, MeasurementKind
from lib.fields import DurationField


class MeasurementForm(forms.Form):
    """It checks what was typed; the service writes. Times are in the reader's zone."""

    subject = NodeField(label=_("What was measured"))
    kind = forms.ChoiceField(label=_("Kind"), choices=MeasurementKind.choices)
    value_s = DurationField(label=_("Measured value"))
    at = forms.DateTimeField(
        label=_("Measured at"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("When it was back, not when you write it down; in your own time zone."),
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=200,
        help_text=_("What it comes from: a drill, a restore test, an incident, with its number."),
    )
    confidence = forms.ChoiceField(
        label=_("Confidence"),
        choices=MeasurementConfidence.choices,
        help_text=_("A walk-through at the table is simulated: it proves nothing."),
    )
    target_s = DurationField(
        label=_("Target at that time"),
        required=False,
        help_text=_("Left empty, the target in force now."),
    )
    note = forms.CharField(
        label=_("Note"), max_length=500, required=False, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, by: User, **options: Any):
        super().__init__(*args, **options)
        subject: Any = self.fields["subject"]
        subject.settle(by, only=("process", "system"))
        self.initial.setdefault("at", timezone.localtime())
