"""What every page of one version needs: the version, its neighbours, what the reader may do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import may
from accounts.models import User
from plans.access import may_edit, may_publish
from plans.models import (
    ChangeRequest,
    Plan,
    PlanVersion,
    Reading,
    RequestState,
    VersionStatus,
)
from plans.models.plan import OPEN
from plans.plan_page.names import Names, names_in
from plans.plan_page.reading import Reading as Read
from plans.plan_page.reading import read
from plans.services.approvals import own_steps
from plans.services.content_document import document_of


@dataclass
class PlanPage:
    """One version as `user` sees it on `today`. What is expensive is read when it is asked for."""

    plan: Plan
    version: PlanVersion
    effective: PlanVersion | None
    being_made: PlanVersion | None
    user: User
    today: date
    tab: str = "document"

    @cached_property
    def document(self) -> Mapping[str, Any]:
        return document_of(self.version)

    @cached_property
    def names(self) -> Names:
        return names_in([self.document], self.user)

    @cached_property
    def reading(self) -> Read:
        return read(self.document, self.names)

    @property
    def status(self) -> str:
        return str(self.version.status)

    @property
    def is_current(self) -> bool:
        return self.status == VersionStatus.EFFECTIVE

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_overdue(self) -> bool:
        due = self.plan.review_due
        return due is not None and due < self.today and self.plan.retired_at is None

    @cached_property
    def may_edit(self) -> bool:
        return may_edit(self.user, self.plan, self.version)

    @cached_property
    def may_publish(self) -> bool:
        return may_publish(self.user, self.plan)

    @cached_property
    def may_activate(self) -> bool:
        return self.is_current and may(self.user, "plan.activate")

    @cached_property
    def may_print(self) -> bool:
        return may(self.user, "plan.print")

    @cached_property
    def may_sign(self) -> bool:
        if self.status != VersionStatus.IN_REVIEW:
            return False
        return bool(own_steps(self.version, self.user))

    @property
    def asked_to_read(self) -> bool:
        """Does a reading of this version wait for the reader?"""
        return bool(self.version.to_be_read)  # type: ignore[attr-defined]

    @property
    def requests_open(self) -> int:
        return int(self.version.requests_open)  # type: ignore[attr-defined]

    @property
    def url(self) -> str:
        if self.is_current:
            return self.plan.get_absolute_url()
        return self.version.get_absolute_url()

    def address(self, name: str) -> str:
        return reverse(f"plans:{name}", args=[self.plan.code, self.version.number])

    @property
    def tabs(self) -> list[tuple[str, str, str]]:
        """Key, words, address."""
        return [
            ("document", _("Plan"), self.url),
            ("mine", _("My tasks"), self.address("version_tasks")),
            ("timing", _("Timing"), self.address("version_timing")),
            ("calling", _("Whom to call"), self.address("version_calling")),
            ("card", _("Card"), self.address("version_card")),
            ("records", _("Versions and records"), self.address("version_records")),
        ]


@dataclass(frozen=True)
class Place:
    """One sentence of what is wrong with where it is put right."""

    words: Any
    links: Sequence[tuple[str, str]] = field(default_factory=list)


def page_of(
    plan: Plan, user: User, today: date, number: str = "", tab: str = ""
) -> PlanPage | None:
    """The version of this number; without one the effective, else the open, else the last one."""
    waiting = Reading.objects.filter(plan_version=OuterRef("pk"), read_at=None, person__user=user)
    asked = ChangeRequest.objects.filter(plan=OuterRef("plan"), state=RequestState.OPEN)
    counted = asked.order_by().values("plan").annotate(n=Count("pk")).values("n")
    rows = plan.versions.select_related("serves_grade", "author", "based_on")
    versions = list(
        rows.annotate(to_be_read=Exists(waiting), requests_open=Coalesce(Subquery(counted), 0))
    )
    for one in versions:
        one.plan = plan
    effective = next((one for one in versions if one.status == VersionStatus.EFFECTIVE), None)
    being_made = next((one for one in versions if one.status in OPEN), None)
    if number:
        shown = next((one for one in versions if one.number == number), None)
    else:
        shown = effective or being_made or (versions[0] if versions else None)
    if shown is None:
        return None
    return PlanPage(plan, shown, effective, being_made, user, today, tab or "document")
