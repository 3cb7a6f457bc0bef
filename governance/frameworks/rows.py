"""Requirements as a table shows them, and what is done about the gaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from accounts.models import User
from followup.models import ActionSource, ActionState, CorrectiveAction
from governance.evidence import KEYS, Found
from governance.frameworks.looks import AnswerLook, look, look_of
from governance.models import EvidenceLink
from governance.services.standings import Judged

SHOWS = ("gaps", "unsaid", "differs", "mine", "review")


@dataclass(frozen=True)
class Evidence:
    """One key of a requirement, with its words."""

    key: str
    label: str
    found: Found

    @property
    def percent(self) -> int | None:
        return None if self.found.value is None else round(self.found.value * 100)

    @property
    def tone(self) -> str:
        if self.found.value is None:
            return "neutral"
        return "ok" if self.found.value >= 1 else "info" if self.found.value > 0 else "danger"

    @property
    def icon(self) -> str:
        icons = {"neutral": "help-circle", "ok": "circle-check", "info": "progress"}
        return icons.get(self.tone, "circle-x")


@dataclass(frozen=True)
class Row:
    judged: Judged
    look: AnswerLook
    derived: AnswerLook
    evidence: Sequence[Evidence]
    actions: Sequence[CorrectiveAction] = field(default_factory=tuple)
    links: int = 0
    today: date | None = None

    @property
    def late(self) -> bool:
        standing = self.judged.standing
        due = standing.next_review if standing else None
        return due is not None and self.today is not None and due < self.today


@dataclass(frozen=True)
class Group:
    title: str
    rows: Sequence[Row]

    @property
    def met(self) -> int:
        return sum(one.judged.is_met for one in self.rows)

    @property
    def of(self) -> int:
        return sum(one.judged.applicable for one in self.rows)


def rows_of(judged: Sequence[Judged], user: User, *, today: date) -> list[Row]:
    """With the actions `user` may see and the number of linked proofs (two queries)."""
    actions = actions_of([one.requirement.code for one in judged], user)
    links = _links(judged)
    return [
        Row(
            judged=one,
            look=look(one),
            derived=look_of(one.requirement.framework.kind, one.derived),
            evidence=evidence_of_row(one.found),
            actions=actions.get(one.requirement.code, ()),
            links=links.get(one.requirement.pk, 0),
            today=today,
        )
        for one in judged
    ]


def evidence_of_row(found: Mapping[str, Found]) -> list[Evidence]:
    return [Evidence(key, str(KEYS[key]), one) for key, one in found.items()]


def grouped(rows: Sequence[Row]) -> list[Group]:
    """By their headings, in the order of the framework."""
    return [
        Group(title, list(ones))
        for title, ones in groupby(rows, key=lambda one: one.judged.requirement.group)
    ]


def shown(rows: Sequence[Row], show: str, user: User) -> list[Row]:
    """What the chips of the page keep; everything for a word that is none of them."""
    if show not in SHOWS:
        return list(rows)
    return [one for one in rows if _fits(one, show, user)]


def _fits(row: Row, show: str, user: User) -> bool:
    judged, standing = row.judged, row.judged.standing
    if show == "gaps":
        return judged.is_gap
    if show == "unsaid":
        return judged.applicable and judged.value is None
    if show == "differs":
        return judged.differs
    if show == "review":
        return row.late
    return bool(standing and standing.owner and standing.owner.user_id == user.pk)


def actions_of(codes: Sequence[str], user: User) -> dict[str, list[CorrectiveAction]]:
    """Requirement's code → what is being done about it (one query)."""
    found: dict[str, list[CorrectiveAction]] = {}
    rows = CorrectiveAction.objects.visible_to(user).filter(
        source=ActionSource.MATURITY, source_ref__in=list(codes)
    )
    for one in rows.exclude(state=ActionState.CANCELLED).order_by("code"):
        found.setdefault(one.source_ref, []).append(one)
    return found


def _links(judged: Sequence[Judged]) -> dict[int, int]:
    found: dict[int, int] = {}
    ids = [one.requirement.pk for one in judged]
    rows = EvidenceLink.objects.filter(requirement__in=ids)
    for pk in rows.values_list("requirement_id", flat=True):
        found[pk] = found.get(pk, 0) + 1
    return found
