"""NTF-5: how often one address may be written to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from followup.domain.throttle import CHAT, SMS, VOICE, Limit, free_at

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)


def ago(*seconds: int) -> list[datetime]:
    return [AT - timedelta(seconds=one) for one in seconds]


def test_nothing_sent_is_free() -> None:
    assert free_at(AT, [], CHAT) is None


def test_one_a_minute() -> None:
    assert free_at(AT, ago(20), CHAT) == AT + timedelta(seconds=40)
    assert free_at(AT, ago(60), CHAT) is None


def test_sms_five_in_a_quarter_of_an_hour() -> None:
    sent = ago(800, 600, 400, 200, 100)
    assert free_at(AT, sent[1:], SMS) is None
    assert free_at(AT, sent, SMS) == AT + timedelta(seconds=100)


def test_sms_eleven_an_hour() -> None:
    sent = ago(*range(1000, 3500, 230))
    assert len(sent) == 11
    assert free_at(AT, sent, SMS) == AT + timedelta(seconds=3600 - 3300)


def test_voice_three_in_a_quarter_and_seven_an_hour() -> None:
    assert free_at(AT, ago(850, 500, 100), VOICE) == AT + timedelta(seconds=50)
    sent = ago(3000, 2600, 2200, 1800, 1400, 1000, 901)
    assert free_at(AT, sent, VOICE) == AT + timedelta(seconds=600)


def test_the_longest_wait_counts_and_no_window_is_no_limit() -> None:
    limits = [Limit(1, 0), Limit(0, 60), Limit(1, 60), Limit(1, 90)]
    assert free_at(AT, ago(10), limits) == AT + timedelta(seconds=80)
    assert free_at(AT, ago(10), limits[:2]) is None
