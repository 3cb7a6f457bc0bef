"""When what somebody holds expires; codes as "rescue-drill:zhang-wei" (course:person)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from governance.dated import Dated
from governance.models import TrainingRecord

# Whoever let it expire and does not do it again for so long no longer wants it.
FORGOTTEN = timedelta(days=365)


class Expiries:
    """The newest of each course and person; renewing it moves the day."""

    kind, label = "training_expiry", _("Expiry of a course or certificate")

    def _all(self) -> QuerySet[Any]:
        newer = TrainingRecord.objects.filter(
            Q(on__gt=OuterRef("on")) | Q(on=OuterRef("on"), pk__gt=OuterRef("pk")),
            course=OuterRef("course"), person=OuterRef("person"), passed=True,
        )  # fmt: skip
        return (
            TrainingRecord.objects.filter(passed=True)
            .exclude(Exists(newer))
            .select_related("course", "person__user")
            .annotate(code=Concat("course__code", Value(":"), "person__code"))
            .order_by("valid_until", "pk")
        )

    def _open(self) -> QuerySet[TrainingRecord]:
        return self._all().filter(
            valid_until__isnull=False, person__is_active=True, course__is_active=True
        )

    def rows(self, since: date | None, until: date | None) -> Sequence[Dated]:
        rows = self._open()
        if since is not None:
            rows = rows.filter(valid_until__gte=since)
        if until is not None:
            rows = rows.filter(valid_until__lte=until)
        return [self._row(one) for one in rows]

    def named(self, codes: Collection[str]) -> Sequence[Dated]:
        return [self._row(one) for one in self._all().filter(code__in=codes)]

    def done(self, codes: Collection[str]) -> dict[str, datetime]:
        return {}

    def visible_codes(self, user: User) -> Any:
        rows = TrainingRecord.objects.visible_to(user)
        return self._all().filter(pk__in=rows.values("pk")).order_by().values("code")

    def search(self, user: User, words: Sequence[str], most: int) -> Sequence[tuple[str, str]]:
        rows = self._all().filter(pk__in=TrainingRecord.objects.visible_to(user).values("pk"))
        for word in words:
            rows = rows.filter(Q(code__icontains=word) | Q(person__name__icontains=word))
        return [(str(one.code), self._row(one).title) for one in rows[:most]]  # type: ignore[attr-defined]

    def _row(self, one: TrainingRecord) -> Dated:
        return Dated(
            kind=self.kind, code=f"{one.course.code}:{one.person.code}",
            title=f"{one.course.name} ({one.person.name})",
            url=reverse("accounts:person_detail", args=[one.person.code]),
            due_on=one.valid_until, words=_("Expires: %(title)s"), since=one.on,
            changed_at=one.updated_at, people=(one.person,),
            is_open=one.valid_until is not None and one.person.is_active and one.course.is_active,
        )  # fmt: skip
