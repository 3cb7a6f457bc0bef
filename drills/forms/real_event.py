"""REAL EVENT: two taps, and nothing that must be filled in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from drills.models import Drill


class RealEventForm(forms.Form):
    title = forms.CharField(
        label=_("What happened"), max_length=200, required=False,
        help_text=_("May stay empty: stop first, describe later."),
    )  # fmt: skip
    same_systems = forms.BooleanField(
        label=_("The systems of the drill have really failed"), required=False, initial=True
    )

    def __init__(self, *args: Any, drill: Drill, **options: Any) -> None:
        super().__init__(*args, **options)
        names = ", ".join(str(one) for one in drill.systems.order_by("code"))
        if names:
            self.fields["same_systems"].help_text = names
        else:
            del self.fields["same_systems"]


class MistakenForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it was a false alarm"), widget=forms.Textarea(attrs={"rows": 2})
    )
