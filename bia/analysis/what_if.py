"""What-if on the stored register: entries people write become nodes, and the answer is asked.

An entry names a node (`site:dc-a`) or a class of systems (`kind:application`,
`importance:core`). The engine always runs on the whole register; what one person sees of the
answer is `Sight`. Rules: docs/method.md §19.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from bia.analysis.loss_curves import curves
from bia.analysis.register import Named
from bia.analysis.sight import Sight
from bia.analysis.stored import Stored, stored
from bia.domain.losses.curve import LossCurve
from bia.domain.outage.needs import Needs
from bia.domain.outage.what_if import Answer, Question, what_if
from bia.domain.reasons import Reason
from bia.models import Importance, SystemKind
from bia.reasons import explain
from lib.errors import Problem, Refused

CLASSES: dict[str, tuple[str, ...]] = {
    "kind": tuple(SystemKind.values),
    "importance": tuple(Importance.values),
}
_KEPT = "what_if"


@dataclass(frozen=True)
class Inputs:
    """A question as people ask and keep it: `failed` are entries, not yet nodes."""

    failed: tuple[str, ...] = ()
    start: datetime | None = None
    duration_s: int | None = None
    teams: int | None = None
    decision_s: int = 0
    sample_at_s: tuple[int, ...] = ()
    restore_point_shift_s: int | None = None
    staff_share: Decimal = Decimal(1)

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Inputs:
        """From validated values or kept JSON; what is not given takes its default."""
        start = values.get("start")
        share = values.get("staff_share")
        return cls(
            failed=tuple(values.get("failed") or ()),
            start=parse_datetime(start) if isinstance(start, str) else start,
            duration_s=values.get("duration_s"),
            teams=values.get("teams"),
            decision_s=values.get("decision_s") or 0,
            sample_at_s=tuple(values.get("sample_at_s") or ()),
            restore_point_shift_s=values.get("restore_point_shift_s"),
            staff_share=Decimal(1) if share is None else Decimal(share),
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "failed": list(self.failed),
            "start": None if self.start is None else self.start.isoformat(),
            "duration_s": self.duration_s,
            "teams": self.teams,
            "decision_s": self.decision_s,
            "sample_at_s": list(self.sample_at_s),
            "restore_point_shift_s": self.restore_point_shift_s,
            "staff_share": f"{self.staff_share:f}",
        }


@dataclass(frozen=True)
class Asked:
    """A question with its answer, and what `sight` may see of it."""

    inputs: Inputs
    answer: Answer
    state: Stored
    sight: Sight
    missing: tuple[str, ...] = ()
    """Entries of a kept question that the register no longer holds."""

    def because(self, reason: Reason) -> str:
        """In the reader's language, with the names they may read."""
        return say(reason, self.sight)

    @property
    def repeatable(self) -> Inputs:
        """The question as far as this person could ask it."""
        known = [one for one in self.inputs.failed if is_class(one) or self.sight.sees(one)]
        return replace(self.inputs, failed=tuple(known))

    @cached_property
    def seen(self) -> list[str]:
        """The processes in the answer that may be seen."""
        return [key for key in self.answer.outages if self.sight.sees(key)]

    @cached_property
    def hidden(self) -> int:
        """Processes that are hit but may not be seen; totals count them."""
        return sum(
            one.affected and not self.sight.sees(key) for key, one in self.answer.outages.items()
        )


def say(reason: Reason, sight: Sight) -> str:
    spoken = tuple(
        (name, sight.name(str(value)) if name == "node" else value) for name, value in reason.params
    )
    return explain(replace(reason, params=spoken))


def ask(inputs: Inputs, at: datetime, *, sight: Sight, state: Stored, kept: bool = False) -> Asked:
    """Answer on the register as it stands at `at`.

    `kept`: the question was saved, maybe by somebody who sees more, and before rows went: what is
    gone is left out. Else Refused at `failed.<n>` for what is not there or not to be seen;
    DomainError for impossible numbers.
    """
    keys, missing = expand(inputs.failed, sight, kept=kept)
    question = Question(
        failed=frozenset(keys),
        start=None if inputs.start is None else inputs.start.astimezone(_zone()),
        duration_s=inputs.duration_s,
        teams=inputs.teams,
        decision_s=inputs.decision_s,
        sample_at_s=inputs.sample_at_s,
        restore_point_shift_s=inputs.restore_point_shift_s,
        staff_share=inputs.staff_share,
    )
    by = _basis(state, at)
    answer = what_if(
        state.register.graph,
        question,
        curves=by.curves,
        required=by.required,
        rpo=by.rpo,
        needs=by.needs,
    )
    return Asked(inputs, answer, state, sight, tuple(missing))


def sight_of(user: Any, at: datetime) -> tuple[Stored, Sight]:
    state = stored(at)
    return state, Sight(user, state.named)


def expand(
    entries: Iterable[str], sight: Sight, *, kept: bool = False
) -> tuple[set[str], list[str]]:
    """Keys of the nodes the entries name, and the entries that name nothing (only if `kept`)."""
    found: set[str] = set()
    missing, problems = [], []
    for n, entry in enumerate(entries):
        if entry in sight.named and (kept or sight.sees(entry)):
            found.add(entry)
        elif is_class(entry):
            found |= {key for key, one in sight.named.items() if _belongs(one, entry)}
        elif kept:
            missing.append(entry)
        else:
            message = _("There is no “%(key)s”.") % {"key": entry[:100]}
            problems.append(Problem("does_not_exist", message, f"failed.{n}"))
    if problems:
        raise Refused.many(problems)
    return found, missing


def is_class(entry: str) -> bool:
    name, _colon, value = entry.partition(":")
    return value in CLASSES.get(name, ())


def _belongs(one: Named, entry: str) -> bool:
    name, _colon, value = entry.partition(":")
    if one.table != "system":
        return False
    return one.kind == value if name == "kind" else one.importance == value


@dataclass(frozen=True)
class _Basis:
    """What every question about one state of the register needs; kept with it."""

    curves: Mapping[str, LossCurve]
    required: Mapping[str, int | None]
    rpo: Mapping[str, int | None]
    needs: Needs


def _basis(state: Stored, at: datetime) -> _Basis:
    found: _Basis | None = state.kept.get(_KEPT)
    if found is None:
        found = state.kept[_KEPT] = _Basis(
            curves={key: one for key, one in curves(at).items() if key in state.named},
            required={key: one.required_s for key, one in state.analysis.nodes.items()},
            rpo={key: one.rpo_s for key, one in state.named.items() if one.table == "process"},
            needs=Needs(state.register.graph),
        )
    return found


def _zone() -> ZoneInfo:
    return ZoneInfo(Organisation.current().timezone)
