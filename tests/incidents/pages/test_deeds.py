"""The log, reports, decisions, messages, plans and mergers by their pages."""

from __future__ import annotations

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from incidents.models import CommsTemplate, Incident, IncidentEntry, SituationReport
from incidents.services import incidents as verbs
from tests.incidents.world import clock, csm, declared, responding, the

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(client):
    """Carl's browser at 10:20, and the incident."""
    incident = responding()
    client.force_login(the("carl"))
    with time_machine.travel(clock("10:20"), tick=False):
        yield client, incident


def at(incident, name, *more):
    return reverse(f"incidents:{name}", args=[incident.number, *more])


PAGES = (
    "incident_timeline", "incident_log", "paper_log", "report_list", "incident_report",
    "expected_recovery", "report_interval", "chat_group", "incident_edit", "incident_decide",
    "message_create", "incident_merge", "incident_relate", "incident_attach", "plan_activate",
)  # fmt: skip


def test_every_page_opens(room):
    client, incident = room
    answers = {name: client.get(at(incident, name)).status_code for name in PAGES}
    assert answers == dict.fromkeys(PAGES, 200)


def test_the_room_shows_the_parts(room):
    client, incident = room
    verbs.submit_report(incident, happened="All is down", by=the("carl"), at=clock("10:19"))
    verbs.decide(
        incident, question="Send shops home?", choice="No", options=["Yes", "No"],
        by=the("celia"), at=clock("10:19"),
    )  # fmt: skip
    verbs.draft(incident, audience="customers", body_zh="抱歉", by=the("carl"), at=clock("10:19"))
    text = client.get(incident.get_absolute_url()).content.decode()
    for part in ("timeline", "reports", "decisions", "comms", "plans", "links"):
        assert f'id="part-{part}"' in text
    assert [one in text for one in ("All is down", "Send shops home?", "抱歉")] == [True] * 3


def test_logging_leads_back_to_the_room_once_and_says_late(room):
    client, incident = room
    data = {"text": "UPS on battery", "at": "2026-03-02T10:05", "key": "k1"}
    for _again in range(2):
        answer = client.post(at(incident, "incident_log"), data)
        assert (answer.status_code, answer.url.partition("#")[0]) == (
            303,
            incident.get_absolute_url(),
        )
    entry = IncidentEntry.objects.get(incident=incident, text="UPS on battery")
    assert (entry.at, entry.payload["late_s"]) == (clock("10:05"), 900)
    assert "late entry" in client.get(incident.get_absolute_url()).content.decode()


def test_the_rooms_script_gets_204(room):
    client, incident = room
    answer = client.post(
        at(incident, "incident_log"), {"text": "x"}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 204
    refused = client.post(
        at(incident, "incident_log"), {"text": ""}, headers={"HX-Request": "true"}
    )
    assert refused.status_code == 422


def test_a_report_by_form_and_one_tap(room):
    client, incident = room
    answer = client.post(at(incident, "incident_report"), {"happened": "Down"})
    assert answer.status_code == 303
    for status in (303, 303, 422):
        assert client.post(at(incident, "report_no_change")).status_code == status
    assert SituationReport.objects.count() == 3


def test_a_file_is_known_by_its_bytes_and_always_downloaded(room):
    client, incident = room
    html = SimpleUploadedFile("photo.png", b"<html><script>alert(1)</script></html>")
    refused = client.post(at(incident, "incident_log"), {"text": "x", "attachments": html})
    assert refused.status_code == 422

    plain = SimpleUploadedFile("../ups log.txt", b"09:00 battery", content_type="text/html")
    client.post(at(incident, "incident_log"), {"text": "log", "attachments": plain})
    file = IncidentEntry.objects.get(text="log").attachments.get()
    answer = client.get(at(incident, "attachment_download", file.pk))
    assert answer["Content-Disposition"] == "attachment; filename*=UTF-8''ups%20log.txt"
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("text/plain", "nosniff")
    assert answer.content == b"09:00 battery"


def test_two_editors_are_united_by_field_or_stand_side_by_side(room):
    client, incident = room
    read = client.get(at(incident, "incident_edit")).context["form"].initial
    verbs.change_details(incident, summary="Theirs", by=the("mia"), at=clock("10:19"))

    united = client.post(at(incident, "incident_edit"), read | {"title": "Mine"})
    incident.refresh_from_db()
    assert (united.status_code, incident.title, incident.summary) == (303, "Mine", "Theirs")

    clash = client.post(at(incident, "incident_edit"), read | {"summary": "Ours"})
    assert clash.status_code == 409
    assert [one in clash.content for one in (b"Theirs", b"Ours")] == [True, True]


def test_paper_lines_with_hints_or_all_of_them(room):
    client, incident = room
    wrong = client.post(
        at(incident, "paper_log"), {"day": "2026-03-02", "lines": "24:00 x\n25:61 y\n09:50 ok"}
    )
    text = wrong.content.decode()
    assert wrong.status_code == 422
    assert [one in text for one in ("write 00:00", "hours go from 00 to 23")] == [True, True]
    assert not IncidentEntry.objects.filter(source="import").exists()

    done = client.post(
        at(incident, "paper_log"),
        {"day": "2026-03-02", "lines": "10:02 UPS on battery\n10：06 柴油机启动"},
    )
    assert done.status_code == 303
    kept = IncidentEntry.objects.filter(source="import").order_by("seq")
    assert [(one.at, one.text, one.language) for one in kept] == [
        (clock("10:02"), "UPS on battery", "en"),
        (clock("10:06"), "柴油机启动", "zh-hans"),
    ]


def test_a_message_is_drafted_from_a_template_approved_and_sent_by_hand(room):
    client, incident = room
    CommsTemplate.objects.create(
        code="first", name_en="First", name_zh="首次", audience="customers",
        body_en="{title} since {since}", body_zh="{title}，自{since}起",
    )  # fmt: skip
    answer = client.post(
        at(incident, "message_create"), {"audience": "customers", "template": "first"}
    )
    message = incident.messages.get()
    assert answer.url == at(incident, "message_edit", 1)
    assert message.body_zh.startswith("Rescue dispatch down，自2026")
    assert client.get(answer.url).status_code == 200

    texts = {"body_zh": "抱歉", "body_en": "Sorry", "version": message.version, "submit": "1"}
    assert client.post(answer.url, texts).status_code == 303
    assert client.get(at(incident, "message_sending", 1)).status_code == 200
    by_hand = {"way": "hand", "channel": "hotline", "version": 3}
    assert client.post(at(incident, "message_sending", 1), by_hand).status_code == 409
    assert client.get(at(incident, "message_approval", 1)).status_code == 200
    assert client.post(at(incident, "message_approval", 1), {"version": 3}).status_code == 303
    client.post(at(incident, "message_sending", 1), by_hand)
    message.refresh_from_db()
    assert (message.state, message.channel, message.recipients) == ("sent", "hotline", None)


def test_merging_and_taking_apart_by_page(room):
    client, incident = room
    other = declared(title="Second", systems=[(csm(), "full")], at=clock("10:15"))
    answer = client.post(
        at(incident, "incident_merge"), {"sources": [other.number], "reason": "One fault"}
    )
    assert answer.status_code == 303
    text = client.get(at(incident, "incident_timeline")).content.decode()
    assert f'class="log-chip" href="{other.get_absolute_url()}"' in text
    client.force_login(the("mia"))
    banner = client.get(other.get_absolute_url()).content.decode()
    assert "link-banner" in banner
    assert client.get(at(other, "incident_unmerge")).status_code == 200
    assert client.post(at(other, "incident_unmerge"), {}).status_code == 303
    other.refresh_from_db()
    assert other.status == "reported"


def test_who_only_reads_gets_no_forms(client):
    incident = responding()
    client.force_login(the("charlie"))
    assert client.get(at(incident, "incident_timeline")).status_code == 200
    assert client.get(incident.get_absolute_url()).status_code == 200
    for name in ("incident_log", "incident_report", "incident_merge", "incident_edit"):
        assert client.get(at(incident, name)).status_code == 403
    assert Incident.objects.get().seq == incident.seq


def test_templates_are_listed_written_and_checked(client):
    client.force_login(the("mia"))
    assert client.get(reverse("incidents:template_list")).status_code == 200
    values = {
        "code": "first", "name_en": "First", "name_zh": "首次", "audience": "customers",
        "body_en": "{title} {nonsense}", "is_active": "on",
    }  # fmt: skip
    refused = client.post(reverse("incidents:template_create"), values)
    assert (refused.status_code, b"{nonsense}" in refused.content) == (422, True)
    values["body_en"] = "{title}"
    assert client.post(reverse("incidents:template_create"), values).status_code == 302
    edit = reverse("incidents:template_edit", args=["first"])
    assert client.get(edit).status_code == 200
    assert client.post(edit, values | {"body_en": "New {now}", "version": 1}).status_code == 302
    assert CommsTemplate.objects.get().body_en == "New {now}"
    assert client.post(edit, values | {"body_en": "Old", "version": 1}).status_code == 409
    client.force_login(the("charlie"))
    assert client.get(edit).status_code == 403
