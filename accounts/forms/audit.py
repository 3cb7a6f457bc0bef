"""What the audit page can be asked."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.trail.events import Cursor, Question
from accounts.trail.kinds import kinds

ACTIONS = [
    ("", _("Any")),
    ("insert", _("Added")),
    ("update", _("Changed")),
    ("delete", _("Removed")),
]
# Days that any calendar and any zone can hold.
SENSIBLE = [MinValueValidator(date(1970, 1, 1)), MaxValueValidator(date(2999, 12, 31))]


class AuditFilterForm(forms.Form):
    """Days are whole days in the reader's zone."""

    person = forms.ModelChoiceField(
        label=_("By whom"),
        queryset=User.objects.order_by("username"),
        to_field_name="username",
        required=False,
        empty_label=_("Anybody"),
    )
    type = forms.ChoiceField(label=_("Kind"), required=False)
    code = forms.CharField(label=_("Code"), required=False, max_length=64)
    since = forms.DateField(
        label=_("From day"),
        required=False,
        validators=SENSIBLE,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    until = forms.DateField(
        label=_("To day"),
        required=False,
        validators=SENSIBLE,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    action = forms.ChoiceField(label=_("Action"), choices=ACTIONS, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = sorted((kind.label, kind.type) for kind in kinds().values())
        choices = [("", _("Any")), *((key, label) for label, key in listed)]
        self.fields["type"].choices = choices  # type: ignore[attr-defined]

    def question(self, after: str = "") -> Question:
        """Fields that are wrong ask nothing; the page shows their errors."""
        data = self.cleaned_data if self.is_bound else {}
        until = data.get("until")
        return Question(
            user_id=data["person"].pk if data.get("person") else None,
            type=data.get("type") or "",
            code=(data.get("code") or "").strip(),
            since=_midnight(data.get("since")),
            until=_midnight(until + timedelta(days=1)) if until else None,
            action=data.get("action") or "",
            after=Cursor.parse(after) if after else None,
        )


def _midnight(day: Any) -> datetime | None:
    return datetime.combine(day, time.min, get_current_timezone()) if day else None
