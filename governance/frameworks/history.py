"""Evaluations one after the other, and how two of them differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from governance.frameworks.looks import look_of
from governance.models import Evaluation, Framework
from lib.language import in_language

KEPT = 24


@dataclass(frozen=True)
class Step:
    """`change` of score or share against the one before; None for the first."""

    evaluation: Evaluation
    change: Decimal | None


@dataclass(frozen=True)
class Difference:
    """A row of `components/_diff.html`."""

    label: str
    before: str
    after: str
    kind: str


def course(framework: Framework, most: int = KEPT) -> list[Step]:
    """The newest first (one query); contents are not read."""
    rows = list(framework.evaluations.defer("content").select_related("by")[: most + 1])
    steps = []
    for number, one in enumerate(rows[:most]):
        before = rows[number + 1] if number + 1 < len(rows) else None
        steps.append(Step(one, _change(one, before)))
    return steps


def _change(one: Evaluation, before: Evaluation | None) -> Decimal | None:
    if before is None:
        return None
    name = "score" if one.score is not None and before.score is not None else "share"
    now, then = getattr(one, name), getattr(before, name)
    return None if now is None or then is None else now - then


def differences(
    before: Mapping[str, Any], after: Mapping[str, Any], *, everything: bool = False
) -> list[Difference]:
    """Between two frozen contents, requirement by requirement; only what differs, unless
    `everything` is asked for."""
    kind = after["framework"]["kind"]
    old = {one["number"]: one for one in before["requirements"]}
    new = {one["number"]: one for one in after["requirements"]}
    numbers = [*new, *(number for number in old if number not in new)]
    found = [_difference(kind, old.get(number), new.get(number)) for number in numbers]
    return [one for one in found if everything or one.kind != "unchanged"]


def _difference(
    kind: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None
) -> Difference:
    named = new or old
    assert named is not None
    label = f"{named['number']} {in_language(named['name']['en'], named['name']['zh'])}"
    before, after = _said(kind, old), _said(kind, new)
    if old is None or new is None:
        return Difference(label, before, after, "removed" if new is None else "added")
    return Difference(label, before, after, "unchanged" if _same(old, new) else "changed")


def _same(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """The answer is the same, and the figures of whatever evidence both know of."""
    if any(old[name] != new[name] for name in ("applicable", "value")):
        return False
    then, now = old["evidence"], new["evidence"]
    return all(
        (then[key]["value"], then[key]["count"], then[key]["of"])
        == (now[key]["value"], now[key]["count"], now[key]["of"])
        for key in then.keys() & now.keys()
    )


def _said(kind: str, one: Mapping[str, Any] | None) -> str:
    """The answer in words, with the figures of its evidence."""
    if one is None:
        return ""
    value = None if one["value"] is None else Decimal(one["value"])
    word = str(look_of(kind, value, applicable=one["applicable"]).word)
    words: Sequence[str] = [
        in_language(found["words"]["en"], found["words"]["zh"])
        for found in one["evidence"].values()
    ]
    if one["decided"] is not None and one["comment"]:
        words = [_("decided: %(comment)s") % {"comment": one["comment"]}, *words]
    return " · ".join([word, *words])
