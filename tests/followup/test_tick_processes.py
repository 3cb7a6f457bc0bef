"""Real tickers: two at once, one killed in the middle, one that was away, a broker that goes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from followup.models import Clock, ClockEvent, Notification, TickerOutage, TickerState
from followup.services.clock_batches import Wanted, start_clocks
from lib.embedded import valkey
from tests import factories
from tests.processes import free_port

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _policies_and_a_manager(db: None) -> None:
    factories.clock_policies()
    factories.user("manager", "continuity_manager")


def due_clocks(count: int, *, ago_s: int = 60) -> None:
    """About nothing, so the continuity manager is told; their limit has passed."""
    now = timezone.now()
    wanted = [
        Wanted(
            subject_kind="",
            subject_code=f"c-{number}",
            title=f"Clock {number}",
            anchor_at=now - timedelta(days=1),
            due_at=now - timedelta(seconds=ago_s),
            zone="UTC",
        )
        for number in range(count)
    ]
    start_clocks("etr_passed", wanted, at=now, by=None)


def environment(**more: str) -> dict[str, str]:
    name = str(connection.settings_dict["NAME"])
    return os.environ | {"BCM_DB_NAME": name, "DEBUG": "0", "LOG_LEVEL": "ERROR"} | more


@contextmanager
def running(*words: str, **env: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, *words], cwd=ROOT, env=environment(**env), stdout=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)


def ticker() -> object:
    options = ["--seconds", "300", "--every", "0.05", "--limit", "10"]
    return running("manage.py", "tick", *options)


def until(done: Callable[[], bool], patience_s: float) -> None:
    ends = time.monotonic() + patience_s
    while not done():
        assert time.monotonic() < ends, "it takes too long"
        time.sleep(0.02)


def told_once(count: int) -> None:
    """Every clock has one breach among its events, and one message to the manager."""
    events = ClockEvent.objects.filter(type="breached").values_list("clock_id", flat=True)
    assert Counter(Counter(events).values()) == {1: count}
    messages = Notification.objects.filter(channel="in_app").values_list("clock_id", flat=True)
    assert Counter(Counter(messages).values()) == {1: count}


@pytest.mark.slow
def test_two_tickers_one_of_them_killed_tell_every_mark_once() -> None:
    """CLK-1: what the dead one held in its transaction is due again for the other."""
    due_clocks(600)
    breached = ClockEvent.objects.filter(type="breached")
    with ticker() as first, ticker():  # type: ignore[attr-defined]
        until(lambda: breached.count() >= 100, 120)
        first.kill()
        first.wait(10)
        until(lambda: breached.count() >= 600, 120)
    told_once(600)
    assert not Clock.objects.filter(next_fire_at__lte=timezone.now()).exists()


@pytest.mark.slow
def test_a_ticker_that_was_away_for_seven_minutes_says_so() -> None:
    """E8, CLK-4."""
    due_clocks(3, ago_s=120)
    TickerState.objects.create(id=1, last_tick_at=timezone.now() - timedelta(minutes=7))
    subprocess.run([sys.executable, "manage.py", "tick"], cwd=ROOT, env=environment(), check=True)
    told_once(3)
    outage = TickerOutage.objects.get()
    assert 420 <= outage.length_s < 480
    words = Notification.objects.filter(channel="in_app").first()
    assert words is not None
    assert "timing service interrupted for 7 min" in words.params["outage"]["en"]
    assert "计时服务中断 7 分钟" in words.params["outage"]["zh"]


@contextmanager
def broker(port: int, folder: Path) -> Iterator[None]:
    """A real server of its own, without a word on disk: what it held is lost when it ends."""
    program = [str(valkey._binary()), "--port", str(port), "--bind", "127.0.0.1"]
    options = ["--save", "", "--dir", str(folder), "--logfile", "log"]
    process = subprocess.Popen([*program, *options], stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.kill()
        process.wait(10)


def ticked_after(instant: object) -> Callable[[], bool]:
    return lambda: TickerState.objects.filter(last_tick_at__gt=instant).exists()


@pytest.mark.slow
def test_a_broker_that_goes_and_comes_back_loses_nothing(tmp_path: Path) -> None:
    """The database knows what is due; the broker only says "look now"."""
    port = free_port()
    env = {"REDIS_URL": f"redis://127.0.0.1:{port}/0"}
    celery = ("-m", "celery", "-A", "bcm")
    worker = (*celery, "worker", "--queues", "ticks", "--concurrency", "1", "--without-gossip")
    beat = (*celery, "beat", "--schedule", str(tmp_path / "beat"), "--pidfile=")
    with running(*worker, **env), running(*beat, **env):
        with broker(port, tmp_path):
            until(lambda: TickerState.objects.exists(), 90)
        due_clocks(5)
        gone = timezone.now()
        time.sleep(3)
        with broker(port, tmp_path):
            until(ticked_after(gone), 120)
            until(lambda: ClockEvent.objects.filter(type="breached").count() == 5, 120)
    told_once(5)
