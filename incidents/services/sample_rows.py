"""What happened at the sample company: `incidents/catalog/samples/aftersales.yaml`.

Every step goes through its verb with the instant at which it happened; between two steps the
clocks fire what fell due.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import Organisation, Person, User
from bia.models import System
from followup.models import Notification
from followup.services.actions import open_action
from followup.services.ticking import replay
from incidents.models import CheckRun, CommsTemplate, Impact, Incident
from incidents.services import incidents as verbs
from incidents.services.catalogue_loading import read
from incidents.services.review_actions import create_review_action
from plans.models import IncidentGrade

READ_AFTER = timedelta(days=4)


def make_rows(*, language: str, at: datetime) -> None:
    """Oldest first; within the loading's transaction."""
    users = {one.username: one for one in User.objects.filter(is_sample=True)}
    stories = [
        Story(row, language, begins(row, at), users)
        for row in read("samples/aftersales")["incidents"]
    ]
    deeds = [(deed, story, row) for story in stories for deed, row in story.deeds()]
    for moment, story, row in sorted(deeds, key=lambda one: one[0]):
        if moment > at:
            continue  # the review of what is still too young
        replay(until=moment)
        story.do(row, moment)
    replay(until=at)
    Notification.objects.filter(created_at__lt=at - READ_AFTER, read_at__isnull=True).update(
        read_at=at
    )


def begins(row: Mapping[str, Any], at: datetime) -> datetime:
    """That time of that day where the organisation is; whole seconds."""
    if "minutes_ago" in row:
        return at.replace(microsecond=0) - timedelta(minutes=row["minutes_ago"])
    zone = ZoneInfo(Organisation.current().timezone)
    day = at.astimezone(zone).date() - timedelta(days=row["days_ago"])
    return datetime.combine(day, time.fromisoformat(row["begins"]), zone)


class Story:
    """One incident; `row` of a step names who, when, and the verb with what it takes."""

    def __init__(
        self, row: Mapping[str, Any], language: str, began: datetime, users: Mapping[str, User]
    ):
        self.row, self.language, self.began, self.users = row, language, began, users
        self.incident: Incident | None = None

    def deeds(self) -> list[tuple[datetime, Mapping[str, Any]]]:
        rows = [dict(self.row["declare"], do="declare"), *self.row["steps"]]
        return [(self._at(one["minute"]), one) for one in rows]

    def do(self, row: Mapping[str, Any], at: datetime) -> None:
        call = {"by": self.users[row["by"]], "at": at, "via": "import"}
        getattr(self, f"_{row['do']}")(row, call)

    def _at(self, minute: int) -> datetime:
        return self.began + timedelta(minutes=minute)

    def _text(self, value: Mapping[str, str] | None) -> str:
        return "" if value is None else value[self.language]

    def _one(self) -> Incident:
        assert self.incident is not None
        return self.incident

    def _impact(self, row: Mapping[str, Any]) -> Impact:
        return self._one().impacts.get(process__code=row["process"])

    # --- the verbs ---------------------------------------------------------------------------

    def _declare(self, row: Mapping[str, Any], call: dict[str, Any]) -> None:
        self.incident = verbs.declare(
            title=self._text(row["title"]),
            summary=self._text(row.get("summary")),
            systems=[(System.objects.get(code=row["system"]), row["extent"])],
            regions=row.get("regions", ()),
            category=row["category"],
            occurred_at=self.began,
            detected_at=self._at(row["detected"]),
            **call,
        )

    def _acknowledge(self, row: Mapping[str, Any], call: dict[str, Any]) -> None:
        verbs.acknowledge(self._one(), **call)

    def _reached(self, row: Mapping[str, Any], call: dict[str, Any]) -> None:
        for contact in self._one().contacts.filter(required=True).order_by("pk"):
            verbs.log_attempt(contact, result="reached", **call)

    def _grade(self, row: Mapping[str, Any], call: dict[str, Any]) -> None:
        grade = IncidentGrade.objects.get(code=row["grade"])
        reason = self._text(row["reason"])
        verbs.confirm_grade(self._one(), grade=grade, reason=reason, **call)

    def _level(self, row: Mapping[str, Any], call: dict[str, Any]) -> None:
        verbs.acknowledge_level(self._one(), **call)

    def _workaround(self, row: Mapping[str, Any], call: dict[str, Any]) -> None:
        percent = Decimal(row["percent"])
        verbs.change_impact(self._one(), self._impact(row), workaround_percent=percent, **call)

    def _log(self, row: Mapping[str, Any], call: dict[str, Any]) -> None:
        verbs.log(self._one(), text=self._text(row["text"]), **call)

    def _report(self, row: Mapping[str, Any], call: dict[str, Any]) -> None:
        texts: Any = {name: self._text(row[name]) for name in ("happened", "next_steps")}
        verbs.submit_report(self._one(), **texts, **call)

    def _message(self, row: Mapping[str, Any], call: dict[str, Any]) -> None:
        """Written from its template, approved by the commander, read out by telephone."""
        template = CommsTemplate.objects.get(code=row["template"])
        message = verbs.draft(self._one(), audience=row["audience"], template=template, **call)
        verbs.submit_message(message, **call)
        verbs.approve_message(message, **call)
        verbs.send_message(message, channel=self._text(row["channel"]), **call)

    def _decide(self, row: Mapping[str, Any], call: dict[str, Any]) -> None:
        texts: Any = {name: self._text(row[name]) for name in ("question", "choice", "rationale")}
        verbs.decide(self._one(), **texts, **call)

    def _cancel(self, row: Mapping[str, Any], call: dict[str, Any]) -> None:
        verbs.cancel(self._one(), reason=self._text(row["reason"]), **call)

    def _restored(self, row: Mapping[str, Any], call: dict[str, Any]) -> None:
        verbs.restore(self._one(), **call)

    def _checks(self, row: Mapping[str, Any], call: dict[str, Any]) -> None:
        boxes = CheckRun.objects.filter(step__incident=self._one(), step__key="verify")
        for box in boxes.filter(state=CheckRun.State.TODO).order_by("pk"):
            verbs.tick(box, state="done", **call)

    def _recovered(self, row: Mapping[str, Any], call: dict[str, Any]) -> None:
        verbs.confirm_recovery(self._one(), **call)

    def _verified(self, row: Mapping[str, Any], call: dict[str, Any]) -> None:
        verbs.verify(self._one(), traffic_percent=100, **call)

    def _data(self, row: Mapping[str, Any], call: dict[str, Any]) -> None:
        impact = self._impact(row)
        good = impact.start_at - timedelta(minutes=row["lost_minutes"])
        verbs.set_last_good_data(self._one(), impact, last_good_data_at=good, **call)
        impact.refresh_from_db()
        lost = Decimal(row["loss"])
        verbs.record_outcome(
            self._one(), impact, actual_loss=lost, complaints=row["complaints"], **call
        )

    def _review(self, row: Mapping[str, Any], call: dict[str, Any]) -> None:
        names = ("summary", "symptom", "root_cause", "treatment", "no_actions_reason")
        texts = {name: self._text(row.get(name)) for name in names}
        given = texts | {"card_helped": row["card_helped"]}
        verbs.change_review(self._one(), read_version=None, **given, **call)
        if "action" in row:
            self._action(row["action"], call)
        verbs.submit_review(self._one(), **call)

    def _action(self, row: Mapping[str, Any], call: dict[str, Any]) -> None:
        call = call | {"by": self.users["manager"]}
        fields = {
            "title": self._text(row["title"]),
            "finding": self._text(row["finding"]),
            "criterion": self._text(row["criterion"]),
            "priority": row["priority"],
            "owner": Person.objects.get(code=row["owner"]),
            "verifier": Person.objects.get(code=row["verifier"]),
            "due_on": (call["at"] + timedelta(days=row["due_days"])).date(),
        }
        action = create_review_action(self._one(), fields=fields, **call)
        open_action(action, by=call["by"], at=call["at"])

    def _approve(self, row: Mapping[str, Any], call: dict[str, Any]) -> None:
        verbs.approve_review(self._one(), **call)

    def _close(self, row: Mapping[str, Any], call: dict[str, Any]) -> None:
        verbs.close(self._one(), **call)
