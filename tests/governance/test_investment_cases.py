"""Investment cases: their gate, what freezes, four eyes, what they conclude."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from bia.models import Assessment
from governance.conclusion import sentences
from governance.models import CaseState, InvestmentCase
from governance.services import cases
from governance.services.cases import figures_of
from lib.errors import GuardsUnmet, Refused, StaleVersion
from tests import factories
from tests.governance.world import World, governed, the

pytestmark = pytest.mark.django_db
AT = factories.NOON
LINES = [
    {"kind": "initial", "label": "DR centre", "amount": Decimal(300)},
    {"kind": "initial", "label": "Backup", "amount": Decimal(50)},
    {"kind": "initial", "label": "Training", "amount": Decimal(10)},
    {"kind": "running", "label": "Line", "amount": Decimal(20)},
    {"kind": "loss", "label": "Outage of 8 h", "amount": Decimal(150)},
    {"kind": "loss", "label": "Customers", "amount": Decimal(50)},
    {"kind": "loss", "label": "Brand", "amount": Decimal(100)},
    {"kind": "loss", "label": "Fines", "amount": Decimal(50)},
]
SOURCING = [
    {
        "kind": "own", "name": "own", "initial_low": Decimal(500), "initial_high": Decimal(1000),
        "yearly_low": Decimal(100), "yearly_high": Decimal(200), "note": "",
    },
    {
        "kind": "hybrid", "name": "hybrid", "base": "own", "saving_low": Decimal("0.3"),
        "saving_high": Decimal("0.5"), "note": "",
    },
]  # fmt: skip


@pytest.fixture
def world() -> World:
    return governed()


def made(**fields: Any) -> InvestmentCase:
    fields = {"title": "Second centre", "lines": LINES} | fields
    fields.setdefault("assessments", Assessment.objects.filter(status="approved"))
    return cases.create_case(by=the("mia"), at=AT, **fields)


def submitted(**fields: Any) -> InvestmentCase:
    case = made(**fields)
    cases.submit_case(case, by=the("mia"), at=AT)
    return case


def codes(refused: Any) -> list[str]:
    return [one.code for one in refused.value.problems]


def test_the_worked_case_comes_to_1290(world: World) -> None:
    found = figures_of(made()).returns
    assert found is not None
    assert (found.net_benefit, round(found.npv, 4)) == (Decimal(1290), Decimal("957.5943"))


def test_the_conclusion_follows_from_the_numbers_in_both_languages(world: World) -> None:
    figures = figures_of(made())
    with translation.override("en"):
        english = sentences(figures)
    assert english[:2] == [
        "The investment pays back in about 1.09 years (1.03 years if the running cost is left"
        " out).",
        "Over 5 years it saves CNY\u00a01,290 more than the CNY\u00a0460 it costs.",
    ]
    with translation.override("zh-hans"):
        assert len(sentences(figures)) == len(english)


def test_what_prevents_nothing_never_pays_back(world: World) -> None:
    told = sentences(figures_of(made(effectiveness=Decimal(0))))
    assert told[0].startswith("It never pays back")


def test_nothing_is_concluded_without_a_cost(world: World) -> None:
    assert sentences(figures_of(made(lines=[]))) == []


def test_analysis_comes_before_money(world: World) -> None:
    case = made(assessments=[], lines=LINES[:1])
    with pytest.raises(GuardsUnmet) as refused:
        cases.submit_case(case, by=the("mia"), at=AT)
    assert codes(refused) == ["assessment_missing", "loss_missing"]


def test_only_approved_analyses_may_be_named(world: World) -> None:
    draft = Assessment.objects.create(
        code="BIA-booking-1", process=world.booking, number=1, author=the("olga")
    )
    with pytest.raises(Refused) as refused:
        made(assessments=[draft])
    assert codes(refused) == ["not_approved"]


def test_an_analysis_that_was_superseded_stops_the_case(world: World) -> None:
    case = made()
    Assessment.objects.update(status="superseded")
    with pytest.raises(GuardsUnmet) as refused:
        cases.submit_case(case, by=the("mia"), at=AT)
    assert codes(refused) == ["assessment_superseded"]


def test_submitting_freezes_inputs_and_results(world: World) -> None:
    case = submitted()
    case.lines.update(amount=1)  # past every service
    case.refresh_from_db()
    found = figures_of(case).returns
    assert found is not None
    assert found.net_benefit == 1290
    assert case.snapshot["results"]["npv"] == "957.5943"
    assert case.digest == cases.digest_of(case.snapshot)


def test_a_submitted_case_is_not_changed(world: World) -> None:
    case = submitted()
    with pytest.raises(GuardsUnmet) as refused:
        cases.change_case(case, read_version=None, by=the("mia"), at=AT, title="Other")
    assert codes(refused) == ["state"]


def test_whoever_submitted_it_does_not_decide(world: World) -> None:
    case = submitted()
    with pytest.raises(GuardsUnmet) as refused:
        cases.approve_case(case, by=the("mia"), at=AT)
    assert codes(refused) == ["four_eyes"]
    cases.approve_case(case, by=the("max"), at=AT)
    assert (case.state, case.decided_by) == (CaseState.APPROVED, the("max"))


def test_rejected_it_comes_back_as_a_draft(world: World) -> None:
    case = submitted()
    with pytest.raises(Refused):
        cases.reject_case(case, by=the("max"), at=AT, reason=" ")
    cases.reject_case(case, by=the("max"), at=AT, reason="Too dear.")
    cases.return_case(case, by=the("mia"), at=AT)
    assert (case.state, case.snapshot, case.digest) == (CaseState.DRAFT, {}, "")


def test_who_may_only_read_writes_nothing(world: World) -> None:
    with pytest.raises(PermissionDenied):
        cases.create_case(by=the("aida"), at=AT, title="No")


def test_parts_are_replaced_whole_and_count_as_one_edit(world: World) -> None:
    case = made(sourcing=SOURCING)
    version = case.version
    changed = cases.change_case(
        case, read_version=version, by=the("mia"), at=AT, lines=LINES[:2], sourcing=SOURCING
    )
    assert (changed, case.version, case.lines.count()) == (["lines"], version + 1, 2)
    assert [one.base and one.base.name for one in case.sourcing.all()] == [None, "own"]
    with pytest.raises(StaleVersion):
        cases.change_case(case, read_version=version, by=the("mia"), at=AT, title="Late")


@pytest.mark.parametrize(
    ("part", "rows", "field"),
    [
        ("lines", [{"kind": "loss", "label": "x", "amount": Decimal(-1)}], "lines.0.amount"),
        ("sourcing", [SOURCING[0], SOURCING[0]], "sourcing.0.name"),
        ("sourcing", [SOURCING[1]], "sourcing.0.base"),
        ("sourcing", [SOURCING[0] | {"yearly_high": Decimal(1)}], "sourcing.0.initial_high"),
        (
            "classes",
            [{"name": "core", "amount": Decimal(1), "level_from": 5, "level_to": 4}],
            "classes.0.level_to",
        ),
    ],
)
def test_a_wrong_part_is_refused_at_its_field(
    world: World, part: str, rows: Any, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        made(**{part: rows})
    assert refused.value.problems[0].field == field


def test_a_case_that_was_submitted_is_kept(world: World) -> None:
    case = submitted()
    with pytest.raises(GuardsUnmet):
        cases.delete_case(case, by=the("mia"), at=AT)
    cases.delete_case(made(), by=the("mia"), at=AT)
    assert InvestmentCase.objects.count() == 1
