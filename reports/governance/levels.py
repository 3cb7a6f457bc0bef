"""Which level each system needs and holds, element by element, and how it is to be recovered."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from bia.models import System
from governance.domain.elements import Held, held, shortfalls
from governance.models import (
    Architecture,
    DrElement,
    LevelAssessment,
    LevelState,
    Strategy,
    StrategyState,
)
from reports.document.blocks import (
    Block,
    Chapter,
    Column,
    Document,
    Heading,
    Items,
    Tile,
    Tiles,
    Words,
    note,
    table,
)
from reports.drills.words import joined
from reports.incidents.words import duration, frame
from reports.models import Report
from reports.past import moment_of, notes, seen_by


def title() -> str:
    return _("Recovery levels and architectures")


@dataclass(frozen=True)
class Line:
    """A system: its confirmed assessment and approved strategy, where there are some."""

    system: System
    assessment: LevelAssessment | None
    ratings: Mapping[str, int | None]
    strategy: Strategy | None

    @property
    def held(self) -> Held | None:
        return held(self.ratings) if self.assessment else None

    @property
    def status(self) -> str:
        """A status code: is the level that is needed reached?"""
        if self.assessment is None or self.assessment.achieved is None:
            return "unproven"
        if self.assessment.needed is None:
            return "no_target"
        return "met" if self.assessment.achieved >= self.assessment.needed else "gap"


def levels_document(report: Report) -> Document:
    with moment_of(report) as at:
        lines, elements = _lines(report.requested_by), list(DrElement.objects.all())
        zone = Organisation.current().timezone
        return replace(
            frame(title(), at=at, zone=zone),
            facts=[
                (_("Systems"), str(len(lines))),
                (_("Assessed"), str(sum(one.assessment is not None for one in lines))),
                (_("With an approved strategy"), str(sum(one.strategy is not None
                                                         for one in lines))),
            ],
            digest=_digest(lines),
            digest_words=_("of every level and strategy"),
            chapters=(
                joined(_summary(lines), _short(lines, elements)),
                joined(_strategies(lines), _architectures()),
                _method(report),
            ),
        )  # fmt: skip


def _lines(user: User) -> list[Line]:
    systems = seen_by(System.objects.filter(kind__in=("application", "service", "infrastructure")),
                      user).order_by("code")  # fmt: skip
    assessments = {
        one.system_id: one
        for one in LevelAssessment.objects.filter(state=LevelState.CONFIRMED)
        .select_related("confirmed_by")
        .prefetch_related("ratings__element")
    }
    strategies = {
        one.system_id: one
        for one in Strategy.objects.filter(state=StrategyState.APPROVED).select_related(
            "architecture", "approved_by"
        )
    }
    return [
        Line(one, assessments.get(one.pk), _ratings(assessments.get(one.pk)),
             strategies.get(one.pk))
        for one in systems
    ]  # fmt: skip


def _ratings(assessment: LevelAssessment | None) -> dict[str, int | None]:
    if assessment is None:
        return {}
    rows = sorted(assessment.ratings.all(), key=lambda one: one.element.order)
    return {one.element.code: one.level for one in rows}


def _digest(lines: Sequence[Line]) -> str:
    told: list[Any] = [
        [one.system.code, one.status, sorted(one.ratings.items()),
         one.strategy.code if one.strategy else None]
        for one in lines
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _summary(lines: Sequence[Line]) -> Chapter:
    count = {name: sum(one.status == name for one in lines) for name in ("met", "gap", "unproven")}
    rows = [
        [one.system.code, one.system.name, str(one.system.get_importance_display()),
         one.assessment.needed if one.assessment else None,
         one.assessment.achieved if one.assessment else None, one.system.dr_level, one.status,
         one.assessment.assessed_on if one.assessment else None]
        for one in lines
    ]  # fmt: skip
    blocks: list[Block] = [
        Tiles([
            Tile(_("Reach the level they need"), count["met"]),
            Tile(_("Below it"), count["gap"], bad=bool(count["gap"])),
            Tile(_("Never assessed"), count["unproven"], bad=bool(count["unproven"])),
        ]),
        table(
            [Column(_("System"), width=16), Column(_("Name"), width=26),
             Column(_("Importance"), width=12), Column(_("Needed"), "whole", 8),
             Column(_("Achieved"), "whole", 9), Column(_("Claimed"), "whole", 8),
             Column(_("State"), "status", 14), Column(_("Assessed on"), "day", 12)],
            rows, sheet=_("Levels"), empty=_("There is no system."),
        ),
        Words(_("Achieved is the lowest level of the seven elements; claimed is what the register"
                " says."), "quiet"),
    ]  # fmt: skip
    return Chapter("summary", _("Summary"), blocks)


def _short(lines: Sequence[Line], elements: Sequence[DrElement]) -> Chapter:
    names = {one.code: one.name for one in elements}
    rows = []
    for one in lines:
        if one.assessment is None:
            continue
        for lack in shortfalls(one.ratings, one.assessment.needed):
            rows.append([
                one.system.code, one.system.name, names.get(lack.element, lack.element),
                lack.has, lack.needs,
            ])  # fmt: skip
    ratings = [
        [one.system.code, *[one.ratings.get(element.code) for element in elements]]
        for one in lines if one.assessment is not None
    ]  # fmt: skip
    return Chapter("elements", _("The seven elements"), [
        table(
            [Column(_("System"), width=16),
             *[Column(one.name, "whole", 12) for one in elements]],
            ratings, sheet=_("Elements"), empty=_("No system has been assessed yet."),
        ),
        Heading(_("What is missing")),
        table(
            [Column(_("System"), width=16), Column(_("Name"), width=26),
             Column(_("Element"), width=30), Column(_("Has"), "whole", 8),
             Column(_("Needs"), "whole", 8)],
            rows, sheet=_("Missing"), empty=_("No element is below the level that is needed."),
        ),
    ])  # fmt: skip


def _strategies(lines: Sequence[Line]) -> Chapter:
    rows = [
        [one.strategy.code, one.system.name, one.strategy.architecture.name, one.strategy.level,
         one.strategy.rto_s, one.strategy.rpo_s, one.strategy.annual_cost,
         str(one.strategy.approved_by or ""), one.strategy.reason]
        for one in lines if one.strategy is not None
    ]  # fmt: skip
    return Chapter("strategies", _("How systems are recovered"), [
        table(
            [Column(_("Strategy"), width=16), Column(_("System"), width=24),
             Column(_("Architecture"), width=26), Column(_("Level"), "whole", 7),
             Column(_("RTO by design"), "duration", 11), Column(_("RPO by design"), "duration", 11),
             Column(_("Cost a year"), "money", 14), Column(_("Approved by"), width=16),
             note(_("Reason"))],
            rows, sheet=_("Strategies"), empty=_("No strategy is approved."),
        )
    ])  # fmt: skip


def _architectures() -> Chapter:
    rows = [
        [one.name, _range(one.rto_best_s, one.rto_worst_s), _range(one.rpo_best_s, one.rpo_worst_s),
         f"{one.cost_least.normalize():f}–{one.cost_most.normalize():f}", one.covers_region,
         one.suits]
        for one in Architecture.objects.filter(is_active=True)
    ]  # fmt: skip
    return Chapter("architectures", _("Architectures to choose from"), [
        table(
            [Column(_("Architecture"), width=26), Column("RTO", "figure", 18),
             Column("RPO", "figure", 18), Column(_("Cost, times production"), "figure", 12),
             Column(_("Covers a region"), "yes_no", 10), note(_("Suits"))],
            rows, sheet=_("Architectures"), empty=_("There is none."),
        )
    ])  # fmt: skip


def _range(best_s: int, worst_s: int) -> str:
    if best_s == worst_s:
        return duration(best_s)
    return f"{duration(best_s)} – {duration(worst_s)}"


def _method(report: Report) -> Chapter:
    sentences = [
        _("The level that is needed is the lowest of the catalogue in use whose best case keeps"
          " both the recovery time and the recovery point that are asked of the system."),
        _("A system holds the level that all seven elements of GB/T 20988 reach. It is assessed by"
          " one person and confirmed by another."),
    ]  # fmt: skip
    blocks: list[Block] = [Items(sentences)]
    past = notes(report)
    if past:
        blocks += [Heading(_("As of a past day")), Items(past)]
    return Chapter("method", _("How this was judged"), blocks)
