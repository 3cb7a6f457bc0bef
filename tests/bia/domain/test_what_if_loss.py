"""What an outage costs: AT-112, AT-113, penalties, peaks, against the curve asked directly."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bia.domain.figures import money_text
from bia.domain.graph.model import GraphWorkaround
from bia.domain.losses.curve import Span
from bia.domain.losses.loss import Penalty
from bia.domain.losses.peaks import Peak
from bia.domain.outage.what_if import loss_by_now
from tests.bia.domain.aftersales_graph import (
    MINUTE,
    curves,
    edge,
    flat,
)
from tests.bia.domain.outage_cases import AT_112, HOUR, ask, bridge, site_loss, small


def test_at_112_loss_of_the_whole_site_over_time() -> None:
    answer = site_loss(teams=2, sample_at_s=tuple(m * MINUTE for m in AT_112))
    assert {one.at_s // MINUTE: money_text(one.loss) for one in answer.loss} == AT_112
    assert money_text(answer.total) == "340222.22"


def test_at_113_without_recovery_for_twelve_hours() -> None:
    answer = site_loss(duration_s=12 * HOUR)
    assert money_text(answer.total) == "2924000.00"
    breached = {key for key, one in answer.outages.items() if one.status == "mtd_breach"}
    assert breached == {
        f"process:{k}" for k in ("rescue", "booking", "reception", "repair", "parts")
    }


def test_overlapping_causes_cost_once() -> None:
    both = [edge("p", "a"), edge("p", "b")]
    answer = ask(small(*both, a=600, b=1800), "a", "b", curves={"p": flat(3_600)})
    assert answer.total == 1800


def test_a_penalty_is_due_when_the_outage_lasts_longer() -> None:
    fined = flat(0, penalties=[Penalty(1800, Decimal(500)), Penalty(3600, Decimal(900))])
    answer = ask(small(), "s", curves={"p": fined})
    assert [(one.at_s, one.loss) for one in answer.loss] == [(0, 0), (1800, 500), (3600, 500)]


def test_peaks_count_in_local_hours_across_the_change_of_clocks() -> None:
    """New York skips 02:00 to 03:00 on 8 March 2026: 01:30 and an hour later is 03:30."""
    busy = flat(3_600, peaks=[Peak(Decimal(3), from_hour=3, until_hour=4)])
    start = datetime(2026, 3, 8, 1, 30, tzinfo=ZoneInfo("America/New_York"))
    answer = ask(small(restore_s=2 * HOUR), "s", start=start, curves={"p": busy})
    assert answer.total == 1800 + 3 * 3600 + 1800
    assert ask(small(restore_s=2 * HOUR), "s", curves={"p": busy}).total == 7200


def test_the_most_expensive_node_carries_the_loss_of_all_that_hangs_on_it() -> None:
    found = site_loss(teams=2).expensive
    assert [one.node for one in found[:3]] == ["system:network", "system:database", "system:iam"]
    assert money_text(found[0].loss) == "340222.22"


def test_loss_by_a_moment() -> None:
    answer = site_loss(teams=2)
    assert money_text(loss_by_now(answer, 55 * MINUTE)) == AT_112[55]


@given(
    own=st.integers(0, 10_000), activation=st.integers(0, 10_000), lasting=st.integers(0, 10_000),
    share=st.decimals(0, 1, places=2),
)  # fmt: skip
def test_the_course_of_a_loss_is_what_its_curve_says(
    own: int, activation: int, lasting: int, share: Decimal
) -> None:
    """The sweep over all processes agrees with the curve asked about the same pattern."""
    curve = curves()["process:rescue"]
    one = small(edge("p", "s", workaround=GraphWorkaround(activation, activation + lasting, share)),
                restore_s=own)  # fmt: skip
    answer = ask(one, "s", curves={"p": curve})
    spans = [
        Span(s.from_s, s.to_s, 1 - s.capacity)
        for s in answer.segments.get("p", ())
        if s.to_s is not None
    ]
    assert round(answer.total, 20) == round(curve.loss_over(spans), 20)


@given(
    own=st.integers(1, 30) , hour=st.integers(0, 23), share=st.decimals(0, 1, places=2),
    day=st.integers(0, 364),
)  # fmt: skip
def test_peaks_change_the_course_as_they_change_the_curve(
    own: int, hour: int, share: Decimal, day: int
) -> None:
    peaks = [Peak(Decimal(2), from_hour=hour), Peak(Decimal(5), month_days=(-1,), until_hour=9)]
    curve = flat(360, peaks=peaks)
    start = datetime(2026, 1, 1, 7, 30, tzinfo=ZoneInfo("Europe/Berlin")) + timedelta(days=day)
    one = small(edge("p", "s", **bridge(3600, None, str(share))), restore_s=own * 10_000)
    answer = ask(one, "s", curves={"p": curve}, start=start)
    spans = [Span(s.from_s, s.to_s or 0, 1 - s.capacity) for s in answer.segments["p"]]
    assert round(answer.total, 20) == round(curve.loss_over(spans, start=start), 20)


def test_a_year_of_daily_peaks_is_quick() -> None:
    busy = flat(360, peaks=[Peak(Decimal(2), from_hour=9, until_hour=17)])
    start = datetime(2026, 1, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
    answer = ask(small(), "s", start=start, duration_s=365 * 24 * HOUR, curves={"p": busy})
    assert answer.total == 365 * (24 + 8) * 360
