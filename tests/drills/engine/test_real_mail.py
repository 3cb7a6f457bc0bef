"""What leaves the house during a drill, at a real mail server, and what a real event takes back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from drills.services.real_event import real_event
from followup.models import Notification
from followup.services.claims import withdrawn
from followup.services.gathering import gather
from followup.services.sending import drain
from incidents.models import Incident
from incidents.services import incidents
from tests.drills import world
from tests.drills.world import clock, person, the
from tests.mail_server import Mailbox, mail_goes_to, mail_server

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

INSIDE = {f"{name}@example.com" for name in ("cora", "eva", "carl", "iris", "olga")}


@pytest.fixture
def post(settings: Any) -> Iterator[Mailbox]:
    with mail_server() as box:
        mail_goes_to(settings, box.host, box.port)
        yield box


def addresses(post: Mailbox, mark: str) -> set[str]:
    return {to for mail in post.posted if mail.subject.startswith(mark) for to in mail.to}


def test_every_mail_of_a_drill_is_marked_and_stays_inside(post: Mailbox) -> None:
    row = world.running_drill("functional")
    incident = Incident.objects.get(of_drill=row)
    incidents.confirm_grade(
        incident, grade=world.incidents.grade("I"), by=the("cora"), at=clock("10:05")
    )
    Notification.objects.filter(state="pending").update(not_before=clock("10:05"))
    drain(now=lambda: clock("10:30"))
    assert post.posted
    assert addresses(post, "[DRILL 演练]") == {to for mail in post.posted for to in mail.to}
    assert addresses(post, "[DRILL 演练]") <= INSIDE


def test_a_real_event_takes_back_what_has_not_left_and_says_stop(post: Mailbox) -> None:
    row = world.running_drill("functional")
    Notification.objects.filter(state="pending", exercise=True).update(not_before=clock("10:07"))
    real_event(row, by=the("olga"), at=clock("10:07"))
    drain(now=lambda: clock("10:08"))
    assert addresses(post, "[DRILL 演练]") == set()
    stop = {
        to for mail in post.posted if "STOP" in mail.subject + mail.text for to in mail.to
    }  # fmt: skip
    assert stop == INSIDE
    assert all(mail.subject.startswith("[REAL 真实]") for mail in post.posted)


def test_what_is_claimed_already_stays_too(post: Mailbox) -> None:
    """A worker holds the messages when the drill is stopped, and when a reader leaves it."""
    row = world.running_drill("functional")
    mine = Notification.objects.filter(channel="email", exercise=True, state="pending")
    mine.update(not_before=clock("10:05"), held_in_quiet_hours=False)
    jobs, _more = gather(at=clock("10:05"))
    assert jobs
    row.participants.filter(person=person("olga")).delete()
    gone = [job for job in jobs if job.contact.person == person("olga")]
    assert [withdrawn(job) for job in gone] == [True] * len(gone)
    real_event(row, by=the("carl"), at=clock("10:07"))
    assert all(withdrawn(job) for job in jobs if job not in gone)
    states = Notification.objects.filter(channel="email", exercise=True)
    assert set(states.values_list("state", flat=True)) == {"suppressed"}
    assert not post.posted
