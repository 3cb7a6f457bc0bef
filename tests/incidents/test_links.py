"""Parents, children, related incidents, messages and the log (INC-5, INC-10, E18, E23, E43)."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from followup.models import Notification
from followup.services.timeline import all_timelines, broken_at
from incidents.models import EventPin
from incidents.services import incidents as verbs
from incidents.services.logbook import File, visibilities_of
from incidents.timeline_page import page_of
from lib.errors import GuardsUnmet, Refused
from tests.drills.world import staffed_drill
from tests.incidents.world import bi, clock, csm, declared, responding, stock, the

pytestmark = pytest.mark.django_db


def disaster():
    """A site is lost: a parent of grade III, children of I and III."""
    parent = responding("III", title="Site lost", systems=[(stock(), "full")], regions=[])
    worst = responding("I")
    mild = declared(title="BI down", systems=[(bi(), "full")], regions=[], at=clock("10:20"))
    return parent, worst, mild


def test_a_parent_is_as_grave_as_its_worst_child_and_tells_once():
    parent, worst, mild = disaster()

    verbs.attach_to_parent([worst, mild], parent=parent, by=the("mia"), at=clock("10:30"))

    parent.refresh_from_db()
    assert (parent.grade.code, {one.number for one in parent.children.all()}) == (
        "I",
        {worst.number, mild.number},
    )
    told = Notification.objects.filter(kind="incident.attached", channel="in_app")
    assert len({one.user_id for one in told}) == told.count()
    assert parent.timeline.filter(type="attached").count() == 1


def test_a_childs_worse_grade_reaches_the_parent_and_reports_roll_up():
    parent = responding("III", title="Site lost", systems=[(stock(), "full")], regions=[])
    child = responding("III", systems=[(csm(), "partial")], regions=[], at=clock("10:10"))
    verbs.attach_to_parent([child], parent=parent, by=the("mia"), at=clock("10:20"))
    verbs.submit_report(child, happened="Half back", by=the("carl"), at=clock("10:25"))

    level_two = child.grade.__class__.objects.get(code="II")
    verbs.raise_grade(child, grade=level_two, reason="Worse", by=the("carl"), at=clock("10:30"))
    report = verbs.submit_report(parent, happened="Two sites", by=the("carl"), at=clock("10:31"))

    parent.refresh_from_db()
    assert parent.grade.code == "II"
    rolled = report.facts["children"][0]
    assert (rolled["number"], rolled["report"]["happened"]) == (child.number, "Half back")


def test_circles_and_drills_are_not_attached_and_detaching_frees():
    parent, worst, _mild = disaster()
    verbs.attach_to_parent([worst], parent=parent, by=the("mia"), at=clock("10:30"))
    with pytest.raises(GuardsUnmet) as unmet:
        verbs.attach_to_parent([parent], parent=worst, by=the("mia"), at=clock("10:31"))
    assert [one.code for one in unmet.value.problems] == ["circle"]

    verbs.detach_from_parent(worst, by=the("mia"), at=clock("10:32"))
    worst.refresh_from_db()
    assert worst.parent is None


def test_related_ones_know_each_other():
    one, other = responding(), declared(title="Other", systems=[(bi(), "full")])
    for _again in range(2):
        verbs.relate(one, other, by=the("carl"), at=clock("10:30"))
    assert (list(other.related.all()), one.timeline.filter(type="related").count()) == ([one], 1)
    verbs.unrelate(other, one, by=the("carl"), at=clock("10:31"))
    assert not one.related.exists()


def test_all_staff_are_told_through_the_outbox_in_their_language():
    incident = responding()
    message = verbs.draft(
        incident, audience="staff", subject_en="Paper", body_en="Write on paper", body_zh="请手写",
        by=the("carl"), at=clock("10:20"),
    )  # fmt: skip
    verbs.send_message(message, by=the("carl"), at=clock("10:21"))

    told = Notification.objects.filter(kind="incident_message.staff", channel="in_app")
    assert (message.state, message.recipients, told.count()) == ("sent", 12, 12)
    assert told.first().params["body"] == {"en": "Write on paper", "zh": "请手写"}
    again = verbs.send_message(message, by=the("carl"), at=clock("10:22"))
    assert (again.sent_at, told.count()) == (clock("10:21"), 12)


def test_what_leaves_the_house_is_approved_by_who_may():
    incident = responding()
    message = verbs.draft(
        incident, audience="media", body_en="Sorry", by=the("dan"), at=clock("10:20")
    )
    verbs.submit_message(message, by=the("dan"), at=clock("10:21"))
    with pytest.raises(PermissionDenied):
        verbs.approve_message(message, by=the("dan"), at=clock("10:22"))
    verbs.refuse_message(message, comment="Softer", by=the("carl"), at=clock("10:23"))
    verbs.change_message(message, body_en="We are sorry", by=the("dan"), at=clock("10:24"))
    verbs.submit_message(message, by=the("dan"), at=clock("10:25"))
    verbs.approve_message(message, by=the("carl"), at=clock("10:26"))
    with pytest.raises(Refused):
        verbs.send_message(message, by=the("carl"), at=clock("10:27"))
    verbs.send_message(message, channel="press agency", by=the("carl"), at=clock("10:28"))
    assert (message.state, message.channel) == ("sent", "press agency")


def test_a_drill_never_sends_outside_and_tells_only_who_takes_part():
    drill = responding(mode="drill", drill_code=staffed_drill().code)
    before = set(Notification.objects.values_list("pk", flat=True))
    outside = verbs.draft(
        drill, audience="customers", body_en="x", by=the("carl"), at=clock("10:20")
    )
    verbs.submit_message(outside, by=the("carl"), at=clock("10:20"))
    verbs.approve_message(outside, by=the("carl"), at=clock("10:20"))
    verbs.send_message(outside, channel="hotline", by=the("carl"), at=clock("10:21"))
    new = Notification.objects.exclude(pk__in=before).filter(kind__startswith="incident_message.c")
    assert (outside.state, outside.recipients, new.count()) == ("sent", 0, 0)

    inside = verbs.draft(drill, audience="staff", body_en="x", by=the("carl"), at=clock("10:22"))
    verbs.send_message(inside, by=the("carl"), at=clock("10:23"))
    told = Notification.objects.filter(kind="incident_message.staff")
    assert "charlie" not in {one.user.username for one in told if one.user}
    assert {one.exercise for one in told} == {True}


def test_a_restricted_incident_is_never_named_outside():
    incident = responding(confidentiality="restricted")
    message = verbs.draft(
        incident, audience="customers", body_en=f"About {incident.number}", by=the("carl"),
        at=clock("10:20"),
    )  # fmt: skip
    with pytest.raises(GuardsUnmet) as unmet:
        verbs.submit_message(message, by=the("carl"), at=clock("10:21"))
    assert [one.code for one in unmet.value.problems] == ["names_restricted"]


def test_entries_are_read_by_whom_they_are_meant_for():
    incident = responding()
    for visibility in ("all", "command", "restricted"):
        verbs.log(
            incident, text=visibility, visibility=visibility, by=the("carl"), at=clock("10:20")
        )
    read = {
        name: {one.text for one in page_of(incident, visibilities_of(incident, the(name))).entries}
        & {"all", "command", "restricted"}
        for name in ("charlie", "dan", "carl")
    }
    assert read == {
        "charlie": {"all"},
        "dan": {"all", "command"},
        "carl": {"all", "command", "restricted"},
    }


def test_a_correction_leaves_what_was_written_and_happens_once():
    incident = responding()
    entry = verbs.log(incident, text="20 minutes", by=the("dan"), at=clock("10:20"))
    with pytest.raises(PermissionDenied):
        verbs.correct_entry(entry, text="x", by=the("iris"), at=clock("10:21"))
    right = verbs.correct_entry(entry, text="40 minutes", by=the("carl"), at=clock("10:21"))
    assert (right.corrects_id, right.text) == (entry.pk, "40 minutes")
    with pytest.raises(GuardsUnmet):
        verbs.correct_entry(entry, text="50 minutes", by=the("dan"), at=clock("10:22"))
    declared_entry = incident.timeline.get(type="declared")
    with pytest.raises(GuardsUnmet):
        verbs.correct_entry(declared_entry, text="x", by=the("carl"), at=clock("10:22"))


def test_pins_are_marks_and_the_chain_stays_whole():
    incident = responding()
    entry = verbs.log(
        incident, text="x", attachments=[File("a.txt", b"hello")], by=the("dan"), at=clock("10:20")
    )
    for _again in range(2):
        verbs.pin(entry, by=the("carl"), at=clock("10:21"))
    assert EventPin.objects.count() == 1
    verbs.unpin(entry, by=the("carl"), at=clock("10:22"))
    assert EventPin.objects.count() == 0
    found = {name: broken_at(rows) for name, rows in all_timelines()}
    assert found[incident.number] is None


def test_pages_of_the_timeline_go_on_where_the_last_one_ended():
    incident = responding()
    for number in range(7):
        verbs.log(incident, text=f"n{number}", by=the("carl"), at=clock("10:20"))
    seen, before = [], None
    while True:
        page = page_of(incident, ["all"], before=before, size=5)
        seen += [one.seq for one in page.entries]
        before = page.before
        if before is None:
            break
    incident.refresh_from_db()
    assert seen == list(range(incident.seq, 0, -1))
