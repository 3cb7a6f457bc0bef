"""Forms of recovery options and of the choice of levels.

All levels of a system stand in one form, so that it works without JavaScript.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bia.domain.catalogue_dr import CatalogueOfLevels
from bia.domain.losses.distribution import MAX_PER_YEAR
from bia.models import RecoveryOption
from bia.serializers.calculator_portfolio import MINIMISE, OBJECTIVES
from bia.services.recovery_options import version_of
from lib.durations import MAX_SECONDS
from lib.fields import DurationField, MoneyField

LEVELS = range(1, 7)
COLUMNS = ("annual_cost", "rto_s", "rpo_s", "note")


class PortfolioForm(forms.Form):
    """The question, in the address: everything may be left out."""

    budget = MoneyField(label=_("Budget per year"), required=False)
    objectives = forms.ChoiceField(label=_("Objectives"), choices=OBJECTIVES, required=False)
    minimise = forms.ChoiceField(label=_("Minimise"), choices=MINIMISE, required=False)
    incidents_per_year = forms.DecimalField(
        label=_("Outages of each system per year"),
        min_value=0,
        max_value=MAX_PER_YEAR,
        decimal_places=4,
        required=False,
        widget=forms.NumberInput({"placeholder": "1", "step": "any"}),
    )

    def __init__(self, *args: Any, currency: str = "", **options: Any):
        super().__init__(*args, **options)
        widget: Any = self.fields["budget"].widget
        widget.currency = currency

    @property
    def question(self) -> dict[str, Any]:
        """The values given and valid; the rest has its defaults."""
        given = self.cleaned_data if self.is_bound else {}
        return {name: value for name, value in given.items() if value not in (None, "")}


class RecoveryOptionsForm(forms.Form):
    """All levels of one system; a level without a cost is not on offer."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        options: Sequence[RecoveryOption],
        catalogue: CatalogueOfLevels | None,
        currency: str,
        **more: Any,
    ):
        super().__init__(*args, **more)
        self.catalogue = catalogue
        self.initial["version"] = version_of(options)
        known = {one.level: one for one in options}
        for level in LEVELS:
            self._add(level, known.get(level), currency)

    def _add(self, level: int, option: RecoveryOption | None, currency: str) -> None:
        proposed = self.catalogue.level(level) if self.catalogue else None
        name = f"level_{level}"
        label = {"level": level}
        self.fields[f"{name}_annual_cost"] = MoneyField(
            label=_("Level %(level)s: cost per year") % label, required=False, currency=currency
        )
        self.fields[f"{name}_rto_s"] = DurationField(
            label=_("Level %(level)s: RTO by design") % label, required=False, max_s=MAX_SECONDS
        )
        self.fields[f"{name}_rpo_s"] = DurationField(
            label=_("Level %(level)s: RPO by design") % label, required=False, max_s=MAX_SECONDS
        )
        self.fields[f"{name}_note"] = forms.CharField(
            label=_("Level %(level)s: note") % label, required=False, max_length=300
        )
        if option is not None:
            for column in COLUMNS:
                self.initial[f"{name}_{column}"] = getattr(option, column)
        elif proposed is not None:
            self.initial[f"{name}_rto_s"] = proposed.best_rto_s
            self.initial[f"{name}_rpo_s"] = proposed.best_rpo_s

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for level in LEVELS:
            if values.get(f"level_{level}_annual_cost") is None:
                continue
            for column in ("rto_s", "rpo_s"):
                name = f"level_{level}_{column}"
                if values.get(name) is None and name not in self.errors:
                    self.add_error(name, _("Say what the level promises; 0 is an answer."))
        return values

    @property
    def levels(self) -> dict[int, Mapping[str, Any] | None]:
        """By level what the service takes; None where there is no cost."""
        found: dict[int, Mapping[str, Any] | None] = {}
        for level in LEVELS:
            values = {c: self.cleaned_data[f"level_{level}_{c}"] for c in COLUMNS}
            found[level] = None if values["annual_cost"] is None else values
        return found

    @property
    def rows(self) -> list[dict[str, Any]]:
        """For the template: the level, what the catalogue calls it, and its four controls."""
        return [
            {
                "level": level,
                "named": self.catalogue.level(level) if self.catalogue else None,
                "cells": [self[f"level_{level}_{column}"] for column in COLUMNS],
            }
            for level in LEVELS
        ]
