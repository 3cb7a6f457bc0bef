"""Alerts that arrive: incidents declared, joined and resolved (E47: bundled).

Alerts of one group are one incident. What is known already and still open is joined; what comes
again after its incident is over is a new one. An alert that keeps coming and going is flapping:
from its third time within an hour its end stands nothing down any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import require
from accounts.models import User
from bia.models import System
from followup.models import TimelineSource
from incidents.domain.alert_values import line
from incidents.domain.alerts import MOST_SYSTEMS, Alert, mapped_systems
from incidents.models import (
    OPEN,
    Incident,
    IncidentSystem,
    MonitoringAlert,
    MonitoringSource,
    Origin,
    Status,
)
from incidents.services.alert_reading import read_payload
from incidents.services.cancelling import cancel_untouched
from incidents.services.declaring import declare
from incidents.services.recovery_news import tell_recovery_proposed
from incidents.services.step import locked, write
from lib.claimed_time import Claimed
from lib.errors import GuardsUnmet

RESTS_AFTER = timedelta(hours=1)
FLAPS_FROM = 3
# More new groups than this in one call are one trouble, and one incident.
MOST_NEW = 20


@dataclass
class Received:
    """What became of a payload; numbers of incidents."""

    received: int = 0
    declared: list[str] = field(default_factory=list)
    joined: list[str] = field(default_factory=list)
    resolved: list[str] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    ignored: int = 0

    def note(self, what: str, number: str) -> None:
        told: list[str] = getattr(self, what)
        if number not in told:
            told.append(number)


def may_post(source: MonitoringSource, user: User) -> None:
    """Raises PermissionDenied for anybody but the source's own user."""
    if source.user_id != user.pk:
        raise PermissionDenied("monitoring.post")
    require(user, "incident.report")


@transaction.atomic
def receive(source: MonitoringSource, payload: Any, *, by: User, at: datetime) -> Received:
    """Calls of one source wait for each other, so that nothing is declared twice.

    Raises PermissionDenied, GuardsUnmet (the source is switched off), Refused at the field.
    """
    may_post(source, by)
    row = MonitoringSource.objects.select_for_update(of=("self",)).get(pk=source.pk)
    if not row.is_active:
        raise GuardsUnmet.one("inactive", gettext_lazy("This source is switched off."))
    alerts = read_payload(payload, kind=row.kind, mapping=row.mapping, now=at)
    post = _Post(row, by, at)
    post.take(alerts)
    return post.done


def tried(
    *, kind: str, mapping: Any, default_systems: Sequence[System], payload: Any, at: datetime
) -> list[tuple[Alert, list[str], list[str]]]:
    """A dry run: each alert with the codes of its systems, and the names no system has."""
    alerts = read_payload(payload, kind=kind, mapping=mapping, now=at)
    known = _systems(alerts, mapping)
    found = []
    for alert in alerts:
        names = mapped_systems(alert.systems, mapping)
        codes = [name for name in names if name in known]
        unknown = [name for name in names if name not in known]
        found.append((alert, codes or [one.code for one in default_systems], unknown))
    return found


class _Post:
    """One payload on its way in; the source's row is held."""

    def __init__(self, source: MonitoringSource, by: User, at: datetime) -> None:
        self.source, self.by, self.at = source, by, at
        self.done = Received()

    def take(self, alerts: Sequence[Alert]) -> None:
        self.done.received = len(alerts)
        ids = [one.external_id for one in alerts]
        rows = MonitoringAlert.objects.filter(source=self.source, external_id__in=ids)
        self.rows = {one.external_id: one for one in rows.select_related("incident__merged_into")}
        self.known = _systems(alerts, self.source.mapping)
        self.defaults = list(self.source.default_systems.all())
        new: dict[str, list[Alert]] = {}
        for alert in alerts:
            if not alert.firing:
                self._resolve(alert)
            elif not self._join(alert):
                new.setdefault(alert.group, []).append(alert)
        for group in _bundled(list(new.values())):
            self._begin(group)

    # --- firing ---------------------------------------------------------------------------

    def _join(self, alert: Alert) -> bool:
        """Known, or of a group whose incident is open."""
        row = self.rows.get(alert.external_id)
        incident = _open(row.incident) if row is not None else None
        if incident is None:
            incident = self._open_group(alert.group)
        if incident is None:
            return False
        again = row is None or not row.firing
        self._keep(alert, incident)
        if again:
            self._write(incident, "alert_firing", alert)
        self.done.note("joined", incident.number)
        return True

    def _open_group(self, group: str) -> Incident | None:
        rows = Incident.objects.filter(declared_by=self.by, status__in=OPEN)
        return rows.filter(external_id=self._external_id(group)).first()

    def _begin(self, group: Sequence[Alert]) -> None:
        first = group[0]
        systems = self._of(group)
        since = min((one.since for one in group if one.since is not None), default=None)
        more = _(" (and %(n)s more)") % {"n": len(group) - 1} if len(group) > 1 else ""
        incident = declare(
            title=line(first.title, 200 - len(more)) + more,
            systems=[(one, IncidentSystem.Extent.FULL.value) for one in systems],
            category=self.source.category,
            occurred_at=since,
            detected_at=self.at,
            summary="\n".join(_lines(group)),
            external_id=self._external_id(first.group),
            origin=Origin.MONITORING.value,
            by=self.by,
            at=self.at,
            recorded_at=self.at,
            via=TimelineSource.API.value,
        )
        for alert in group:
            self._keep(alert, incident)
        self.done.note("declared", incident.number)

    def _of(self, group: Sequence[Alert]) -> list[System]:
        names = [name for one in group for name in mapped_systems(one.systems, self.source.mapping)]
        found = {self.known[name].pk: self.known[name] for name in names if name in self.known}
        return list(found.values())[:MOST_SYSTEMS] or self.defaults

    def _external_id(self, group: str) -> str:
        """Two sources may use the same words."""
        prefix = f"{self.source.code}:"
        return prefix + group if len(prefix + group) <= 200 else (prefix + group)[:200]

    # --- resolved -------------------------------------------------------------------------

    def _resolve(self, alert: Alert) -> None:
        row = self.rows.get(alert.external_id)
        if row is None or not row.firing:
            self.done.ignored += 1
            return
        row.firing, row.last_at = False, max(self.at, row.first_at)
        row.save(update_fields=["firing", "last_at"])
        incident = _open(row.incident)
        if incident is None:
            return
        self._write(incident, "alert_resolved", alert)
        self.done.note("resolved", incident.number)
        still = MonitoringAlert.objects.filter(incident=row.incident, firing=True)
        if not still.exists() and row.count < FLAPS_FROM:
            self._all_resolved(incident)

    def _all_resolved(self, incident: Incident) -> None:
        """As the source wants it: stood down while nobody has taken it up, else proposed."""
        when = self.source.when_resolved
        if when == MonitoringSource.WhenResolved.RESTORE:
            self._write(incident, "all_resolved", None)
            row = locked(incident)
            if row.status != Status.VERIFYING:
                tell_recovery_proposed(row, self.source, mark=str(row.seq), at=self.at)
        elif when == MonitoringSource.WhenResolved.CANCEL and incident.status == Status.REPORTED:
            words = _("All alerts of “%(source)s” are resolved; nobody had taken it up.")
            row = cancel_untouched(
                incident, reason=words % {"source": self.source.name}, by=self.by, at=self.at,
                recorded_at=self.at, via=TimelineSource.API.value,
            )  # fmt: skip
            if row.status == Status.CANCELLED:
                self.done.note("cancelled", row.number)

    # --- small parts ----------------------------------------------------------------------

    def _keep(self, alert: Alert, incident: Incident) -> None:
        """Its row: `count` is how often it began within an hour of rest at most."""
        row = self.rows.get(alert.external_id)
        if row is None:
            row = MonitoringAlert(
                source=self.source, external_id=alert.external_id, first_at=self.at, count=0,
                firing=False, last_at=self.at,
            )  # fmt: skip
            self.rows[alert.external_id] = row
        elif not row.firing and self.at - row.last_at >= RESTS_AFTER:
            row.first_at, row.count = self.at, 0
        if not row.firing:
            row.count += 1
        row.incident, row.firing, row.title = incident, True, alert.title
        row.last_at = max(self.at, row.first_at)
        row.save()

    def _write(self, incident: Incident, event: str, alert: Alert | None) -> None:
        """A note of the timeline; the words are those of the alert."""
        payload: dict[str, Any] = {"monitoring": self.source.code, "event": event}
        if alert is not None:
            payload["alert"] = alert.external_id
        write(
            locked(incident), "note", when=Claimed(self.at, self.at), by=self.by,
            via=TimelineSource.API.value, payload=payload, text=self._words(event, alert),
        )  # fmt: skip

    def _words(self, event: str, alert: Alert | None) -> str:
        told = {"source": self.source.name, "alert": alert.title if alert else ""}
        words = {
            "alert_firing": _("%(source)s reports: %(alert)s"),
            "alert_resolved": _("%(source)s says it is over: %(alert)s"),
            "all_resolved": _("%(source)s sees no trouble any more: is the service restored?"),
        }
        return words[event] % told


def _open(incident: Incident | None) -> Incident | None:
    """The incident, or the open one it was merged into; None when the response is over."""
    for _hop in range(10):
        if incident is None or incident.status != Status.MERGED:
            break
        incident = incident.merged_into
    return incident if incident is not None and incident.is_in_response else None


def _bundled(groups: list[list[Alert]]) -> list[list[Alert]]:
    if len(groups) <= MOST_NEW:
        return groups
    return [[one for group in groups for one in group]]


def _systems(alerts: Iterable[Alert], mapping: Any) -> dict[str, System]:
    names = {name for one in alerts for name in mapped_systems(one.systems, mapping)}
    return {one.code: one for one in System.objects.filter(code__in=names)}


def _lines(group: Sequence[Alert]) -> list[str]:
    """What the alerts say, each once; a long list is cut."""
    told = dict.fromkeys(one.summary or one.title for one in group)
    return list(told)[:50]
