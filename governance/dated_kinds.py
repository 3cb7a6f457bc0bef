"""The kinds of dated things: records, tasks, reviews, risks, requirements, duties, competence."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import may
from accounts.models import Organisation, Person, User
from governance.dated import Dated, Source
from governance.models import (
    BcmsRecord,
    Duty,
    ManagementReview,
    ManagementReviewState,
    ProgrammeState,
    ProgrammeTask,
    RecordKind,
    RecordState,
    Risk,
    RiskState,
    Standing,
    TaskState,
)
from governance.training_dates import Expiries
from lib.days import day_in, end_of_day

UNDONE = (TaskState.OPEN.value, TaskState.IN_PROGRESS.value)


class ModelSource:
    """Rows of one model, whose codes are its own."""

    kind: str
    label: Any
    searched: tuple[str, ...] = ("code", "title")

    def all(self) -> QuerySet[Any]:
        raise NotImplementedError

    def open(self) -> QuerySet[Any]:
        raise NotImplementedError

    def row(self, one: Any) -> Dated:
        raise NotImplementedError

    def due(self, since: date | None, until: date | None) -> Q:
        return within("due_on", since, until)

    def rows(self, since: date | None, until: date | None) -> Sequence[Dated]:
        found = [self.row(one) for one in self.open().filter(self.due(since, until))]
        return [one for one in found if one.due_on is not None and between(one, since, until)]

    def named(self, codes: Collection[str]) -> Sequence[Dated]:
        return [self.row(one) for one in self.all().filter(code__in=codes)]

    def done(self, codes: Collection[str]) -> dict[str, datetime]:
        return {}

    def visible_codes(self, user: User) -> Any:
        return self.all().visible_to(user).order_by().values("code")  # type: ignore[attr-defined]

    def search(self, user: User, words: Sequence[str], most: int) -> Sequence[tuple[str, str]]:
        rows: Any = self.all().visible_to(user)  # type: ignore[attr-defined]
        for word in words:
            matches = Q()
            for name in self.searched:
                matches |= Q(**{f"{name}__icontains": word})
            rows = rows.filter(matches)
        return [(one.code, f"{one.code} {self.row(one).title}") for one in rows[:most]]


def within(name: str, since: date | None, until: date | None) -> Q:
    found = Q(**{f"{name}__isnull": False})
    if since is not None:
        found &= Q(**{f"{name}__gte": since})
    return found & Q(**{f"{name}__lte": until}) if until is not None else found


def between(row: Dated, since: date | None, until: date | None) -> bool:
    due_on = row.due_on
    assert due_on is not None
    return (since is None or due_on >= since) and (until is None or due_on <= until)


def people(*found: Person | None) -> tuple[Person, ...]:
    return tuple(dict.fromkeys(one for one in found if one is not None and one.is_active))


class Records(ModelSource):
    """The next review of what is in force, the day of an objective, that of an audit to come:
    whichever is first."""

    kind, label = "bcms_record", _("Record of the management system")

    def all(self) -> QuerySet[Any]:
        return BcmsRecord.objects.select_related("owner__user", "auditor__user").order_by("code")

    def open(self) -> QuerySet[Any]:
        return self.all().filter(state=RecordState.IN_FORCE.value)

    def due(self, since: date | None, until: date | None) -> Q:
        return within("due_on", since, until) | within("next_review", since, until)

    def row(self, one: BcmsRecord) -> Dated:
        audit = one.kind == RecordKind.AUDIT
        ahead = one.due_on if not (audit and one.held_on) else None
        days = [day for day in (ahead, one.next_review) if day is not None]
        due_on = min(days, default=None)
        words = _("Review the record: %(title)s")
        if due_on is not None and due_on == ahead:
            words = _("Internal audit: %(title)s") if audit else _("Objective due: %(title)s")
        return Dated(
            kind=self.kind, code=one.code, title=one.title, url=one.get_absolute_url(),
            due_on=due_on, words=words, since=_day(one.approved_at or one.created_at),
            changed_at=one.updated_at,
            people=people(one.auditor if audit else None, one.owner),
            is_open=one.state == RecordState.IN_FORCE and due_on is not None,
        )  # fmt: skip

    def done(self, codes: Collection[str]) -> dict[str, datetime]:
        rows = BcmsRecord.objects.filter(code__in=codes, held_on__isnull=False)
        days = rows.values_list("code", "held_on")
        return {code: end_of_day(day, _zone()) for code, day in days if day is not None}


class Tasks(ModelSource):
    """Tasks of programmes that run; without an owner the manager of the programme answers."""

    kind, label = "programme_task", _("Task of a programme")
    searched = ("code", "name_en", "name_zh")

    def all(self) -> QuerySet[Any]:
        return ProgrammeTask.objects.select_related(
            "programme__manager__user", "owner__user"
        ).order_by("code")

    def open(self) -> QuerySet[Any]:
        running = ProgrammeState.RUNNING.value
        return self.all().filter(state__in=UNDONE, programme__state=running)

    def row(self, one: ProgrammeTask) -> Dated:
        running = one.programme.state == ProgrammeState.RUNNING
        return Dated(
            kind=self.kind, code=one.code, title=one.name, url=one.get_absolute_url(),
            due_on=one.due_on, words=_("Task of a programme: %(title)s"), since=one.starts_on,
            changed_at=one.updated_at, people=people(one.owner or one.programme.manager),
            is_open=running and one.state in UNDONE,
        )  # fmt: skip

    def done(self, codes: Collection[str]) -> dict[str, datetime]:
        rows = ProgrammeTask.objects.filter(code__in=codes, done_at__isnull=False)
        return {code: at for code, at in rows.values_list("code", "done_at") if at is not None}


class Reviews(ModelSource):
    """Management reviews that are planned."""

    kind, label = "management_review", _("Management review")

    def all(self) -> QuerySet[Any]:
        return ManagementReview.objects.select_related("chair__user", "secretary__user")

    def open(self) -> QuerySet[Any]:
        return self.all().filter(state=ManagementReviewState.PLANNED.value)

    def due(self, since: date | None, until: date | None) -> Q:
        return within("planned_on", since, until)

    def row(self, one: ManagementReview) -> Dated:
        return Dated(
            kind=self.kind, code=one.code, title=one.title, url=one.get_absolute_url(),
            due_on=one.planned_on, words=_("Management review: %(title)s"),
            since=_day(one.created_at), changed_at=one.updated_at,
            people=people(one.secretary, one.chair),
            is_open=one.state == ManagementReviewState.PLANNED,
        )  # fmt: skip

    def done(self, codes: Collection[str]) -> dict[str, datetime]:
        rows = ManagementReview.objects.filter(code__in=codes, held_at__isnull=False)
        return {code: at for code, at in rows.values_list("code", "held_at") if at is not None}


class Risks(ModelSource):
    """The day a risk is looked at again; of an accepted one the acceptance ends then."""

    kind, label = "risk", _("Risk")

    def all(self) -> QuerySet[Any]:
        return Risk.objects.select_related("owner__user").order_by("code")

    def open(self) -> QuerySet[Any]:
        return self.all().exclude(state=RiskState.CLOSED.value)

    def due(self, since: date | None, until: date | None) -> Q:
        return within("next_review", since, until)

    def row(self, one: Risk) -> Dated:
        accepted = one.state == RiskState.ACCEPTED
        words = _("Risk accepted until: %(title)s") if accepted else _("Review the risk: %(title)s")
        return Dated(
            kind=self.kind, code=one.code, title=one.title, url=one.get_absolute_url(),
            due_on=one.next_review, words=words, since=_day(one.decided_at or one.created_at),
            changed_at=one.updated_at, people=people(one.owner),
            is_open=one.state != RiskState.CLOSED and one.next_review is not None,
        )  # fmt: skip


class Requirements:
    """What people answered of a standard and look at again; codes as "iso22301-2019:8.2.2"."""

    kind, label = "requirement", _("Requirement of a standard")

    def _all(self) -> QuerySet[Any]:
        return Standing.objects.select_related("requirement__framework", "owner__user").annotate(
            code=Concat(
                "requirement__framework__code", Value(":"), "requirement__number"
            )
        )  # fmt: skip

    def rows(self, since: date | None, until: date | None) -> Sequence[Dated]:
        due = within("next_review", since, until)
        return [self._row(one) for one in self._all().filter(due, applicable=True)]

    def named(self, codes: Collection[str]) -> Sequence[Dated]:
        return [self._row(one) for one in self._all().filter(code__in=codes)]

    def done(self, codes: Collection[str]) -> dict[str, datetime]:
        return {}

    def visible_codes(self, user: User) -> Any:
        rows = self._all() if may(user, "governance.view") else self._all().none()
        return rows.order_by().values("code")

    def search(self, user: User, words: Sequence[str], most: int) -> Sequence[tuple[str, str]]:
        rows = self._all() if may(user, "governance.view") else self._all().none()
        for word in words:
            name = Q(requirement__name_en__icontains=word) | Q(requirement__name_zh__icontains=word)
            rows = rows.filter(Q(code__icontains=word) | name)
        return [(one.code, f"{one.code} {one.requirement.name}") for one in rows[:most]]  # type: ignore[attr-defined]

    def _row(self, one: Standing) -> Dated:
        requirement = one.requirement
        try:
            url = requirement.get_absolute_url()
        except NoReverseMatch:
            url = reverse("governance:framework_list")
        return Dated(
            kind=self.kind, code=requirement.code,
            title=f"{requirement.number} {requirement.name}", url=url, due_on=one.next_review,
            words=_("Look at the requirement again: %(title)s"),
            since=_day(one.decided_at or one.created_at), changed_at=one.updated_at,
            people=people(one.owner), is_open=one.applicable and one.next_review is not None,
        )  # fmt: skip


class Duties:
    """The period that wants each duty next; its last day."""

    kind, label = "duty", _("Recurring duty")

    def _rows(self, duties: QuerySet[Duty]) -> list[Dated]:
        from governance.services.occurring import duties_of

        stands = duties_of(at=timezone.now(), duties=duties.select_related("owner__user"))
        return [
            Dated(
                kind=self.kind, code=one.duty.code, title=one.duty.name,
                url=one.duty.get_absolute_url(), due_on=one.cadence.next_due,
                words=_("Duty: %(title)s"), since=_begin(one), changed_at=one.duty.updated_at,
                people=people(one.duty.owner), is_open=one.duty.is_active,
            )
            for one in stands
        ]  # fmt: skip

    def rows(self, since: date | None, until: date | None) -> Sequence[Dated]:
        found = self._rows(Duty.objects.filter(is_active=True))
        return [one for one in found if between(one, since, until)]

    def named(self, codes: Collection[str]) -> Sequence[Dated]:
        return self._rows(Duty.objects.filter(code__in=codes))

    def done(self, codes: Collection[str]) -> dict[str, datetime]:
        return {}

    def visible_codes(self, user: User) -> Any:
        return Duty.objects.visible_to(user).order_by().values("code")

    def search(self, user: User, words: Sequence[str], most: int) -> Sequence[tuple[str, str]]:
        rows = Duty.objects.visible_to(user)
        for word in words:
            rows = rows.filter(
                Q(code__icontains=word) | Q(name_en__icontains=word) | Q(name_zh__icontains=word)
            )
        return [(one.code, f"{one.code} {one.name}") for one in rows[:most]]


def _begin(stand: Any) -> date:
    """The first day of the period its `next_due` ends, near enough: never after that day."""
    return min(_day(timezone.now()).replace(day=1), stand.cadence.next_due - timedelta(days=1))


def _zone() -> str:
    return Organisation.current().timezone


def _day(at: datetime) -> date:
    return day_in(at, _zone())


SOURCES: tuple[Source, ...] = (
    Records(), Tasks(), Duties(), Reviews(), Requirements(), Risks(), Expiries(),
)  # fmt: skip
