"""The figures of an investment case, out of plain values that also freeze it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from governance.domain import availability, sourcing
from governance.domain.roi import Question, Roi, Sensitivity, roi, sensitivities
from governance.domain.split import Split, split

ONCE, RUNNING, LOSS = "initial", "running", "loss"


@dataclass(frozen=True)
class Line:
    kind: str
    label: str
    amount: Decimal


@dataclass(frozen=True)
class Money:
    """A class of systems; `levels` are the lowest and the highest, None where not stated."""

    name: str
    amount: Decimal
    levels: tuple[int | None, int | None] = (None, None)
    systems: tuple[str, ...] = ()


@dataclass(frozen=True)
class CaseInputs:
    lines: tuple[Line, ...] = ()
    classes: tuple[Money, ...] = ()
    options: tuple[sourcing.Option, ...] = ()
    designs: tuple[availability.Design, ...] = ()
    one_size: Decimal | None = None
    years: int = 5
    discount_rate: Decimal = Decimal("0.08")
    incidents_per_year: Decimal = Decimal(1)
    effectiveness: Decimal = Decimal(1)

    def sum_of(self, kind: str) -> Decimal:
        return sum((one.amount for one in self.lines if one.kind == kind), Decimal(0))

    @property
    def question(self) -> Question:
        return Question(
            self.sum_of(ONCE), self.sum_of(RUNNING), self.sum_of(LOSS) * self.incidents_per_year,
            self.effectiveness, self.years, self.discount_rate,
        )  # fmt: skip


@dataclass(frozen=True)
class CaseFigures:
    """`returns` is None until some line states a cost; `tiers` None without classes."""

    inputs: CaseInputs
    currency: str
    investment: Decimal
    running_per_year: Decimal
    loss_per_incident: Decimal
    loss_per_year: Decimal
    returns: Roi | None
    sensitivities: tuple[Sensitivity, ...]
    tiers: Split | None
    sourcing: tuple[sourcing.Total, ...]
    designs: tuple[availability.Compared, ...]


def figures(inputs: CaseInputs, currency: str) -> CaseFigures:
    asked = inputs.question
    per_incident = inputs.sum_of(LOSS)
    some = bool(inputs.lines)
    return CaseFigures(
        inputs, currency, asked.investment, asked.running_per_year, per_incident,
        asked.loss_per_year,
        roi(asked) if some else None,
        sensitivities(asked, per_incident, inputs.incidents_per_year) if some else (),
        split([(one.name, one.amount) for one in inputs.classes], inputs.one_size)
        if inputs.classes else None,
        sourcing.totals(inputs.options, inputs.years),
        availability.compare(inputs.designs, inputs.incidents_per_year),
    )  # fmt: skip


def to_json(inputs: CaseInputs) -> dict[str, Any]:
    """Amounts as texts: what is frozen reads the same for ever."""

    def span(one: sourcing.Range | None) -> list[str] | None:
        return None if one is None else [plain(one.low), plain(one.high)]

    return {
        "lines": [
            {"kind": one.kind, "label": one.label, "amount": plain(one.amount)}
            for one in inputs.lines
        ],
        "classes": [
            {
                "name": one.name, "amount": plain(one.amount), "levels": list(one.levels),
                "systems": list(one.systems),
            }
            for one in inputs.classes
        ],
        "sourcing": [
            {
                "name": one.name, "initial": span(one.initial), "yearly": span(one.yearly),
                "base": one.base, "saving": span(one.saving),
            }
            for one in inputs.options
        ],
        "designs": [
            {
                "name": one.name, "cost": plain(one.cost), "rto_s": one.rto_s, "rpo_s": one.rpo_s,
            }
            for one in inputs.designs
        ],
        "one_size": None if inputs.one_size is None else plain(inputs.one_size),
        "years": inputs.years,
        "discount_rate": plain(inputs.discount_rate),
        "incidents_per_year": plain(inputs.incidents_per_year),
        "effectiveness": plain(inputs.effectiveness),
    }  # fmt: skip


def from_json(data: Mapping[str, Any]) -> CaseInputs:
    def span(one: list[str] | None) -> sourcing.Range | None:
        return None if one is None else sourcing.Range(Decimal(one[0]), Decimal(one[1]))

    return CaseInputs(
        tuple(Line(one["kind"], one["label"], Decimal(one["amount"])) for one in data["lines"]),
        tuple(
            Money(one["name"], Decimal(one["amount"]), tuple(one["levels"]), tuple(one["systems"]))
            for one in data["classes"]
        ),
        tuple(
            sourcing.Option(
                one["name"], span(one["initial"]), span(one["yearly"]), one["base"],
                span(one["saving"]),
            )
            for one in data["sourcing"]
        ),
        tuple(
            availability.Design(one["name"], Decimal(one["cost"]), one["rto_s"], one["rpo_s"])
            for one in data["designs"]
        ),
        None if data["one_size"] is None else Decimal(data["one_size"]),
        data["years"],
        Decimal(data["discount_rate"]),
        Decimal(data["incidents_per_year"]),
        Decimal(data["effectiveness"]),
    )  # fmt: skip


def plain(value: Decimal) -> str:
    """Without a trailing nought or an exponent: 360, 0.08."""
    return format(value.normalize(), "f")
