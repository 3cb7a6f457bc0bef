"""Forms of clocks: snoozing and pausing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lib.fields import DurationField


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class SnoozeForm(ReasonForm):
    for_s = DurationField(label=_("For"))
    field_order = ["for_s", "reason"]

    def __init__(self, *args: Any, longest_s: int, **options: Any):
        super().__init__(*args, **options)
        field: Any = self.fields["for_s"]
        field.min_s, field.max_s, field.required = 60, longest_s, True
        field.initial = min(1800, longest_s)
