"""The variant with sample values: derivations, the worked graph D, and Chinese texts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from accounts.models import Organisation
from bia.models import Assessment, Dependency, Process, Scenario, System
from tests.bia.sample_loaded import by_code, sample

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _complete(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with sample(django_db_blocker, "aftersales-complete", "zh"):
        yield


def test_every_grid_derives_the_mtd_that_was_decided() -> None:
    processes = Process.objects.all()
    derived = by_code(processes, lambda one: one.mtd_derived_s)
    assert derived == by_code(processes, lambda one: one.mtd_s)
    assert derived == {
        "road-rescue": 3600,
        "booking": 14_400,
        "reception": 14_400,
        "parts": 28_800,
        "repair": 28_800,
        "settlement": 86_400,
        "follow-up": 259_200,
        "analytics": 259_200,
    }


def test_the_ladder_proposes_the_rto_that_was_decided() -> None:
    processes = Process.objects.all()
    assert by_code(processes, lambda one: one.rto_derived_s) == by_code(
        processes, lambda one: one.rto_s
    )


def test_restore_durations_are_those_of_graph_d() -> None:
    restored = System.objects.exclude(restore_s=None)
    assert by_code(restored, lambda one: one.restore_s // 60) == {
        "network": 15, "database": 30, "iam": 15, "callcenter": 10, "dispatch": 10, "csm": 30,
        "workorder": 30, "inventory": 60, "finance": 60, "crm": 60, "bi": 240,
    }  # fmt: skip


def test_systems_come_after_database_and_sign_in() -> None:
    edges = Dependency.objects.for_list().filter(
        dependent_system__isnull=False, mode="serial", strength="hard"
    )
    needed: dict[str, set[str]] = {}
    for one in edges:
        needed.setdefault(one.dependent_key, set()).add(one.needs_key)
    both = {"system:database", "system:iam"}
    assert needed == {
        **{f"system:{code}": both for code in ("dispatch", "csm", "workorder", "inventory")},
        "system:finance": both,
        "system:crm": both,
        "system:bi": {"system:database"},
        "system:database": {"system:network"},
        "system:iam": {"system:network"},
    }


def test_repair_bridges_the_inventory_and_rescue_bridges_nothing() -> None:
    bridge = Dependency.objects.get(code="repair.inventory")
    assert (bridge.workaround_endurance_s, bridge.workaround_capacity) == (14_400, 1)
    rescue = Dependency.objects.get(code="road-rescue.dispatch")
    assert (rescue.workaround_activation_s, rescue.workaround_capacity) == (300, None)


def test_alternatives_are_one_group() -> None:
    lines = Dependency.objects.filter(group="lines")
    assert set(lines.values_list("group_needs", flat=True)) == {1}
    assert lines.count() == 2


def test_invented_values_are_flagged() -> None:
    for code in ("repair", "settlement", "follow-up", "analytics", "booking", "parts"):
        assert "‡" in Assessment.objects.get(process__code=code).rationale
    assert "‡" not in Assessment.objects.get(process__code="road-rescue").rationale
    assert "‡" in System.objects.get(code="finance").description


def test_texts_are_chinese() -> None:
    assert Organisation.current().language == "zh-hans"
    assert Process.objects.get(code="road-rescue").name == "道路救援服务"
    rating = Assessment.objects.get(process__code="road-rescue").ratings.get(
        category__code="customer", at_s=86_400
    )
    assert rating.text == "大量流失"


def test_three_scenarios_are_kept() -> None:
    kept = by_code(Scenario.objects.for_list(), lambda one: one.variant_of and one.variant_of.code)
    assert kept == {"room-a-fire": None, "room-a-no-recovery": "room-a-fire", "ransomware": None}
