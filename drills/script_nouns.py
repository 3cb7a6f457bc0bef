"""The parts of a script that are edited on pages of one kind: one row each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from drills.forms import script as forms
from drills.models import Criterion, Expectation, Inject, Objective


@dataclass(frozen=True)
class PartNoun:
    """`tab` is the page that lists it; `live`: may be changed while the drill runs."""

    key: str
    path: str
    model: type[Any]
    form: type[forms.PartForm]
    tab: str
    add: Any
    edit: Any
    removed: Any
    live: bool = False


_NOUNS = (
    PartNoun(
        "objective", "objectives", Objective, forms.ObjectiveForm, "goals",
        _("Add an objective"), _("Edit the objective"), _("The objective was removed."),
    ),
    PartNoun(
        "criterion", "criteria", Criterion, forms.CriterionForm, "goals",
        pgettext_lazy("drill", "Add a criterion"), pgettext_lazy("drill", "Edit the criterion"),
        pgettext_lazy("drill", "The criterion was removed."),
    ),
    PartNoun(
        "inject", "injects", Inject, forms.InjectForm, "edit",
        _("Add an inject"), _("Edit the inject"), _("The inject was removed."), live=True,
    ),
    PartNoun(
        "expectation", "expectations", Expectation, forms.ExpectationForm, "edit",
        _("Add an expectation"), _("Edit the expectation"), _("The expectation was removed."),
        live=True,
    ),
)  # fmt: skip

NOUNS: Mapping[str, PartNoun] = {noun.key: noun for noun in _NOUNS}
