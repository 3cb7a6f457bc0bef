"""How fast is read, and how it is stopped. No test waits: time passes in the clock given."""

import os
import threading
import time

import pytest

from backups.reading import Budget
from tests.backups.reading.copies import MIB, DoingClock, known, local, put, reads


def test_a_rate_holds_over_blocks_larger_than_a_second():
    clock = DoingClock()
    budget = Budget(1000, clock)
    for _ in range(10):
        assert budget.take(2000)
    # One second's worth is there at the beginning.
    assert clock.slept == pytest.approx(19)


def test_what_was_not_used_is_not_saved_up():
    clock = DoingClock()
    budget = Budget(1000, clock)
    budget.take(1000)
    clock.seconds += 3600
    budget.take(2000)
    assert clock.slept == pytest.approx(1)


def test_no_limit_never_waits():
    clock = DoingClock()
    assert Budget(None, clock).take(10**12)
    assert clock.slept == 0


@pytest.mark.parametrize("rate", [0, -1])
def test_a_rate_of_nothing_is_refused(rate):
    with pytest.raises(ValueError, match="positive"):
        Budget(rate)


def test_waiting_ends_with_a_stop():
    clock = DoingClock()
    assert not Budget(1, clock).take(10**9, lambda: clock.slept > 2)
    assert clock.slept < 3


def test_threads_share_one_budget(tmp_path):
    put(tmp_path, {f"{n}.bak": os.urandom(2 * MIB) for n in range(4)})
    source = local(tmp_path)
    wanted = known(source)
    clock = DoingClock()
    assert len(reads(source, wanted, budget=Budget(MIB, clock))) == 4
    assert clock.slept >= 7 - 0.01


@pytest.mark.parametrize("size", [100, 100_000])
def test_a_stop_leaves_the_rest_untold(tmp_path, size):
    put(tmp_path, {f"{n:03d}": os.urandom(size) for n in range(200)})
    source = local(tmp_path)
    wanted = known(source)
    asked: list[int] = []

    def stop() -> bool:
        assert threading.current_thread() is threading.main_thread()
        asked.append(1)
        return len(asked) > 3

    found = reads(source, wanted, stop=stop)
    assert 0 < len(found) < 200
    assert {one.verdict for one in found} == {"ok"}
    assert threading.active_count() == 1 or not [
        one for one in threading.enumerate() if one.name.startswith("reading-")
    ]


def test_a_stop_ends_a_large_file_half_way(tmp_path):
    put(tmp_path, {"big": bytes(20 * MIB)})
    source = local(tmp_path)
    wanted = known(source)
    stopped, asked = threading.Event(), threading.Event()

    def stop() -> bool:
        if stopped.is_set():
            asked.set()
        return stopped.is_set()

    def happens() -> None:
        stopped.set()
        assert asked.wait(10)
        time.sleep(0.05)  # the caller's thread hands it on

    assert reads(source, wanted, budget=Budget(MIB, DoingClock(happens)), stop=stop) == []
