"""The inputs of an investment case: from its rows while it is a draft, from what froze after."""

from __future__ import annotations

from accounts.models import Organisation
from governance.domain.availability import Design
from governance.domain.investment import CaseFigures, CaseInputs, Line, Money, figures, from_json
from governance.domain.sourcing import Option, Range
from governance.models import CaseState, InvestmentCase, SourcingOption

OPEN = (CaseState.DRAFT.value, CaseState.WITHDRAWN.value)


def figures_of(case: InvestmentCase) -> CaseFigures:
    """What a case comes to; of a submitted or decided one as it was frozen."""
    if case.snapshot and case.state not in OPEN:
        return figures(from_json(case.snapshot["inputs"]), case.snapshot["currency"])
    return figures(inputs_of(case), Organisation.current().currency)


def inputs_of(case: InvestmentCase) -> CaseInputs:
    """Five queries."""
    options = list(case.sourcing.all())
    places = {one.pk: place for place, one in enumerate(options)}
    return CaseInputs(
        tuple(Line(one.kind, one.label, one.amount) for one in case.lines.all()),
        tuple(
            Money(
                one.name, one.amount, (one.level_from, one.level_to),
                tuple(sorted(system.code for system in one.systems.all())),
            )
            for one in case.classes.prefetch_related("systems")
        ),
        tuple(_option(one, places) for one in options),
        tuple(Design(one.name, one.cost, one.rto_s, one.rpo_s) for one in case.designs.all()),
        case.one_size_amount,
        case.years,
        case.discount_rate,
        case.incidents_per_year,
        case.effectiveness,
    )  # fmt: skip


def _option(row: SourcingOption, places: dict[int, int]) -> Option:
    def span(name: str) -> Range | None:
        low, high = getattr(row, f"{name}_low"), getattr(row, f"{name}_high")
        if low is None and high is None:
            return None
        # One figure alone is both ends.
        return Range(low if low is not None else high, high if high is not None else low)

    base = None if row.base_id is None else places[row.base_id]
    return Option(row.name, span("initial"), span("yearly"), base, span("saving"))
