"""What a part of a script may be: its number, and the condition of an inject."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from drills.domain.script_rules import Flaw, circles, flaws_of, terms_of, well_formed
from drills.models import Criterion, Expectation, Inject, Objective, Script
from lib.errors import Problem, Refused

PREFIX = {Objective: "O", Criterion: "C", Inject: ""}
WORDS = {
    "shape": _("This is not a condition."),
    "unknown": _("There is no expectation %(key)s."),
    "own": _("Expectation %(key)s belongs to this inject: it would wait for itself."),
    "later": _("Expectation %(key)s belongs to a later inject: it would never come."),
    "circle": _("Injects wait for each other in a circle."),
}


def next_key(script: Script, model: type[Any], inject: Inject | None = None) -> str:
    """ "O3", "C5", "13"; expectations count in their inject: "13.2"."""
    prefix = f"{inject.key}." if model is Expectation and inject else PREFIX.get(model, "")
    taken = model.objects.filter(script=script, key__startswith=prefix)
    numbers = [0]
    for key in taken.values_list("key", flat=True):
        rest = key[len(prefix) :]
        if rest.isascii() and rest.isdigit():
            numbers.append(int(rest))
    return f"{prefix}{max(numbers) + 1}"


def check_condition(
    script: Script, key: str, fields: dict[str, Any], current: Inject | None = None
) -> None:
    """Of the inject as it would be. Raises Refused at `condition`."""
    condition = fields.get("condition", current.condition if current else {})
    if not condition:
        return
    if not well_formed(condition):
        raise Refused("shape", WORDS["shape"], "condition")
    inject_of, offset_of = _known(script)
    offset_of.pop(current.key if current else "", None)
    offset_of[key] = fields.get("offset_s", current.offset_s if current else 0)
    if current and key != current.key:
        inject_of = {one: key if of == current.key else of for one, of in inject_of.items()}
    flaws = flaws_of(key, condition, inject_of=inject_of, offset_of=offset_of)
    if flaws:
        raise Refused.many([_problem(flaw) for flaw in flaws])


def check_conditions(script: Script) -> None:
    """Of all injects, after something moved. Raises Refused at `condition`, naming the inject."""
    problems = problems_of_conditions(script)
    if problems:
        raise Refused.many(problems)


def problems_of_conditions(script: Script) -> list[Problem]:
    inject_of, offset_of = _known(script)
    waits: dict[str, set[str]] = {}
    problems = []
    rows = Inject.objects.filter(script=script).exclude(condition={})
    for key, condition in rows.values_list("key", "condition"):
        for flaw in flaws_of(key, condition, inject_of=inject_of, offset_of=offset_of):
            problems.append(_problem(flaw, inject=key))
        if well_formed(condition):
            asked = [inject_of.get(one) for one, _state in terms_of(condition)]
            waits[key] = {one for one in asked if one}
    if not problems and circles(waits):
        problems.append(_problem(Flaw("circle"), inject=min(circles(waits))))
    return problems


def _known(script: Script) -> tuple[dict[str, str], dict[str, int]]:
    """Expectation → its inject; inject → its offset."""
    expected = Expectation.objects.filter(script=script).values_list("key", "inject__key")
    injects = Inject.objects.filter(script=script).values_list("key", "offset_s")
    return dict(expected), dict(injects)


def _problem(flaw: Flaw, inject: str = "") -> Problem:
    words = WORDS[flaw.code]
    text: Any = words % {"key": flaw.key} if "%(" in str(words) else words
    if inject:
        text = _("Inject %(inject)s: %(text)s") % {"inject": inject, "text": text}
    return Problem(flaw.code, text, "condition")
