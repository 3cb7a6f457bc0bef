"""Pages of monitoring sources and the rules of incidents."""

from __future__ import annotations

import json
from typing import Any

import pytest

from incidents.models import Incident, IncidentSettings, MonitoringSource
from tests import factories
from tests.incidents import world

pytestmark = pytest.mark.django_db

SAMPLE = {"alerts": [{"labels": {"alertname": "Down", "system": "db01"}, "fingerprint": "a"}]}


@pytest.fixture
def form(db: None) -> dict[str, Any]:
    world.people()
    factories.user("monitor", "service_account")
    return {
        "code": "prom", "name": "Prometheus", "kind": "alertmanager", "user": "monitor",
        "mapping": "", "category": "other", "when_resolved": "note", "is_active": "on",
    }  # fmt: skip


def test_a_source_is_added_and_changed(form: dict[str, Any]) -> None:
    browser = factories.login(world.the("dan"))
    added = browser.post("/incidents/monitoring/new/", form)
    row = MonitoringSource.objects.get()
    assert (added.status_code, added["Location"]) == (302, row.get_absolute_url())
    body = form | {"name": "Shops", "version": row.version}
    changed = browser.post(f"/incidents/monitoring/{row.code}/edit/", body)
    row.refresh_from_db()
    assert (changed.status_code, row.name, row.version) == (302, "Shops", 2)
    assert browser.post(f"/incidents/monitoring/{row.code}/edit/", body).status_code == 409


def test_a_pasted_payload_is_tried_and_nothing_saved(form: dict[str, Any]) -> None:
    browser = factories.login(world.the("dan"))
    body = form | {"sample": json.dumps(SAMPLE), "try": "1"}
    page = browser.post("/incidents/monitoring/new/", body)
    told = page.content.decode()
    assert (page.status_code, "no system is called db01" in told) == (200, True)
    assert (MonitoringSource.objects.exists(), Incident.objects.exists()) == (False, False)


@pytest.mark.parametrize("sample", ["", "{", '{"alerts": 1}'])
def test_what_cannot_be_tried_says_why(form: dict[str, Any], sample: str) -> None:
    browser = factories.login(world.the("dan"))
    body = form | {"sample": sample, "try": "1"}
    assert browser.post("/incidents/monitoring/new/", body).status_code == 422


def test_only_who_runs_monitoring_changes_sources(form: dict[str, Any]) -> None:
    browser = factories.login(world.the("carl"))
    assert browser.get("/incidents/monitoring/").status_code == 200
    assert browser.post("/incidents/monitoring/new/", form).status_code == 403


def rules(**changes: Any) -> dict[str, Any]:
    return {
        "version": IncidentSettings.current().version, "regions": "East\nNorth\n\nEast",
        "loss_I": "2000000", "loss_II": "300000", "loss_III": "", "dwell_s": "15 min",
        "alone_after_s": "30 min", "cancel_free_s": "0", "break_glass_after_s": "10 min",
        "no_change_most": "0", "reopen_within_s": "72 h", "unmerge_within_s": "24 h",
        "availability_target": "99.5",
    } | changes  # fmt: skip


def test_the_rules_are_changed_on_one_page(db: None) -> None:
    world.people()
    answer = factories.login(world.the("mia")).post("/settings/incidents/", rules())
    row = IncidentSettings.current()
    assert answer.status_code == 302
    assert (row.regions, row.dwell_s, row.cancel_free_s, row.no_change_most) == (
        ["East", "North"], 900, 0, 0
    )  # fmt: skip
    assert [one["grade"] for one in row.loss_grades] == ["II", "I"]


@pytest.mark.parametrize(
    "wrong", [{"loss_II": "3000000"}, {"regions": "all"}, {"alone_after_s": "5 s"}]
)
def test_rules_that_cannot_be_are_refused(db: None, wrong: dict[str, str]) -> None:
    world.people()
    answer = factories.login(world.the("mia")).post("/settings/incidents/", rules(**wrong))
    assert (answer.status_code, IncidentSettings.current().version) == (422, 1)


def test_others_read_the_rules(db: None) -> None:
    world.people()
    browser = factories.login(world.the("dan"))
    assert browser.get("/settings/incidents/").status_code == 200
    assert browser.post("/settings/incidents/", rules()).status_code == 403
