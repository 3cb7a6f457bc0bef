"""How plans are printed, checked, packed and kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from bia.forms.choices import RowsField
from plans.models import PlanSettings

PRINTING = ("posters_masked", "poster_address", "phone_region")
REACHABILITY = ("reachability_days", "amber_days", "red_days")
PACKS = ("pack_on", "pack_at", "pack_days", "pack_mail_to", "pack_attach", "pack_folder")
KEEPING = ("purge_days",)


class PlanSettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    version = forms.IntegerField(widget=forms.HiddenInput)
    pack_mail_to = RowsField(Person.objects.none(), label=_("Told of a new pack"), required=False)

    class Meta:
        model = PlanSettings
        fields = (*PRINTING, *REACHABILITY, *PACKS, *KEEPING)
        widgets = {"pack_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M")}
        help_texts = {
            "posters_masked": _("Wallet cards and offline packs always have them in full."),
            "purge_days": _("Then the rows of a closed backfill are deleted; their counts stay."),
            "reachability_days": _("How often contacts are asked whether their numbers are right."),
            "pack_attach": _("Up to 10 MB, and only for who may open packs; else it is a link."),
            "phone_region": _("Of numbers without a country code, for example CN."),
        }

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        people: Any = self.fields["pack_mail_to"]
        people.queryset = Person.objects.filter(is_active=True).order_by("code")
        people.settle()
        self.initial["version"] = self.instance.version
        address = self.fields["poster_address"]
        address.help_text = _("Empty: %(address)s") % {"address": settings.PUBLIC_URL}
        folder = self.fields["pack_folder"]
        folder.help_text = (
            _("Below %(root)s; empty: packs are only kept for download.")
            % {"root": settings.PACK_ROOT}
            if settings.PACK_ROOT
            else _("The server has no PACK_ROOT, so packs are only kept for download.")
        )

    def _post_clean(self) -> None:
        """The service writes and validates."""
