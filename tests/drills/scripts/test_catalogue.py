"""The shipped scenarios and templates of criteria: whole, in both languages, and they fit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from drills.domain.script_rules import circles, flaws_of, terms_of
from drills.models import (
    CriterionGroup,
    DrillScenario,
    Expectation,
    Hazard,
    Inject,
    InjectChannel,
    Rule,
)
from drills.services.catalogue_loading import load_drill_catalogue
from drills.services.criteria_templates import templates
from drills.services.scenario_files import read, shipped
from plans.services.catalogue_loading import read as read_plans

CODES = shipped()
HAN = re.compile(r"[\u4e00-\u9fff]")
OF_THE_SOURCE = {"power-loss", "database-disk", "ransomware", "flood"}


def texts(value: Any) -> Iterator[dict[str, str]]:
    if isinstance(value, dict):
        if "en" in value or "zh" in value:
            yield value
        else:
            for one in value.values():
                yield from texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from texts(one)


def test_ten_scenarios_ship_the_four_of_the_source_among_them() -> None:
    assert len(CODES) == 10
    assert set(CODES) >= OF_THE_SOURCE


@pytest.mark.parametrize("name", ["criteria", *(f"scenarios/{code}" for code in CODES)])
def test_every_text_stands_in_both_languages(name: str) -> None:
    found = list(texts(read(name)))
    wrong = [
        one for one in found if set(one) != {"en", "zh"} or not all(map(str.strip, one.values()))
    ]
    assert wrong == []
    assert [one for one in found if not HAN.search(one["zh"]) or HAN.search(one["en"])] == []


@pytest.mark.parametrize("code", CODES)
def test_a_scenario_fits_together(code: str) -> None:
    row = read(f"scenarios/{code}")
    roles = {one["code"] for one in read_plans("response_roles")}
    usual = {one.key for one in templates()["source"].criteria}
    assert row["hazard"] in Hazard.values
    assert 6 <= len(row["injects"]) <= 12
    assert any("if" in one for one in row["injects"])
    assert [one for one in row["criteria"] if not 1 <= one["of"] <= len(row["objectives"])] == []
    assert {one["of"] for one in row["criteria"]} == set(range(1, len(row["objectives"]) + 1))
    assert {one["take"] for one in row["criteria"] if "take" in one} <= usual
    injects = row["injects"]
    assert [one["at"] for one in injects] == sorted(one["at"] for one in injects)
    assert injects[-1]["at"] < row["minutes"]
    assert {one.get("by", "verbal") for one in injects} <= set(InjectChannel.values)
    assert {role for one in injects for role in one.get("to", [])} <= roles
    expected = [one for inject in injects for one in inject.get("expect", [])]
    assert {one["role"] for one in expected} <= roles
    assert [one for one in expected if not 1 <= one.get("for", 1) <= len(row["criteria"])] == []
    assert [inject["title"]["en"] for inject in injects if not inject.get("expect")] == []
    assert [one for one in injects if asked_too_early(one, injects)] == []


def asked_too_early(inject: dict[str, Any], injects: list[dict[str, Any]]) -> bool:
    """It asks for something whose time has not passed yet: nobody could have judged it."""
    for terms in inject.get("if", {}).values():
        for key, _state in terms:
            place, number = (int(part) - 1 for part in str(key).split("."))
            asked = injects[place]
            if inject["at"] < asked["at"] + asked["expect"][number]["within"]:
                return True
    return False


def test_templates_of_criteria() -> None:
    assert list(templates()) == ["source", "five_dimensions"]
    for one in templates().values():
        assert {row.group for row in one.criteria} <= set(CriterionGroup.values)
        assert {row.rule for row in one.criteria} <= set(Rule.values)
    source = templates()["source"]
    assert [row.key for row in source.criteria if row.gate] == ["rto", "integrity"]
    assert len(source.of_type("functional")) == 12
    assert "switchover" not in {row.key for row in source.of_type("tabletop")}
    assert len(templates()["five_dimensions"].criteria) == 5


@pytest.mark.django_db
def test_loading_again_adds_what_is_missing_and_leaves_what_was_edited(noon: datetime) -> None:
    load_drill_catalogue(at=noon)
    before = Inject.objects.filter(script__scenario__isnull=False).count()
    DrillScenario.objects.filter(code="flood").update(name_en="Our flood")
    Inject.objects.filter(script__scenario__code="flood", key="1").update(title_en="Ours")
    load_drill_catalogue(at=noon)
    assert DrillScenario.objects.get(code="flood").name_en == "Our flood"
    assert Inject.objects.filter(script__scenario__isnull=False).count() == before
    load_drill_catalogue(at=noon, reset=True)
    assert DrillScenario.objects.get(code="flood").name_en == "Water in the computer room"
    assert not Inject.objects.filter(title_en="Ours").exists()
    for scenario in DrillScenario.objects.exclude(template=""):
        check_conditions_of(scenario)


def check_conditions_of(scenario: DrillScenario) -> None:
    rows = {one.key: one for one in Inject.objects.filter(script__scenario=scenario)}
    expected = Expectation.objects.filter(script__scenario=scenario)
    inject_of = dict(expected.values_list("key", "inject__key"))
    offsets = {key: one.offset_s for key, one in rows.items()}
    waits = {}
    for key, one in rows.items():
        assert flaws_of(key, one.condition, inject_of=inject_of, offset_of=offsets) == []
        waits[key] = {inject_of[asked] for asked, _state in terms_of(one.condition)}
    assert circles(waits) == set()
