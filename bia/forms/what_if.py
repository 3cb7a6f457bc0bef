"""What fails, when and for how long: one form for asking (its address is the question) and
for what is kept.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from bia.analysis.sight import Sight
from bia.analysis.what_if import Inputs, is_class
from bia.domain.graph.recovery import MOST_TEAMS
from bia.domain.outage.loss import LONGEST_S
from bia.forms.lookup import LookupInput
from bia.forms.what_if_address import LOCAL, choices
from bia.models import Scenario
from lib.fields import DurationField
from lib.records import code_validator

MOST_FAILED = 1_000
FIRST, LAST = datetime(2000, 1, 2, tzinfo=UTC), datetime(2199, 12, 31, tzinfo=UTC)


class EntriesField(forms.MultipleChoiceField):
    """Ticked entries; whether the register holds them is asked when the question is."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value: str) -> bool:
        return True

    def to_python(self, value: Any) -> list[str]:
        found = [one.replace("\0", "")[:100] for one in super().to_python(value)]
        return list(dict.fromkeys(one for one in found if one))


class WhatIfForm(forms.Form):
    """Names of the fields are those of the address."""

    failed = EntriesField(label=_("What fails"), required=False)
    add = forms.CharField(
        label=_("Anything else that fails"),
        required=False,
        max_length=4_000,
        widget=LookupInput("node"),
        help_text=_("A system, process, team, person …; several with commas between them."),
    )
    lasts = DurationField(
        label=_("Lasts"),
        required=False,
        bare="h",
        max_s=LONGEST_S,
        help_text=_("All is back then and nothing earlier. Empty: until it is restored."),
    )
    decision = DurationField(
        label=_("Time to decide"),
        required=False,
        max_s=LONGEST_S,
        help_text=_("Nothing is restored before. Workarounds do not wait for it."),
    )
    teams = forms.IntegerField(
        label=_("Teams that restore"),
        required=False,
        min_value=1,
        max_value=MOST_TEAMS,
        help_text=_("Empty: as many as are wanted."),
    )
    start = forms.DateTimeField(
        label=_("Begins"),
        required=False,
        input_formats=[LOCAL, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL),
    )
    staff = forms.IntegerField(
        label=_("People at work, %"),
        required=False,
        min_value=0,
        max_value=100,
        help_text=_("No process works at more than this share. Empty: everybody is there."),
    )
    shift = DurationField(
        label=_("Data come back older by"),
        required=False,
        bare="h",
        max_s=LONGEST_S,
        help_text=_("For example after an attack, when only an earlier copy is clean."),
    )

    def __init__(self, *args: Any, sight: Sight, **options: Any):
        super().__init__(*args, **options)
        self.sight = sight
        zone = Organisation.current().timezone
        self.zone = ZoneInfo(zone)
        self.fields["start"].help_text = gettext(
            "Time of the organisation (%(zone)s); with it, peak times count."
        ) % {"zone": zone}
        chosen = [str(one)[:100] for one in self["failed"].value() or []]
        self.fields["failed"].choices = choices(sight, chosen)  # type: ignore[attr-defined]

    def clean_start(self) -> datetime | None:
        """Typed in the organisation's hours, whoever types."""
        start: datetime | None = self.cleaned_data["start"]
        if start is None:
            return None
        local = start.replace(tzinfo=self.zone)
        if not FIRST <= local < LAST:
            raise ValidationError(_("Give an instant between 2000 and 2199."), code="invalid")
        return local

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        added = (data.get("add") or "").replace("\0", "").replace("\n", ",").split(",")
        known = [*(data.get("failed") or []), *(self._key(one.strip()) for one in added)]
        data["failed"] = list(dict.fromkeys(one for one in known if one))
        if len(data["failed"]) > MOST_FAILED:
            self.add_error(
                "failed",
                ValidationError(
                    _("At most %(most)s at once; name a class of systems instead."),
                    params={"most": MOST_FAILED},
                ),
            )
        return data

    def _key(self, typed: str) -> str:
        """A key as it is; else the one node of this code or name."""
        if not typed or typed in self.sight.named or is_class(typed):
            return typed
        low = typed.lower()
        same = [one.key for one in self.sight.seen() if low in (one.code.lower(), one.name.lower())]
        return same[0] if len(same) == 1 else typed

    def inputs(self) -> Inputs:
        """Of a valid form."""
        data = self.cleaned_data
        staff = data["staff"]
        return Inputs(
            failed=tuple(data["failed"]),
            start=data["start"],
            duration_s=data["lasts"],
            teams=data["teams"],
            decision_s=data["decision"] or 0,
            restore_point_shift_s=data["shift"],
            staff_share=Decimal(1) if staff is None else Decimal(staff) / 100,
        )


class ScenarioForm(WhatIfForm):
    """What is kept: a name for the question, and the question."""

    name = forms.CharField(label=_("Name"), max_length=200)
    code = forms.CharField(
        label=_("Code"),
        required=False,
        max_length=64,
        validators=[code_validator],
        help_text=_("Empty: the next number."),
    )
    description = forms.CharField(
        label=_("Description"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    variant_of = forms.ModelChoiceField(
        Scenario.objects.none(), label=_("Variant of"), required=False, to_field_name="code",
        help_text=_("It is shown beside."),
    )  # fmt: skip
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, scenarios: QuerySet[Scenario], **options: Any):
        super().__init__(*args, **options)
        self.fields["variant_of"].queryset = scenarios.order_by("name")  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What the service is given."""
        data = self.cleaned_data
        return {
            "name": data["name"],
            "description": data["description"],
            "variant_of": data["variant_of"],
            "inputs": self.inputs().as_json(),
        } | ({"code": data["code"]} if data["code"] else {})
