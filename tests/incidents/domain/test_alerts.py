"""Payloads of monitoring systems, good and hostile."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from incidents.domain.alert_faults import Unreadable
from incidents.domain.alert_mapping import mapping_faults
from incidents.domain.alert_values import at_path, believable
from incidents.domain.alerts import MOST_ALERTS, Alert, mapped_systems, read_alerts

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MAPPING = {
    "alerts": "$.alerts", "external_id": "id", "title": "labels.alertname", "state": "status",
    "resolved": ["ok", "closed"], "system": "labels.host", "systems": {"db01": "dispatch"},
    "occurred_at": "began", "summary": "text",
}  # fmt: skip


def alertmanager(*alerts: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"version": "4", "groupKey": '{}:{alertname="Down"}', "alerts": list(alerts)} | more


def one(**changes: Any) -> dict[str, Any]:
    return {
        "status": "firing",
        "labels": {"alertname": "Down", "instance": "db01:9100", "system": "dispatch"},
        "annotations": {"summary": "The database is down", "description": "No answer on 5432"},
        "startsAt": "2026-03-02T11:58:00.123Z",
        "endsAt": "0001-01-01T00:00:00Z",
        "fingerprint": "abc123",
    } | changes


def read(payload: Any, kind: str = "alertmanager", mapping: Any = None) -> list[Alert]:
    return read_alerts(payload, kind=kind, mapping=mapping or {}, now=NOW)


def test_an_alert_of_alertmanager_is_read() -> None:
    [alert] = read(alertmanager(one()))
    assert alert == Alert(
        "abc123", '{}:{alertname="Down"}', True, "The database is down", "No answer on 5432",
        ("dispatch",), datetime(2026, 3, 2, 11, 58, 0, 123000, tzinfo=UTC),
    )  # fmt: skip


def test_what_is_resolved_does_not_fire() -> None:
    assert [alert.firing for alert in read(alertmanager(one(status="resolved")))] == [False]


def test_an_alert_without_a_fingerprint_is_known_by_its_labels() -> None:
    bare = one(fingerprint=None)
    [first], [again] = read(alertmanager(bare)), read(alertmanager(bare | {"startsAt": "x"}))
    assert (first.external_id, len(first.external_id)) == (again.external_id, 32)


def test_the_same_alert_twice_counts_once_by_its_last_word() -> None:
    alerts = read(alertmanager(one(), one(status="resolved")))
    assert [(alert.external_id, alert.firing) for alert in alerts] == [("abc123", False)]


def test_any_json_is_read_by_its_mapping() -> None:
    payload = {"alerts": [{
        "id": 7, "labels": {"alertname": "Disk full", "host": "db01, other"}, "status": "OK",
        "began": 1772452680, "text": "90 %",
    }]}  # fmt: skip
    [alert] = read(payload, "json", MAPPING)
    assert alert == Alert(
        "7", "7", False, "Disk full", "90 %", ("db01", "other"),
        datetime(2026, 3, 2, 11, 58, tzinfo=UTC),
    )  # fmt: skip
    assert mapped_systems(alert.systems, MAPPING) == ["dispatch", "other"]


def test_a_single_object_is_one_alert() -> None:
    mapping = {"external_id": "id", "title": "name"}
    assert [alert.title for alert in read({"id": "1", "name": "X"}, "json", mapping)] == ["X"]


def test_a_state_nobody_named_is_trouble() -> None:
    payload = {"alerts": [{"id": 1, "labels": {"alertname": "A"}, "status": "weird"}]}
    assert [alert.firing for alert in read(payload, "json", MAPPING)] == [True]


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("$.a.b", 1), ("a.b", 1), ("list.1.x", 2), ("with.dots", 3), ("with.dots.not", None),
        ("list.7.x", None), ("list.-1", None), ("a.b.c", None), ("", {}), ("$", {}),
    ],
)  # fmt: skip
def test_a_path_leads_to_a_value_or_nowhere(path: str, found: Any) -> None:
    value = {"a": {"b": 1}, "list": [{"x": 0}, {"x": 2}], "with.dots": 3}
    assert at_path(value, path) == (value if found == {} else found)


@pytest.mark.parametrize(
    ("given", "known"),
    [
        ("2026-03-02T11:00:00+00:00", datetime(2026, 3, 2, 11, 0, tzinfo=UTC)),
        (1772449200000, datetime(2026, 3, 2, 11, 0, tzinfo=UTC)),
        ("2027-01-01T00:00:00Z", NOW),
        ("0001-01-01T00:00:00Z", None), ("2026-03-02T11:00:00", None), ("soon", None),
        (10**30, None), (-1, None), (True, None), (None, None), ({}, None), ("9" * 500, None),
    ],
)  # fmt: skip
def test_an_instant_is_believed_or_left_out(given: Any, known: datetime | None) -> None:
    assert believable(given, NOW) == known


def test_texts_lose_what_no_database_keeps() -> None:
    hostile = {"title": "a\x00b\ud800\u202e\r\nc" + "x" * 5000}
    [alert] = read(alertmanager(one(annotations=hostile)))
    assert (alert.title[:5], len(alert.title)) == ("ab c" + "x", 200)


@pytest.mark.parametrize(
    "payload",
    [
        {}, [], {"alerts": None}, {"alerts": "x"}, {"alerts": [1]}, {"alerts": [None]},
        {"alerts": [[]]}, {"alerts": [{}] * (MOST_ALERTS + 1)},
    ],
)  # fmt: skip
def test_what_is_no_notification_is_refused(payload: Any) -> None:
    with pytest.raises(Unreadable) as unreadable:
        read(payload)
    assert unreadable.value.fault.field == "alerts"


@pytest.mark.parametrize(
    "alert", [{}, {"labels": 1, "annotations": [], "status": {}}, {"labels": {"alertname": []}}]
)
def test_a_poor_alert_is_an_alert(alert: Any) -> None:
    [found] = read(alertmanager(alert))
    assert (found.firing, found.systems, bool(found.title)) == (True, (), True)


def test_a_long_group_key_stays_apart_from_others() -> None:
    [first] = read(alertmanager(one(), groupKey="g" * 5000))
    [second] = read(alertmanager(one(), groupKey="g" * 5001))
    assert (len(first.group), first.group == second.group) == (64, False)


def test_an_id_that_is_nowhere_is_told_by_name() -> None:
    with pytest.raises(Unreadable) as unreadable:
        read({"alerts": [{"labels": {}}]}, "json", MAPPING)
    assert unreadable.value.fault.field == "external_id"


@pytest.mark.parametrize(
    "mapping",
    [
        [], "x", {"nonsense": "a"}, {"title": 1}, {"title": ""}, {"firing": "x"},
        {"resolved": [1]}, {"systems": ["a"]}, {"systems": {"a": 1}}, {"title": "x" * 300},
        {"title": "a\x00"}, {"title": "a\ud800"},
    ],
)  # fmt: skip
def test_a_wrong_mapping_is_told(mapping: Any) -> None:
    told = mapping_faults("alertmanager", mapping)
    assert {fault.field for fault in told} == {"mapping"}


def test_json_needs_an_id_and_a_title() -> None:
    assert len(mapping_faults("json", {})) == 2
    assert mapping_faults("json", MAPPING) == []


def test_a_thousand_alerts_are_read_at_once() -> None:
    payload = alertmanager(*(one(fingerprint=str(n)) for n in range(MOST_ALERTS)))
    assert len(read(json.loads(json.dumps(payload)))) == MOST_ALERTS
