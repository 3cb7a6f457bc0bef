"""What reports and schedules both choose: the format, and the variant of a PDF."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.kinds import Kind


def format_field(kind: Kind) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Format"), choices=[(one.value, one.label) for one in kind.formats]
    )


def variant_field(kind: Kind) -> forms.ChoiceField:
    """Not required: only a PDF has one, and without it that is the one for reading."""
    return forms.ChoiceField(
        label=_("Variant of the PDF"),
        choices=[(one.value, one.label) for one in kind.variants],
        required=False,
        help_text=_("For the archive: the file carries its data as spreadsheet and JSON."),
    )
