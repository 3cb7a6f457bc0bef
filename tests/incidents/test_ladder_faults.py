"""The ladder when things break: a killed worker, rows in use, askew clocks, no way out for mail."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import connection, connections, transaction
from django.utils import timezone

from accounts.models import Person
from followup.models import Clock, ContactPoint, Notification
from followup.services.ticking import tick
from incidents.models import EscalationStep, Incident
from incidents.services import presence
from incidents.services.escalation import run_due
from incidents.services.escalation_rungs import END
from tests.incidents import world
from tests.incidents.world import clock, person
from tests.processes import until

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 180
# A worker of its own, on the database of this test.
WORKER = """
import django
django.setup()
from django.db import connections
connections["default"].settings_dict["NAME"] = {name!r}
from incidents.services.escalation import run_due
print(run_due(), flush=True)
"""


def a_worker() -> subprocess.Popen[str]:
    code = WORKER.format(name=connection.settings_dict["NAME"])
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "bcm.settings"}
    return subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )


def is_held_up() -> bool:
    """Somebody else waits for a lock in this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'relation'"
            " AND relation = 'followup_notification'::regclass"
        )
        return cursor.fetchone()[0] > 0


def top(incident: Incident) -> EscalationStep:
    return incident.escalation.get(loop=1, level=3, part=1)


def make_due(incident: Incident) -> None:
    incident.escalation.filter(state="waiting").update(due_at=timezone.now() + timedelta(hours=1))
    incident.escalation.filter(loop=1, level=3).update(due_at=timezone.now())


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_it_tells_leaves_nothing_half_done():
    incident = world.declared()
    make_due(incident)
    entries = incident.timeline.filter(type="escalated").count()
    with transaction.atomic():
        with connection.cursor() as cursor:
            # It has marked the rung and written the entry when it comes to the message.
            cursor.execute("LOCK TABLE followup_notification IN EXCLUSIVE MODE")
        worker = a_worker()
        try:
            assert until(is_held_up, PATIENCE_S)
            worker.send_signal(signal.SIGKILL)
            worker.wait()
        finally:
            worker.kill()
            worker.communicate()
    rows = Incident.objects.filter(pk=incident.pk)
    assert until(lambda: _is_free(rows), PATIENCE_S)
    assert (top(incident).state, incident.timeline.filter(type="escalated").count()) == (
        "waiting", entries,
    )  # fmt: skip
    assert run_due() == 1
    assert run_due() == 0
    told = Notification.objects.filter(kind="incident.escalation", mark="1.3.1", channel="email")
    assert (top(incident).state, told.count()) == ("told", 1)


def _is_free(rows) -> bool:
    with transaction.atomic():
        return rows.select_for_update(skip_locked=True).exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_workers_tell_each_rung_once():
    incidents = [world.declared(external_id=f"e{number}") for number in range(6)]
    for incident in incidents:
        make_due(incident)
    workers = [a_worker(), a_worker()]
    answers = [int(worker.communicate(timeout=PATIENCE_S)[0]) for worker in workers]
    assert sum(answers) + run_due() == 6
    told = Notification.objects.filter(kind="incident.escalation", mark="1.3.1", channel="email")
    assert told.count() == 6


@pytest.mark.django_db(transaction=True)
def test_an_incident_in_use_waits_for_the_next_round_and_holds_up_nobody():
    """Verbs lock the incident, then its clocks; the ticker and the ladder do the same, and leave
    alone what is in use: no deadlock, and nobody waits."""
    incident, other = world.declared(), world.declared(external_id="other")
    for one in (incident, other):
        make_due(one)
    held, release = threading.Event(), threading.Event()

    def verb() -> None:
        try:
            with transaction.atomic():
                Incident.objects.select_for_update().get(pk=incident.pk)
                held.set()
                release.wait(PATIENCE_S)
        finally:
            connections["default"].close()

    thread = threading.Thread(target=verb)
    thread.start()
    try:
        assert held.wait(PATIENCE_S)
        assert run_due() == 1
        tick(clock("10:09"))
        breached = Clock.objects.filter(kind="notify", breached_at__isnull=False)
        assert list(breached.values_list("subject_code", flat=True)) == [other.number]
    finally:
        release.set()
        thread.join()
    assert run_due() == 1
    tick(clock("10:09"))
    assert Clock.objects.filter(kind="notify", breached_at__isnull=False).count() == 2


@pytest.mark.django_db
def test_servers_that_are_askew_go_by_the_database():
    """A worker whose own clock runs an hour ahead tells nobody early (E7)."""
    incident = world.declared(at=timezone.now())
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
        assert run_due() == 0
    assert top(incident).state == "waiting"


@pytest.mark.django_db
def test_who_cannot_be_reached_any_more_shows_red_with_an_entry():
    """The mail server gave up on them (NTF-9, E9): said once, and the call list shows it."""
    incident = world.declared()
    point = ContactPoint.objects.get(person=person("iris"), channel="email")
    point.unreachable_since = clock("10:06")
    point.save(update_fields=["unreachable_since"])
    assert presence.note_unreachable(clock("10:06")) == 1
    assert presence.note_unreachable(clock("10:07")) == 0
    entry = incident.timeline.get(type="unreachable")
    assert entry.payload["name"] == str(person("iris"))


@pytest.mark.django_db
def test_everybody_absent_leaves_the_end_of_the_ladder():
    world.people()
    Person.objects.all().update(away_from="2026-03-01")
    incident = world.declared()
    for minute in range(1, 20):
        run_due(clock("10:04") + timedelta(minutes=minute))
    rows = incident.escalation.exclude(level=END)
    assert set(rows.values_list("state", flat=True)) == {"skipped"}
    assert incident.timeline.filter(type="ladder_exhausted").count() == 1
