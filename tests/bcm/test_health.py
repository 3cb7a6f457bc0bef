"""What machines ask: alive, ready, metrics."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from bcm import health, pulse
from bcm.tasks import heartbeat
from followup.models import TickerState


@pytest.fixture
def signs(db: None) -> None:
    TickerState.objects.create(id=1, last_tick_at=timezone.now())
    pulse.leave_sign("worker")
    pulse.leave_sign("sender")
    pulse.leave_sign("verifier")


def parts(client: Client) -> dict[str, str]:
    answer: dict[str, str] = client.get("/readyz").json()["parts"]
    return answer


def test_alive_without_login_or_database(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_alive_under_any_host_name_and_without_tls(client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["bcm.example.org"], True
    assert client.get("/healthz", HTTP_HOST="10.0.0.7:8000").status_code == 200


def test_answers_are_not_kept_by_caches(client: Client) -> None:
    assert "no-store" in client.get("/healthz")["Cache-Control"]


def test_ready_when_every_part_is(client: Client, db: None, signs: None) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (
        200,
        {"status": "ok", "parts": dict.fromkeys(health.CHECKS, "ok")},
    )


def test_not_ready_without_worker_and_beat(client: Client, db: None) -> None:
    answer = client.get("/readyz")
    seen = answer.json()["parts"]
    assert (answer.status_code, seen["worker"], seen["ticker"]) == (
        503,
        "no sign of life",
        "no sign of life",
    )


def test_old_sign_of_life_is_none(client: Client, db: None, time_machine: Any) -> None:
    time_machine.move_to("2026-03-01 12:00:00Z", tick=False)
    pulse.leave_sign("worker")
    time_machine.move_to("2026-03-01 12:01:00Z", tick=False)
    assert parts(client)["worker"] == "ok"
    time_machine.move_to("2026-03-01 12:01:01Z", tick=False)
    assert parts(client)["worker"] == "last sign of life 61 s ago"


def test_not_ready_with_migrations_to_apply(
    client: Client, db: None, signs: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "_migrations_seen_applied", False)
    MigrationRecorder.Migration.objects.filter(app="sessions").delete()
    assert parts(client)["migrations"] == "1 not applied"


def test_not_ready_without_broker(client: Client, db: None, signs: None) -> None:
    from bcm.celery import app

    before = app.conf.broker_url
    app.conf.broker_url = app.conf.broker_write_url = "redis://127.0.0.1:1/0"
    try:
        assert parts(client)["broker"].startswith("fails: ")
    finally:
        app.conf.broker_url = app.conf.broker_write_url = before


def test_not_ready_without_database(client: Client) -> None:
    """No `db` fixture: any access to the database raises, and nothing of it is told."""
    seen = parts(client)
    assert seen["database"] == "fails: RuntimeError"


def test_heartbeat_is_a_sign_of_the_worker() -> None:
    heartbeat()
    assert cache.get("pulse:worker") is not None


def test_asking_for_a_heartbeat_is_a_sign_of_beat() -> None:
    pulse._beat_asked(sender="bcm.heartbeat")
    pulse._beat_asked(sender="reports.sweep")
    assert pulse.age_s("beat") is not None


def test_beat_asks_for_the_heartbeat_often_enough(settings: Any) -> None:
    entry = settings.CELERY_BEAT_SCHEDULE["bcm.heartbeat"]
    assert (entry["task"], entry["schedule"] * 3 < pulse.OLDEST_SIGN_S) == ("bcm.heartbeat", True)


def test_pulse_command_fails_without_sign() -> None:
    with pytest.raises(CommandError, match="The worker showed no sign of life in 60 s"):
        call_command("pulse", "worker")


def test_pulse_command_passes_with_sign(signs: None) -> None:
    assert call_command("pulse", "worker") is None


# --- metrics ------------------------------------------------------------------------------


def test_requests_are_counted_by_view(client: Client, db: None) -> None:
    client.get("/jsi18n/")
    text = client.get("/metrics").content.decode()
    assert 'bcm_requests_total{method="GET",status="200",view="javascript-catalog"}' in text


def test_made_up_method_is_no_new_series(client: Client, db: None) -> None:
    client.generic("BREW", "/jsi18n/")
    text = client.get("/metrics").content.decode()
    assert ('method="BREW"' in text, 'method="other"' in text) == (False, True)


def metrics_status(client: Client, **request: Any) -> int:
    return int(client.get("/metrics", **request).status_code)


def test_metrics_are_for_this_machine(client: Client) -> None:
    assert metrics_status(client) == 200
    assert metrics_status(client, REMOTE_ADDR="192.0.2.7") == 403


def test_metrics_through_a_proxy_need_the_token(client: Client) -> None:
    assert metrics_status(client, HTTP_X_FORWARDED_FOR="192.0.2.7") == 403


def test_metrics_with_the_token(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("METRICS_TOKEN", "s3cret")
    right, wrong = "Bearer s3cret", "Bearer s3cre"
    far = {"REMOTE_ADDR": "192.0.2.7"}
    assert metrics_status(client, **far, HTTP_AUTHORIZATION=right) == 200
    assert metrics_status(client, **far, HTTP_AUTHORIZATION=wrong) == 403


def test_empty_token_opens_nothing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("METRICS_TOKEN", "")
    assert metrics_status(client, REMOTE_ADDR="192.0.2.7", HTTP_AUTHORIZATION="Bearer ") == 403


def test_metrics_for_named_networks(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("METRICS_NETWORKS", "192.0.2.0/24, 10.0.0.0/8")
    assert metrics_status(client, REMOTE_ADDR="192.0.2.7") == 200
    assert metrics_status(client, REMOTE_ADDR="127.0.0.1") == 403
