"""Names of backups, and patterns that must never run (AT-037, S1-013)."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from datetime import time as clock

import pytest

from backups.domain.naming import BadPattern, ReadName, check, fits, read, skewed

SOURCE = r"^(\d{8})(.+?)(实时备份|每日备份|全量备份|增量备份)\.bak$"
ISO = r"^(?P<data>.+)-(?P<date>\d{8})T(?P<time>\d{4,6})\.dump$"


@pytest.mark.parametrize("pattern", ["", SOURCE])
def test_the_example_of_the_source_is_read(pattern: str) -> None:
    assert read("20210801订单数据实时备份.bak", pattern) == ReadName(
        date(2021, 8, 1), None, "订单数据", "realtime", "实时备份"
    )


@pytest.mark.parametrize(
    "name", ["20210801_订单数据_实时备份.bak", "2021-08-01 订单数据-实时备份.bak"]
)
def test_separators_may_be_there_or_not(name: str) -> None:
    found = read(name)
    assert found is not None
    assert (found.date, found.data, found.kind) == (date(2021, 8, 1), "订单数据", "realtime")


@pytest.mark.parametrize(
    "name",
    ["20210832订单数据全量备份.bak", "订单数据全量备份.bak", "20210801全量备份.bak", "x" * 2000],
)
def test_what_cannot_be_does_not_fit(name: str) -> None:
    assert read(name) is None


def test_a_daily_backup_is_of_whichever_method_its_policy_has() -> None:
    found = read("20210801用户数据每日备份.bak")
    assert found is not None
    assert found.kind == ""
    assert fits(found, method="incremental", data_class="用户数据", code="u")
    assert not fits(found, method="incremental", data_class="订单数据", code="u")


def test_a_time_in_the_name_is_on_the_clock_of_the_policy() -> None:
    found = read("orders-20260302T0215.dump", ISO)
    assert found is not None
    assert found.time == clock(2, 15)
    assert found.instant("Asia/Shanghai") == datetime(2026, 3, 1, 18, 15, tzinfo=UTC)
    point = datetime(2026, 3, 1, 18, 15, tzinfo=UTC)
    assert not skewed(found, restore_point_at=point, zone="Asia/Shanghai")
    assert skewed(found, restore_point_at=point, zone="UTC")


@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        (r"(?P<date>\d+)+$", "pattern_dangerous"),
        (r"(?P<date>\d{8})(a|aa)+$", "pattern_dangerous"),
        (r"(?P<date>\d{8})(.*)(.*)(.*)(.*)x", "pattern_dangerous"),
        (r"(?P<date>\d{8})\1", "pattern_dangerous"),
        (r"(?P<date>\d{8})(?=x)", "pattern_dangerous"),
        (r"(?P<date>(\d{1,30}){8})", "pattern_dangerous"),
        (r"(?P<when>\d{8})", "pattern_groups"),
        (r"orders", "pattern_without_date"),
        (r"(?P<date>\d{8}", "pattern_invalid"),
        (r"(?P<date>\d{8})" + "x" * 500, "pattern_too_long"),
        (r"(?P<date>\d{99999999999999999999})", "pattern_invalid"),
    ],
)
def test_a_pattern_that_could_take_forever_is_refused(pattern: str, code: str) -> None:
    with pytest.raises(BadPattern) as refused:
        check(pattern)
    assert refused.value.code == code


def test_the_worst_that_is_let_through_is_quick() -> None:
    pattern = r"^.*(?P<date>\d{8}).*x.*y$"
    check(pattern)
    began = time.process_time()
    read("12345678x" * 110, pattern)
    assert time.process_time() - began < 2
