"""Card, call list and roles as pages: without a script, and what they lead back to."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from incidents.models import CheckRun, Incident, RoleAssignment
from incidents.services import role_holding
from tests.incidents import world
from tests.incidents.world import clock, person, the

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident():
    return world.responding("I")


def page(client, name, path):
    client.force_login(the(name))
    return client.get(path)


def test_a_box_is_ticked_by_one_button_and_leads_back_to_the_card(client, incident):
    box = CheckRun.objects.filter(step__incident=incident).first()
    client.force_login(the("dan"))
    with time_machine.travel(clock("10:08"), tick=False):
        answer = client.post(
            f"/incidents/{incident.number}/card/boxes/{box.pk}/",
            {"state": "done"},
            headers={"referer": f"http://testserver/incidents/{incident.number}/card/"},
        )
    assert (answer.status_code, answer["Location"]) == (303, f"/incidents/{incident.number}/card/")
    box.refresh_from_db()
    assert (box.state, box.by, box.at) == ("done", the("dan"), clock("10:08"))


@pytest.mark.slow
def test_with_script_a_tick_answers_nothing_to_show(client, incident):
    box = CheckRun.objects.filter(step__incident=incident).first()
    client.force_login(the("dan"))
    answer = client.post(
        f"/incidents/{incident.number}/card/boxes/{box.pk}/",
        {"state": "done"},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 204


@pytest.mark.slow
def test_a_box_left_out_without_a_reason_is_shown_again(client, incident):
    box = CheckRun.objects.filter(step__incident=incident).first()
    client.force_login(the("dan"))
    answer = client.post(f"/incidents/{incident.number}/card/boxes/{box.pk}/", {"state": "na"})
    assert answer.status_code == 400
    assert "Say why." in answer.content.decode()


def test_a_call_sent_twice_is_one_call(client, incident):
    contact = incident.contacts.get(person=person("iris"))
    client.force_login(the("dan"))
    sent = {"result": "no_answer", "key": "a-key"}
    for _again in range(2):
        client.post(f"/incidents/{incident.number}/contacts/{contact.pk}/", sent)
    assert contact.attempts.count() == 1


def test_the_call_list_dials(client, incident):
    text = page(client, "dan", f"/incidents/{incident.number}/contacts/").content.decode()
    assert f'href="tel:{person("iris").phones[0]}"' in text


def test_who_is_asked_answers_for_the_level(client, incident):
    client.force_login(the("celia"))
    with time_machine.travel(clock("10:09"), tick=False):
        client.post(f"/incidents/{incident.number}/level/")
    assert Incident.objects.get(pk=incident.pk).level_acknowledged_at == clock("10:09")


def test_handing_over_without_a_note_is_refused_at_the_field(client, incident):
    client.force_login(the("carl"))
    path = f"/incidents/{incident.number}/command/handover/"
    refused = client.post(path, {"person": "dan", "note": " "})
    assert refused.status_code == 400
    assert role_holding.commander_of(incident).person == person("carl")
    done = client.post(path, {"person": "dan", "note": "Database restarts at 10:20."})
    assert done.status_code == 303
    assert role_holding.commander_of(incident).person == person("dan")


def test_pages_of_the_people_are_closed_to_who_may_not_see(client, incident):
    Incident.objects.filter(pk=incident.pk).update(confidentiality="restricted")
    client.force_login(the("otto"))
    for path in ("contacts/", "roles/", "command/", "level/"):
        assert client.get(f"/incidents/{incident.number}/{path}").status_code == 404


@pytest.mark.slow
def test_an_auditor_reads_and_changes_nothing(client, incident):
    client.force_login(the("charlie"))
    assert client.get(f"/incidents/{incident.number}/roles/").status_code == 200
    contact = incident.contacts.first()
    path = f"/incidents/{incident.number}/contacts/{contact.pk}/"
    assert client.post(path, {"result": "reached"}).status_code == 403
    assert RoleAssignment.objects.filter(person=person("charlie")).count() == 0


def test_late_entry_from_paper(client, incident):
    """The deed at 10:06 entered at 10:45 counts at 10:06 (E34)."""
    contact = incident.contacts.get(person=person("iris"))
    client.force_login(the("dan"))
    with time_machine.travel(clock("10:45"), tick=False):
        client.post(
            f"/incidents/{incident.number}/contacts/{contact.pk}/",
            {"result": "reached", "at": clock("10:06").isoformat()},
        )
    contact.refresh_from_db()
    assert contact.reached_at == clock("10:06")
    entry = incident.timeline.filter(type="contact_attempt").get()
    assert entry.payload["late_s"] == 39 * 60
    assert entry.recorded_at - entry.at == timedelta(minutes=39)
