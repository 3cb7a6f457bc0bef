"""The sample's results and corrective actions, carried out in the order of their days.

Every step goes through its verb with the instant at which it would have happened; between two
steps the clocks fire what fell due, so that the follow-up looks lived in from the first page on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.dateparse import parse_time

from accounts.models import Person, User
from bia.services.assessment_basis import local_day
from bia.services.measurement import record_measurement
from followup.models import CorrectiveAction, FollowupSettings, Notification, RootCause
from followup.services import actions
from followup.services.calendar_days import fill_year
from followup.services.preferences import change_preferences
from followup.services.ticking import replay
from lib.errors import GuardsUnmet

# What people were told before these days they have read; and every approval was given.
READ_AFTER = timedelta(days=4)


@dataclass(frozen=True)
class Deed:
    at: datetime
    do: Callable[[datetime], None]


def load_followup(data: Mapping[str, Any], nodes: Mapping[str, Any], *, at: datetime) -> None:
    """Preferences, public holidays, results and actions. `nodes` are the register's by key."""
    _Loading(data, nodes, at).load()


class _Loading:
    def __init__(self, data: Mapping[str, Any], nodes: Mapping[str, Any], at: datetime):
        self.data, self.nodes, self.at = data, nodes, at
        self.today = local_day(at)
        self.users = {one.username: one for one in User.objects.filter(is_sample=True)}
        self.people = {one.code: one for one in Person.objects.select_related("user")}
        self.causes = {one.code: one for one in RootCause.objects.all()}

    def load(self) -> None:
        self._holidays()
        self._preferences()
        deeds = [*map(self._result, [*self.data["measurements"], *self.data["results"]])]
        for row in self.data["actions"]:
            deeds += self._action(row)
        for deed in sorted(deeds, key=lambda one: one.at):
            replay(until=deed.at)
            deed.do(deed.at)
        replay(until=self.at)
        old = Q(created_at__lt=self.at - READ_AFTER) | Q(kind__startswith="assessment.")
        Notification.objects.filter(old).update(read_at=self.at)

    def _holidays(self) -> None:
        country = FollowupSettings.current().holiday_country
        for year in (self.today.year - 1, self.today.year, self.today.year + 1):
            try:
                fill_year(country=country, year=year, by=self.users["admin"], at=self.at)
            except GuardsUnmet:
                pass  # not published yet: weekdays count

    def _preferences(self) -> None:
        for row in self.data["preferences"]:
            person = self.people[row["person"]]
            fields = {name: _value(value) for name, value in row.items() if name != "person"}
            by = person.user or self.users["admin"]
            change_preferences(person, read_version=None, by=by, at=self.at, **fields)

    def _result(self, row: Mapping[str, Any]) -> Deed:
        """A measurement; its target is the one in force."""

        def do(at: datetime) -> None:
            subject = self.nodes[row["subject"]]
            subject.refresh_from_db()
            record_measurement(
                subject=subject,
                kind=row["kind"],
                value_s=row["value_s"],
                source=row["source"],
                confidence=row.get("confidence", "measured"),
                note=row.get("note", ""),
                at=at,
                by=self.users[row.get("by", "manager")],
                recorded_at=at,
            )

        return Deed(self.at - timedelta(days=row["days_ago"]), do)

    def _action(self, row: Mapping[str, Any]) -> list[Deed]:
        made: list[CorrectiveAction] = []
        created = row["created"]

        def create(at: datetime) -> None:
            fields = self._fields(row["fields"]) | {"due_on": self._day(row["due_days"])}
            one = actions.create_action(**fields, by=self.users[created["by"]], at=at)
            CorrectiveAction.objects.filter(pk=one.pk).update(created_at=at)
            made.append(one)

        def step(values: Mapping[str, Any]) -> Callable[[datetime], None]:
            return lambda at: self._step(made[0], values, at)

        # A minute between two steps of one day keeps them in their order.
        first = self.at - timedelta(days=created["days_ago"]) - timedelta(hours=1)
        return [Deed(first, create)] + [
            Deed(self.at - timedelta(days=one["days_ago"]) + timedelta(minutes=number), step(one))
            for number, one in enumerate(row["steps"], start=-30)
        ]

    def _fields(self, row: Mapping[str, Any]) -> dict[str, Any]:
        fields = dict(row)
        kind, _colon, code = fields.pop("subject").partition(":")
        fields |= {"subject_kind": kind, "subject_code": code}
        if "criterion_measure" in fields:
            fields |= {"criterion_subject_kind": kind, "criterion_subject_code": code}
        if "cost_estimate" in fields:
            fields["cost_estimate"] = Decimal(fields["cost_estimate"])
        fields["cause"] = self.causes.get(fields.get("cause", ""))
        fields |= {name: self.people[fields[name]] for name in ("owner", "verifier")}
        return fields

    def _step(self, action: CorrectiveAction, row: Mapping[str, Any], at: datetime) -> None:
        values = {k: v for k, v in row.items() if k not in ("do", "days_ago", "by")}
        for name in ("to", "expires"):
            if f"{name}_days" in values:
                values[f"{name}_on"] = self._day(values.pop(f"{name}_days"))
        VERBS[row["do"]](action, **values, by=self.users[row["by"]], at=at)

    def _day(self, days: int) -> date:
        return self.today + timedelta(days=days)


VERBS: dict[str, Callable[..., Any]] = {
    "open": actions.open_action,
    "start": actions.start_action,
    "complete": actions.complete_action,
    "verify": actions.verify_action,
    "postpone": actions.postpone_action,
    "accept_risk": actions.accept_risk,
    "note": actions.add_note,
    "evidence": actions.add_evidence,
}


def _value(value: Any) -> bool | str | time | None:
    return parse_time(value) if isinstance(value, str) and ":" in value else value
