"""Asking for a report of one kind: language, format, variant, date, and that kind's filters."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from reports.forms.choices import format_field, variant_field
from reports.kinds import KINDS
from reports.services.requests import end_of_day


class ReportForm(forms.Form):
    """Has only the fields its `kind` takes; the names of the filters are their own."""

    def __init__(self, *args: Any, kind: str, user: User, now: datetime, **options: Any):
        super().__init__(*args, **options)
        self.kind, self.now = kind, now
        known = KINDS[kind]
        self.filters = {one.name: one for one in known.filters}
        self.fields["language"] = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
        self.fields["format"] = format_field(known)
        if len(known.variants) > 1:
            self.fields["variant"] = variant_field(known)
        if known.dated:
            self.fields["as_of"] = forms.DateField(
                label=_("As of"),
                required=False,
                widget=forms.DateInput(attrs={"type": "date"}),
                help_text=_("What was so at the end of that day. Empty: now."),
            )
        for one in known.filters:
            self.fields[one.name] = one.form_field(user)

    def filter_fields(self) -> list[tuple[Any, int]]:
        """Bound fields of the filters with their columns of twelve."""
        return [(self[name], one.columns) for name, one in self.filters.items()]

    def request(self) -> dict[str, Any]:
        """What `request_report` takes, but for who and when."""
        data = self.cleaned_data
        found = {name: one.from_form(data[name]) for name, one in self.filters.items()}
        day = data.get("as_of")
        is_pdf = data["format"] == "pdf"
        return {
            "kind": self.kind,
            "language": data["language"],
            "format": data["format"],
            "variant": (data.get("variant") or "reading") if is_pdf else "reading",
            "as_of": end_of_day(day, self.now) if day else None,
            "filters": {name: value for name, value in found.items() if value is not None},
        }
