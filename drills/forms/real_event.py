"""REAL EVENT: two taps, and nothing that must be filled in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from drills.models import Drill
from incidents.models import Incident


class RealEventForm(forms.Form):
    known = forms.ChoiceField(
        label=_("Is it one of these?"), required=False, widget=forms.RadioSelect,
        help_text=_("Then no other incident is declared."),
    )  # fmt: skip
    title = forms.CharField(
        label=_("What happened"), max_length=200, required=False,
        help_text=_("May stay empty: stop first, describe later."),
    )  # fmt: skip
    same_systems = forms.BooleanField(
        label=_("The systems of the drill have really failed"), required=False, initial=True
    )

    def __init__(
        self, *args: Any, drill: Drill, known: Sequence[Incident] = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        if known:
            choices = [(one.number, _named(one)) for one in known]
            self.fields["known"].choices = [*choices, ("", _("Something else has happened"))]  # type: ignore[attr-defined]
            self.fields["known"].initial = choices[0][0]
        else:
            del self.fields["known"]
        names = ", ".join(str(one) for one in drill.systems.order_by("code"))
        if names:
            self.fields["same_systems"].help_text = names
        else:
            del self.fields["same_systems"]


def _named(one: Incident) -> str:
    return one.number if one.confidentiality == "restricted" else f"{one.number} {one.title}"


class MistakenForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it was a false alarm"), widget=forms.Textarea(attrs={"rows": 2})
    )
