"""Printing for a place, ticking off, photos."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms.people import PersonField
from bia.forms.choices import RowField
from bia.models import Site
from plans.models import CopyFormat, CopyState, PlanVersion
from plans.printing.tongue import BOTH, CHINESE, ENGLISH

LANGUAGES = (
    (BOTH, _("English and Chinese")),
    (CHINESE, _("Chinese")),
    (ENGLISH, _("English")),
)


class PrintForm(forms.Form):
    """What is printed for which place; whole plans where the version has no card."""

    format = forms.ChoiceField(label=_("Format"), choices=CopyFormat.choices)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    quantity = forms.IntegerField(
        label=_("Quantity"), min_value=1, max_value=1000, initial=1,
        help_text=_("Prints for this place; they share one code."),
    )  # fmt: skip
    place = forms.CharField(
        label=_("Place"), max_length=200, required=False,
        help_text=_("Where it hangs or lies, for example “machine room 1, left of the door”."),
    )  # fmt: skip
    site = RowField(Site.objects.none(), label=_("Site"), required=False)
    holder = PersonField(
        label=_("Holder"), required=False,
        help_text=_("Is told when it is outdated, and replaces it."),
    )  # fmt: skip

    def __init__(self, *args: Any, version: PlanVersion | None, **options: Any):
        super().__init__(*args, **options)
        site: Any = self.fields["site"]
        site.queryset = Site.objects.order_by("code")
        site.settle()
        holder: Any = self.fields["holder"]
        holder.settle(None)
        if version is None or not version.card_steps.exists():
            format: Any = self.fields["format"]
            format.choices = [(CopyFormat.PLAN.value, CopyFormat.PLAN.label)]


class CloseForm(forms.Form):
    state = forms.ChoiceField(
        label=pgettext_lazy("paper", "What became of it"),
        choices=[
            (CopyState.REPLACED.value, _("The new print hangs in its place")),
            (CopyState.REMOVED.value, _("It was taken down")),
            (CopyState.LOST.value, _("Nobody finds it")),
        ],
        widget=forms.RadioSelect,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class PhotoForm(forms.Form):
    photo = forms.FileField(
        label=_("Photo of the place"),
        help_text=_("PNG, JPEG or WebP, at most 5 MB. Let no people be on it."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
