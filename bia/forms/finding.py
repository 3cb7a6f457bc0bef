"""The form of a dismissal. It checks what was typed; the service decides."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class DismissalForm(forms.Form):
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why it can wait"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    until = forms.DateField(
        label=_("Counts again from"),
        help_text=_("A year away at most."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, finding: Any, **options: Any):
        super().__init__(*args, **options)
        self.initial.setdefault("version", finding.version)
