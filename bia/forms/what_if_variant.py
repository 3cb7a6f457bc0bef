"""What a question is compared with: a kept scenario, or the same with other circumstances."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bia.analysis.what_if import Inputs
from bia.domain.graph.recovery import MOST_TEAMS
from bia.domain.outage.loss import LONGEST_S
from bia.models import Scenario
from lib.fields import DurationField


class VariantForm(forms.Form):
    """All fields are of the address; what is empty stays as it is asked."""

    beside = forms.ModelChoiceField(
        Scenario.objects.none(), label=_("A kept scenario"), required=False, to_field_name="code"
    )
    v_lasts = DurationField(
        label=_("Lasts instead"),
        required=False,
        bare="h",
        max_s=LONGEST_S,
        help_text=_("12 h: nothing is restored before, as without recovery."),
    )
    v_teams = forms.IntegerField(
        label=_("Teams instead"), required=False, min_value=1, max_value=MOST_TEAMS
    )
    v_decision = DurationField(label=_("Time to decide instead"), required=False, max_s=LONGEST_S)

    def __init__(
        self,
        *args: Any,
        scenarios: QuerySet[Scenario],
        scenario: Scenario | None = None,
        **options: Any,
    ):
        super().__init__(*args, **options)
        self.scenario = scenario
        self.fields["beside"].queryset = scenarios.order_by("name")  # type: ignore[attr-defined]
        self.is_valid()

    @property
    def changed(self) -> dict[str, Any]:
        """What is asked for in the address, readable or not left out."""
        data = getattr(self, "cleaned_data", {})
        return {name: value for name, value in data.items() if value is not None}

    def inputs(self, like: Inputs) -> Inputs | None:
        """The other question; None: nothing is compared.

        A scenario that is kept as a variant is compared with what it is a variant of.
        """
        asked = self.changed
        if "beside" in asked:
            return Inputs.of(asked["beside"].inputs)
        if not asked:
            origin = None if self.scenario is None else self.scenario.variant_of
            return None if origin is None else Inputs.of(origin.inputs)
        other = like
        if "v_teams" in asked:
            other = replace(other, teams=asked["v_teams"], duration_s=None)
        if "v_decision" in asked:
            other = replace(other, decision_s=asked["v_decision"], duration_s=None)
        if "v_lasts" in asked:
            other = replace(other, duration_s=asked["v_lasts"])
        return other

    def pairs(self) -> list[tuple[str, str]]:
        """Fields of the address to carry along."""
        return [(name, self.data[name]) for name in self.fields if self.data.get(name)]
