"""What each part of a version must be, beyond what its columns say."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from lib.errors import Problem, Refused
from plans.models import (
    ActivationCriterion,
    CallAlternate,
    CallNode,
    CardContact,
    CardItem,
    CardStep,
    CommsTemplate,
    CriterionKind,
    PlanResource,
    PlanTask,
    PlanVersion,
    Section,
)

LONGEST_TEXT = 100_000  # characters
MOST_PARTS = 2_000  # of one kind in a version
PLACES = ("system", "process", "expected_recovery", "incident", "contact")
CONTACTS: tuple[type[models.Model], ...] = (CardContact, CallNode, CallAlternate)
ASKED = {
    CriterionKind.GRADE: "grade",
    CriterionKind.SYSTEM: "system",
    CriterionKind.PROCESS: "process",
    CriterionKind.DOWNTIME: "downtime_s",
}
# Parts are counted within this, where they hang on another part.
WITHIN: Mapping[type[models.Model], str] = {
    CardItem: "step",
    CallNode: "parent",
    CallAlternate: "node",
}
NAMED_BY: Mapping[type[models.Model], str] = {
    Section: "title",
    PlanTask: "title",
    PlanResource: "name",
    CommsTemplate: "title",
    CardStep: "title",
    CardItem: "text",
}
_PLACE = re.compile(r"\{([^{}]*)\}")


def checked(plan_version: PlanVersion, model: type[Any], row: Any) -> dict[str, Any]:
    """Fields to set besides the given ones, after `row` (not saved) was judged.

    Raises Refused, one problem per wrong field.
    """
    problems = [*_lengths(row), *_name(model, row), *_same_version(plan_version, row)]
    if model is CommsTemplate:
        problems += _places(row)
    if model is ActivationCriterion:
        problems += _criterion(row)
    if problems:
        raise Refused.many(problems)
    tidy = TIDIED.get(model)
    return tidy(row) if tidy else {}


def _lengths(row: Any) -> list[Problem]:
    found = []
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if not isinstance(value, str):
            continue
        if isinstance(field, models.TextField) and len(value) > LONGEST_TEXT:
            words = _("At most %(most)s characters.") % {"most": LONGEST_TEXT}
            found.append(Problem("too_long", words, field.name))
        if "\0" in value:
            found.append(
                Problem("invalid", _("The text holds a character no text has."), field.name)
            )
    return found


def _name(model: type[Any], row: Any) -> list[Problem]:
    name = NAMED_BY.get(model)
    if name is None or getattr(row, f"{name}_en").strip() or getattr(row, f"{name}_zh").strip():
        return []
    return [Problem("required", _("Fill it in, in English or in Chinese."), f"{name}_en")]


def _same_version(plan_version: PlanVersion, row: Any) -> list[Problem]:
    """A part hangs on parts of its own version only."""
    found = []
    for name in ("step", "parent", "node"):
        other = getattr(row, name, None)
        if other is not None and other.plan_version_id != plan_version.pk:
            found.append(Problem("other_version", _("That belongs to another version."), name))
    return found


def _places(row: CommsTemplate) -> list[Problem]:
    found = []
    for name in ("title_en", "title_zh", "body_en", "body_zh"):
        text = getattr(row, name)
        unknown = sorted({place for place in _PLACE.findall(text) if place not in PLACES})
        stray = _PLACE.sub("", text)
        if unknown:
            words = _("There is no place {%(place)s}. Known are %(known)s.") % {
                "place": unknown[0][:40],
                "known": ", ".join(f"{{{one}}}" for one in PLACES),
            }
            found.append(Problem("unknown_place", words, name))
        elif "{" in stray or "}" in stray:
            found.append(Problem("stray_brace", _("A brace has no partner."), name))
    return found


def _criterion(row: ActivationCriterion) -> list[Problem]:
    name = ASKED.get(CriterionKind(row.kind)) if row.kind in CriterionKind.values else None
    if name and getattr(row, name) is None:
        return [Problem("required", _("Say what the criterion asks for."), name)]
    if row.kind == CriterionKind.MANUAL and not (row.text_en or row.text_zh):
        return [Problem("required", _("Say what the criterion asks for."), "text_en")]
    return []


def _only_what_is_asked(row: ActivationCriterion) -> dict[str, Any]:
    """What another kind asks for is emptied."""
    asked = ASKED.get(CriterionKind(row.kind)) if row.kind in CriterionKind.values else None
    return dict.fromkeys(name for name in ASKED.values() if name != asked)


TIDIED: Mapping[type[Any], Callable[[Any], dict[str, Any]]] = {
    ActivationCriterion: _only_what_is_asked
}
