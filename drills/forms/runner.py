"""What is typed while a drill runs. Each form has a hidden key, and takes an instant from the
queue of a phone that was offline."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from drills.models import ExpectationResult, ObservationKind
from drills.services.observations import MOST_TEXT as MOST_SEEN
from drills.services.running import MOST_TEXT
from incidents.forms.declare import local_instant
from incidents.once import KeyField


class DeliverForm(forms.Form):
    text = forms.CharField(
        label=_("What was really said, if not what the script says"),
        required=False,
        max_length=MOST_TEXT,
        widget=forms.Textarea({"rows": 3}),
    )
    at = local_instant(label=_("When, if not now"))
    key = KeyField()


class SkipForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300)
    key = KeyField()


class LogForm(forms.Form):
    text = forms.CharField(
        label=_("What was said, decided or done?"),
        max_length=MOST_TEXT,
        widget=forms.Textarea({"rows": 4}),
    )
    at = local_instant(label=_("When, if not now"))
    key = KeyField()


class SpeedForm(forms.Form):
    speed = forms.TypedChoiceField(
        label=_("Speed"), choices=[(1, "1×"), (2, "2×"), (4, "4×")], coerce=int
    )
    key = KeyField()


class JudgeForm(forms.Form):
    result = forms.ChoiceField(
        label=_("Result"), choices=ExpectationResult.choices, widget=forms.RadioSelect
    )
    comment = forms.CharField(
        label=_("Comment"), required=False, max_length=5000, widget=forms.Textarea({"rows": 2})
    )
    evidence = forms.CharField(
        label=_("Evidence: a link, a file name, a number"), required=False, max_length=500
    )
    observed_at = local_instant(label=_("Seen at, if not now"))
    # When it was said; the queue of a phone fills it in.
    at = forms.DateTimeField(required=False, widget=forms.HiddenInput)
    key = KeyField()


class ObservationForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Kind"), choices=ObservationKind.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("What did you see?"), max_length=MOST_SEEN, widget=forms.Textarea({"rows": 4})
    )
    at = local_instant(label=_("When, if not now"))
    key = KeyField()
