"""A new calendar feed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from followup.models import FeedScope
from followup.services.dates import sees_everything


class FeedForm(forms.Form):
    scope = forms.ChoiceField(label=_("Which dates"), choices=FeedScope.choices)
    name = forms.CharField(label=_("Name in the calendar program"), max_length=100, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not sees_everything(user):
            self.fields["scope"].choices = [  # type: ignore[attr-defined]
                one for one in FeedScope.choices if one[0] != FeedScope.ORGANISATION
            ]
