"""Seven elements, the level they hold, architectures that fit, strategies on approved analyses."""

from __future__ import annotations

from typing import Any

import pytest

from bia.models import Assessment, DrCatalogue, DrLevel, System
from governance.models import Architecture, DrElement, LevelAssessment, LevelState, Strategy
from governance.services import levels, strategies
from governance.services.architectures import select
from governance.services.level_loading import load
from governance.services.levels import stand_of
from lib.errors import GuardsUnmet, Refused
from tests import factories
from tests.factories import api
from tests.governance.world import World, governed, the

pytestmark = pytest.mark.django_db
AT = factories.NOON


@pytest.fixture
def world() -> World:
    made = governed()
    load(at=AT)
    scale = DrCatalogue.objects.create(code="scale", name_en="Scale", name_zh="等级", in_use=True)
    for level, rto_s, rpo_s in ((3, 43_200, 3_600), (4, 7_200, 900), (5, 60, 1)):
        DrLevel.objects.create(
            catalogue=scale, level=level, best_rto_s=rto_s, best_rpo_s=rpo_s, name_en=str(level),
            name_zh=str(level),
        )  # fmt: skip
    return made


def rated(system: System, level: int | None = 5, **others: int | None) -> LevelAssessment:
    ratings = [
        {"element": code, "level": others.get(code, level)}
        for code in DrElement.objects.values_list("code", flat=True)
    ]
    return levels.create_level_assessment(system=system, ratings=ratings, by=the("ivan"), at=AT)


def codes(refused: Any) -> list[str]:
    return [one.code for one in refused.value.problems]


def test_the_weakest_element_is_the_level(world: World) -> None:
    stand = stand_of(rated(world.dispatch, network=3), AT)
    assert (stand.held.level, stand.needed, stand.missed) == (3, 5, True)
    assert [(one.element, list(one.levels)) for one in stand.shortfalls] == [("network", [4, 5])]


def test_an_element_nobody_looked_at_leaves_the_level_open(world: World) -> None:
    row = rated(world.dispatch, plan=None)
    stand = stand_of(row, AT)
    assert (stand.held.level, stand.held.at_most, stand.held.open) == (None, 5, ("plan",))
    with pytest.raises(GuardsUnmet) as refused:
        levels.confirm_level_assessment(row, by=the("mia"), at=AT)
    assert codes(refused) == ["element_open"]


def test_the_assessor_does_not_confirm(world: World) -> None:
    row = rated(world.dispatch)
    with pytest.raises(GuardsUnmet) as refused:
        levels.confirm_level_assessment(row, by=the("ivan"), at=AT)
    assert codes(refused) == ["four_eyes"]


def test_a_confirmed_one_freezes_and_supersedes_the_one_before(world: World) -> None:
    first, second = rated(world.dispatch, 3), None
    levels.confirm_level_assessment(first, by=the("mia"), at=AT)
    second = levels.create_level_assessment(system=world.dispatch, by=the("ivan"), at=AT)
    assert {one.level for one in second.ratings.all()} == {3}
    levels.confirm_level_assessment(second, by=the("mia"), at=AT)
    first.refresh_from_db()
    assert (first.state, first.achieved, first.needed) == (LevelState.SUPERSEDED, 3, 5)
    DrLevel.objects.all().delete()
    assert stand_of(second, AT).needed == 5


def test_a_system_has_one_draft(world: World) -> None:
    rated(world.dispatch)
    with pytest.raises(Refused) as refused:
        rated(world.dispatch)
    assert codes(refused) == ["unique"]


def test_a_level_beyond_six_is_refused_at_its_element(world: World) -> None:
    with pytest.raises(Refused) as refused:
        rated(world.web, backup=7)
    assert refused.value.problems[0].field == "ratings.0.level"


def test_loading_again_leaves_edited_rows_alone(world: World) -> None:
    Architecture.objects.filter(code="remote").update(name_en="Ours")
    load(at=AT)
    assert Architecture.objects.get(code="remote").name_en == "Ours"
    load(at=AT, reset=True)
    assert Architecture.objects.get(code="remote").name_en == "Remote disaster recovery"
    assert DrElement.objects.count() == 7


def test_the_selector_tells_best_case_from_worst_case(world: World) -> None:
    found = {one.architecture.code: one.fit.verdict.value for one in select(900, 300)}
    assert (found["same-city"], found["two-cities"], found["remote"], found["hot-standby"]) == (
        "at_best", "always", "never", "always",
    )  # fmt: skip
    same = next(one.fit for one in select(900, 300) if one.architecture.code == "same-city")
    assert (same.rto_best_left_s, same.rto_worst_left_s) == (0, -2700)
    assert (same.rpo_best_left_s, same.rpo_worst_left_s) == (0, -600)


def test_for_a_region_the_remote_target_counts(world: World) -> None:
    found = {one.architecture.code: one.fit.verdict.value for one in select(900, 300, region=True)}
    assert "same-city" not in found
    assert found["two-cities"] == "never"


def proposed(world: World, architecture: str = "same-city", **fields: Any) -> Strategy:
    fields.setdefault("assessments", Assessment.objects.filter(status="approved"))
    return strategies.create_strategy(
        system=world.dispatch, architecture=Architecture.objects.get(code=architecture),
        reason="Lives depend on it.", by=the("mia"), at=AT, **fields,
    )  # fmt: skip


def test_a_strategy_rests_on_an_approved_analysis(world: World) -> None:
    with pytest.raises(Refused) as refused:
        proposed(world, assessments=[])
    assert refused.value.problems[0].field == "assessments"


def test_an_approved_strategy_retires_the_one_before(world: World) -> None:
    first, second = proposed(world), proposed(world, "two-cities")
    with pytest.raises(GuardsUnmet) as refused:
        strategies.approve_strategy(first, by=the("mia"), at=AT)
    assert codes(refused) == ["four_eyes"]
    strategies.approve_strategy(first, by=the("max"), at=AT)
    strategies.approve_strategy(second, by=the("max"), at=AT)
    assert list(Strategy.objects.order_by("code").values_list("state", flat=True)) == [
        "retired", "approved",
    ]  # fmt: skip


def test_the_sample_holds_a_strategy_without_headroom(world: World) -> None:
    from governance.services.sample_investment import make as make_case  # noqa: PLC0415
    from governance.services.sample_levels import make  # noqa: PLC0415

    for code in ("zhao-liu", "zheng-yi"):
        factories.person(code, user=factories.user(code, "continuity_manager"))
    for language in ("en", "zh-hans"):
        make_case(language=language, at=AT)
    make(language="en", at=AT)
    assert Strategy.objects.get().system == world.dispatch
    assert LevelAssessment.objects.get().achieved == 5


def test_whoever_rewrote_a_strategy_does_not_approve_it(world: World) -> None:
    strategy = proposed(world)
    page = f"/api/v1/recovery-strategies/{strategy.code}/"
    max_ = api(the("max"))
    edited = max_.patch(page, {"version": strategy.version, "reason": "My own words."})
    assert edited.status_code == 200
    refused = max_.post(f"{page}approval/", {"reason": "good"})
    assert refused.status_code == 409
    assert [one["code"] for one in refused.json()["errors"]] == ["four_eyes"]
    strategy.refresh_from_db()
    assert strategy.state == "proposed"
