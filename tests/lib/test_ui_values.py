"""How values look: 0 is shown, None is "not set"."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone, translation

from lib.templatetags import ui, values

NOT_SET = '<span class="unset">not set</span>'


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "0 min"), (9000, "2 h 30 min"), (604_800, "7 d"), (-60, "−1 min"), (None, NOT_SET)],
)
def test_duration_in_words(seconds: int | None, shown: str) -> None:
    assert values.duration(seconds).replace("\u00a0", " ") == shown


def test_duration_in_chinese() -> None:
    with translation.override("zh-hans"):
        assert values.duration(7200).replace("\u00a0", " ") == "2 小时"


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (0, "CNY 0"),
        (Decimal("1250000.00"), "CNY 1,250,000"),
        ("99.5", "CNY 99.50"),
        (-1_200, "CNY −1,200"),
        (None, NOT_SET),
    ],
)
def test_money_is_grouped_and_named(amount: object, shown: str) -> None:
    assert values.money(amount, "CNY").replace("\u00a0", " ") == shown


@pytest.mark.parametrize(("share", "shown"), [(0, "0 %"), ("0.755", "76 %"), (-0.25, "−25 %")])
def test_percent_of_a_share(share: object, shown: str) -> None:
    assert values.percent(share).replace("\u00a0", " ") == shown


def test_instant_in_the_readers_zone_with_offset() -> None:
    instant = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    shanghai = timezone.get_fixed_timezone(timedelta(hours=8))
    with time_machine.travel(instant, tick=False), timezone.override(shanghai):
        shown = values.when(instant - timedelta(hours=5), "absolute")
    assert "2026-03-02 15:00 +08:00" in shown
    assert 'datetime="2026-03-02T07:00:00Z"' in shown


def test_day_says_how_far_away() -> None:
    with time_machine.travel(datetime(2026, 3, 2, 12, 0, tzinfo=UTC), tick=False):
        assert "in 12 days" in values.day(date(2026, 3, 14))
        assert "40 days ago" in values.day(date(2026, 1, 21))


@pytest.mark.parametrize(
    ("rto_s", "tone"), [(0, "ok"), (14_400, "ok"), (14_401, "warning"), (28_801, "danger")]
)
def test_margin_bar_warns_below_the_minimum(rto_s: int, tone: str) -> None:
    assert ui.margin_bar(rto_s, 28_800, "0.5")["tone"] == tone


def test_margin_bar_of_nothing_is_not_set() -> None:
    assert ui.margin_bar(None, 28_800) == {"known": False}


def test_text_is_escaped() -> None:
    assert "<b>" not in ui.badge("<b>") + ui.crumb("<b>") + ui.icon("x", label="<b>")
