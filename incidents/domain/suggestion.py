"""Which grade an incident deserves, why, and when time alone makes it worse (INC-1).

Rules: docs/method.md §36. Plain values in, plain values out; the same question gives the same
answer. A grade is its severity here: 1 (I, the worst) to 4 (IV).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

Importance = Literal["core", "important", "general"]
Extent = Literal["full", "partial"]
Regions = int | Literal["all"]

GRADES = ("I", "II", "III", "IV")
WORST, MILDEST = 1, 4

# What failed, by importance and extent; and how far the scope may raise it.
BY_SYSTEM: Mapping[tuple[str, str], int] = {
    ("core", "full"): 1, ("core", "partial"): 2,
    ("important", "full"): 3, ("important", "partial"): 3,
    ("general", "full"): 4, ("general", "partial"): 4,
}  # fmt: skip
CAP: Mapping[str, int] = {"core": 1, "important": 2, "general": 4}
LIFE_SAFETY_AT_LEAST = 2
MTD_AT_LEAST = 2
UNKNOWN_AT_MOST = 2
LOSS_GRADES = ((Decimal(2_000_000), 1), (Decimal(300_000), 2), (Decimal(50_000), 3))
"""Amounts from which at least this grade is suggested: class actions, the regulator, complaints."""


@dataclass(frozen=True)
class Reason:
    """A rule that fired: a code of `incidents.suggestion_words` with its inputs, plain JSON."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "params": dict(self.params)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Reason:
        return cls(str(data["code"]), dict(data.get("params") or {}))


@dataclass(frozen=True)
class Objective:
    """A process that is affected: down since second `start_s` of the incident, until `end_s`.

    None as RTO or MTD: no BIA sets one, so time gives no reason (E29). A process that is back
    no longer grows older, but what it has reached stays reached.
    """

    process: str = ""
    rto_s: int | None = None
    mtd_s: int | None = None
    life_safety: bool = False
    start_s: int = 0
    end_s: int | None = None

    def down_s(self, at_s: int) -> int:
        until_s = at_s if self.end_s is None else min(at_s, self.end_s)
        return max(0, until_s - self.start_s)


@dataclass(frozen=True)
class Failure:
    """A system that failed, with the processes it takes along. None: nobody knows; the worse
    value is assumed. Of a system that is not `known` no more than grade II is suggested (E30),
    though its importance may be a guess."""

    importance: Importance | None
    extent: Extent | None
    regions: Regions | None
    processes: tuple[Objective, ...] = ()
    system: str = ""
    known: bool = True

    @property
    def is_known(self) -> bool:
        return self.known and self.importance is not None


@dataclass(frozen=True)
class Ahead:
    """At `at_s` seconds after the beginning it will be grade `grade`, because of `reason`."""

    grade: str
    at_s: int
    reason: Reason


@dataclass(frozen=True)
class Suggestion:
    """`reasons` are the rules that made the grade what it is; `forecast` is in order of time.

    `next_s` is the next second at which time alone changes a reason, though not the grade.
    """

    grade: str
    reasons: tuple[Reason, ...]
    forecast: tuple[Ahead, ...] = ()
    next_s: int | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "grade": self.grade,
            "reasons": [one.as_json() for one in self.reasons],
            "forecast": [
                {"grade": one.grade, "at_s": one.at_s, "reason": one.reason.as_json()}
                for one in self.forecast
            ],
        }


LossGrades = Sequence[tuple[Decimal, int]]


def suggest(
    failures: Sequence[Failure],
    elapsed_s: int,
    loss: Decimal | None,
    *,
    loss_grades: LossGrades = LOSS_GRADES,
    loss_at_s: Iterable[tuple[int, Decimal]] = (),
) -> Suggestion:
    """The grade `elapsed_s` seconds after the beginning, with a `loss` so far (None: unknown).

    `loss_at_s` says when the loss will pass which amount, as far as that is known. No failure at
    all is a system nobody knows. Of several the most severe wins.
    """
    asked = list(failures) or [Failure(None, None, "all")]
    grade, reasons = _grade(asked, elapsed_s, loss, loss_grades)
    coming = [(at_s, amount) for at_s, amount in loss_at_s if at_s > elapsed_s]
    found: list[Ahead] = []
    worst = grade
    moments = _moments(asked, elapsed_s, coming)
    for at_s in moments:
        expected = max((amount for when, amount in coming if when <= at_s), default=None)
        then = max((one for one in (loss, expected) if one is not None), default=None)
        later, why = _grade(asked, at_s, then, loss_grades)
        if later < worst:
            worst = later
            found.append(Ahead(GRADES[later - 1], at_s, _newest(why, reasons)))
    next_s = moments[0] if moments else None
    return Suggestion(GRADES[grade - 1], tuple(reasons), tuple(found), next_s)


def _grade(
    failures: Sequence[Failure], at_s: int, loss: Decimal | None, loss_grades: LossGrades
) -> tuple[int, list[Reason]]:
    judged = [_of_failure(one, at_s) for one in failures]
    grade, reasons = min(judged, key=lambda one: one[0])
    if len(failures) > 1:
        reasons = [*reasons, Reason("several", {"count": len(failures)})]
    if loss is None:
        return grade, [*reasons, Reason("loss_unknown")]
    for amount, least in sorted(loss_grades, key=lambda one: one[1]):
        if loss >= amount:
            if least <= grade:
                told = {"limit_money": f"{amount:f}", "grade": GRADES[least - 1]}
                return least, [*reasons, Reason("loss", told)]
            break
    return grade, reasons


def _of_failure(failure: Failure, at_s: int) -> tuple[int, list[Reason]]:
    grade, reasons = _base(failure)
    grade, more = _life_safety(failure, grade)
    reasons += more
    grade, more = _overdue(failure, grade, at_s)
    reasons += more
    if not failure.is_known and grade < UNKNOWN_AT_MOST:
        grade = UNKNOWN_AT_MOST
        reasons.append(Reason("unknown_cap", {"grade": GRADES[grade - 1]}))
    return grade, reasons


def _base(failure: Failure) -> tuple[int, list[Reason]]:
    """more_severe(by system, milder(by scope, cap)): the scope raises, never past the cap."""
    importance: Importance = failure.importance or "core"
    extent: Extent = failure.extent or "full"
    regions: Regions = "all" if failure.regions is None else failure.regions
    by_system = BY_SYSTEM[importance, extent]
    by_scope = _scope(regions)
    cap = CAP[importance]
    held = max(by_scope, cap)
    told = {
        "system": failure.system, "importance": importance, "kind": extent,
        "grade": GRADES[by_system - 1],
    }  # fmt: skip
    reasons = [Reason("system", told)]
    scope = {"regions": regions, "grade": GRADES[by_scope - 1]}
    if by_scope < cap:
        reasons.append(Reason("scope_capped", scope | {"cap": GRADES[cap - 1]}))
    else:
        reasons.append(Reason("scope", scope))
    given = {
        "importance": failure.importance, "kind": failure.extent, "regions": failure.regions,
    }  # fmt: skip
    reasons += [Reason("assumed", {"what": what}) for what, value in given.items() if value is None]
    return min(by_system, held), reasons


def _scope(regions: Regions) -> int:
    if regions == "all":
        return 1
    return 2 if regions >= 2 else 3 if regions == 1 else 4


def _life_safety(failure: Failure, grade: int) -> tuple[int, list[Reason]]:
    """One grade up, and at least II."""
    named = [one.process for one in failure.processes if one.life_safety]
    if not named:
        return grade, []
    raised = min(max(WORST, grade - 1), LIFE_SAFETY_AT_LEAST)
    return raised, [Reason("life_safety", {"process": named[0], "grade": GRADES[raised - 1]})]


def _overdue(failure: Failure, grade: int, at_s: int) -> tuple[int, list[Reason]]:
    """One grade up from the first RTO on; at least II, core I, from the first MTD on."""
    reasons = []
    over_rto = [
        one for one in failure.processes if one.rto_s is not None and one.down_s(at_s) >= one.rto_s
    ]
    if over_rto:
        grade = max(WORST, grade - 1)
        first = min(over_rto, key=lambda one: one.start_s + (one.rto_s or 0))
        told = {"process": first.process, "rto_s": first.rto_s, "grade": GRADES[grade - 1]}
        reasons.append(Reason("rto", told))
    over_mtd = [
        one for one in failure.processes if one.mtd_s is not None and one.down_s(at_s) >= one.mtd_s
    ]
    if over_mtd:
        is_core = (failure.importance or "core") == "core"
        grade = min(grade, WORST if is_core else MTD_AT_LEAST)
        first = min(over_mtd, key=lambda one: one.start_s + (one.mtd_s or 0))
        told = {"process": first.process, "mtd_s": first.mtd_s, "grade": GRADES[grade - 1]}
        reasons.append(Reason("mtd", told))
    if not any(one.rto_s is not None for one in failure.processes) and failure.processes:
        reasons.append(Reason("no_rto"))
    return grade, reasons


def _moments(
    failures: Iterable[Failure], elapsed_s: int, coming: Iterable[tuple[int, Decimal]]
) -> list[int]:
    """When time alone may change the grade: an RTO, an MTD or a loss is reached."""
    found = {at_s for at_s, _amount in coming}
    for failure in failures:
        for one in failure.processes:
            for limit_s in (one.rto_s, one.mtd_s):
                if limit_s is None:
                    continue
                if one.end_s is None or one.end_s - one.start_s >= limit_s:
                    found.add(one.start_s + limit_s)
    return sorted(at_s for at_s in found if at_s > elapsed_s)


def _newest(why: Sequence[Reason], known: Sequence[Reason]) -> Reason:
    """The reason that is new; of several the last, which outweighs those before it."""
    codes = {(one.code, one.params.get("process")) for one in known}
    fresh = [
        one for one in why
        if (one.code, one.params.get("process")) not in codes
        and one.code in ("rto", "mtd", "loss")
    ]  # fmt: skip
    return (fresh or list(why))[-1]
