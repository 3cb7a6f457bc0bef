"""The sample's backups: which there are on any day, and what is wrong with them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from backups.domain.assertions import check
from backups.domain.naming import fits, read
from backups.domain.worst_loss import Plan, worst_loss_s
from backups.services.sample_story import backups_of, fault_of, read_story

SUNDAY = datetime(2026, 11, 22, 9, 45, tzinfo=UTC)
DAYS = [SUNDAY + timedelta(days=n) for n in range(7)]


@pytest.mark.parametrize("at", DAYS, ids=lambda at: f"{at:%a}")
def test_every_policy_has_backups_and_every_fault_its_place(at: datetime) -> None:
    story = read_story("en")
    backups = backups_of(story, at=at)
    assert min(len(ones) for ones in backups.values()) >= 1
    assert min(len(backups[f"{system}-daily"]) for system in ("csm", "inventory", "finance")) >= 4
    assert sum(map(len, backups.values())) <= 40
    missing = [
        row
        for row in story["faults"]
        if not any(fault_of(story, one, row.get("place", "")) for one in backups[row["policy"]])
    ]
    assert missing == []


@pytest.mark.parametrize("at", DAYS, ids=lambda at: f"{at:%a}")
def test_something_builds_on_the_one_that_was_cut_short(at: datetime) -> None:
    """Whatever the weekday: on Mondays the newest increment builds on Sunday's full."""
    story = read_story("en")
    backups = backups_of(story, at=at)
    daily = backups["finance-daily"]
    (broken,) = (n for n, one in enumerate(daily) if fault_of(story, one) == "truncate")
    between = daily[broken].stands_at, daily[broken + 1].stands_at
    assert [
        one for one in backups["finance-full"] if between[0] < one.stands_at <= between[1]
    ] == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_name_is_read_as_what_it_is(language: str) -> None:
    story = read_story(language)
    pattern = story["naming"]["pattern"]
    rows = {row["code"]: row for row in story["policies"]}
    unread = []
    for code, ones in backups_of(story, at=SUNDAY).items():
        method, data = rows[code]["method"], rows[code]["data_class"]
        for one in ones:
            found = read(one.name, pattern)
            if found is None or not fits(found, method=method, data_class=data, code=code):
                unread.append(one.name)
    assert unread == []


def test_what_a_restore_checks_has_a_name_in_the_language() -> None:
    names = {
        language: [
            [one["name"] for one in row.get("assertions", [])]
            for row in read_story(language)["policies"]
            if row["code"] == "csm-key"
        ]
        for language in ("en", "zh")
    }
    assert names == {
        "en": [["customers", "parts", "orders", "orders without customer"]],
        "zh": [["客户", "配件", "订单", "无客户的订单"]],
    }
    every = [one for row in read_story("zh")["policies"] for one in row.get("assertions", [])]
    assert [one["name"] for one in every if one["name"].isascii()] == []
    check([one for one in every if "sql" in one])


def test_chinese_names_are_those_of_the_source() -> None:
    (newest,) = backups_of(read_story("zh"), at=SUNDAY)["csm-key"][-1:]
    assert newest.name == "20261122服务交易数据实时备份.bak"


@pytest.mark.parametrize(
    ("system", "data_class", "loss_min", "rpo_min"),
    [
        ("csm", "Customer data", 1440, 60),
        ("inventory", "Parts inventory data", 1440, 240),
        ("bi", "Historical statistics", 10_080, 1440),
        ("csm", "Service transactions", 0, 5),
    ],
)
def test_the_plan_loses_what_the_source_says(
    system: str, data_class: str, loss_min: int, rpo_min: int
) -> None:
    """T2 against T11, contradictions kept (AT-024)."""
    story = read_story("en")
    rows = [
        row
        for row in story["policies"]
        if (row["system"], row["data_class"]) == (system, data_class)
    ]
    zone = story["common"]["timezone"]
    plans = [Plan(row["method"], row["schedule"], zone) for row in rows]
    assert worst_loss_s(plans, SUNDAY) == loss_min * 60
    assert {row["rpo_s"] for row in rows} == {rpo_min * 60}


def test_saturday_needs_seven_sets() -> None:
    """One full and six increments (AT-025)."""
    saturday = datetime(2026, 11, 28, 12, tzinfo=UTC)
    backups = backups_of(read_story("en"), at=saturday)
    assert (len(backups["csm-full"][-1:]), len(backups["csm-daily"])) == (1, 6)


def test_what_is_kept_is_what_the_source_keeps() -> None:
    days = {row["code"]: row["retention_s"] // 86_400 for row in read_story("en")["policies"]}
    assert {
        code: days[code] for code in ("csm-full", "inventory-daily", "finance-full", "bi-full")
    } == {  # fmt: skip  # noqa: E501
        "csm-full": 92,
        "inventory-daily": 92,
        "finance-full": 2557,
        "bi-full": 31,
    }
