"""Which systems failed and how far it reaches, once more is known (E30)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from bia.models import System
from incidents.forms.declare import EVERYWHERE, GRAVEST_FIRST, SystemsField
from incidents.forms.deed import DeedForm
from incidents.models import Incident, IncidentSettings, IncidentSystem

Extent = IncidentSystem.Extent


class FailedSystemsForm(DeedForm):
    """What stands here replaces what was said before."""

    systems = SystemsField(System.objects.none(), label=_("Fully down"), required=False)
    partly = SystemsField(System.objects.none(), label=_("Partly down"), required=False)
    regions = forms.MultipleChoiceField(
        label=_("Where?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Left empty: limited to one place."),
    )

    def __init__(self, *args: Any, incident: Incident, by: User, **options: Any) -> None:
        failed = list(incident.failed_systems.select_related("system"))
        now: dict[str, Any] = {
            "systems": [one.system.code for one in failed if one.extent == Extent.FULL],
            "partly": [one.system.code for one in failed if one.extent != Extent.FULL],
            "regions": incident.regions,
        }
        options["initial"] = now | (options.get("initial") or {})
        super().__init__(*args, **options)
        seen = System.objects.visible_to(by) | System.objects.filter(
            pk__in=[one.system_id for one in failed]
        )
        for name in ("systems", "partly"):
            field: Any = self.fields[name]
            field.queryset = seen.distinct().order_by(GRAVEST_FIRST, "name")
            field.settle()
        names = dict.fromkeys([*IncidentSettings.current().regions, *incident.regions])
        regions: Any = self.fields["regions"]
        regions.choices = [
            (EVERYWHERE, pgettext_lazy("regions", "The whole country")),
            *((one, one) for one in names if one != EVERYWHERE),
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        both = set(given.get("systems") or ()) & set(given.get("partly") or ())
        if both:
            words = _("A system is down fully or partly, not both.")
            self.add_error("partly", forms.ValidationError(words, code="contradiction"))
        return given

    def failed(self) -> list[tuple[System, str]]:
        """Pairs of system and extent, as `name_systems` takes them."""
        given = self.cleaned_data
        return [
            *((one, Extent.FULL.value) for one in given["systems"]),
            *((one, Extent.PARTIAL.value) for one in given["partly"]),
        ]
