"""What every form of a deed shares: the key that makes it count once, and the claimed time."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from incidents.once import KeyField

LONGEST = 10_000


def text_field(rows: int = 3, **options: Any) -> forms.CharField:
    options.setdefault("max_length", LONGEST)
    return forms.CharField(widget=forms.Textarea({"rows": rows}), **options)


def moment_field(**options: Any) -> forms.DateTimeField:
    """In the reader's zone."""
    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(widget=widget, **options)


class DeedForm(forms.Form):
    """`at` comes last: nearly always it is now."""

    key = KeyField()
    at = moment_field(
        label=_("When"), required=False, help_text=_("In your time zone; left empty: now.")
    )

    def order_fields(self, field_order: Any) -> None:
        super().order_fields(field_order)
        last = {name: self.fields.pop(name) for name in ("at",) if name in self.fields}
        self.fields |= last


class NowForm(forms.Form):
    """A deed that is always now."""

    key = KeyField()
