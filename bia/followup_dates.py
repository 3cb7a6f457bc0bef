"""Dates of this app in the calendar, and its lines of the morning's digest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import may
from accounts.models import Organisation, Person, User
from bia.followup_sources import visible_processes
from bia.models import Assessment, AssessmentStatus, Campaign, CampaignItem, Process
from followup import registry
from followup.registry import DigestItem, Entry
from followup.services.people import holders_of

WEEK = timedelta(days=7)


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    registry.register_calendar("review", Reviews())
    registry.register_calendar("campaign", Campaigns())
    registry.register_digest("bia", Digest())


class Reviews:
    """When the assessment of a process must be looked at again."""

    label = gettext_lazy("Reviews")

    def entries(self, user: User, *, since: date, until: date, personal: bool) -> Iterable[Entry]:
        due = visible_processes(user, personal).filter(review_due__range=(since, until))
        rows = due.order_by("review_due", "code")
        # Thousands in a feed: no objects, and every word is translated once.
        words, description = (
            _("Review: %(process)s"),
            _("Confirm the assessment or make a new version."),
        )
        page = reverse("bia:process_detail", args=["CODE"])
        return [
            Entry(
                uid=f"review-{code}",
                title=words % {"process": name},
                url=page.replace("CODE", code),
                changed_at=updated_at,
                day=review_due,
                description=description,
                kind="review",
            )
            for code, name, updated_at, review_due in rows.values_list(
                "code", "name", "updated_at", "review_due"
            )
        ]


class Campaigns:
    """Until when owners are asked; personal: the campaigns that still ask this person."""

    label = gettext_lazy("Campaigns")

    def entries(self, user: User, *, since: date, until: date, personal: bool) -> Iterable[Entry]:
        found = Campaign.objects.filter(due_on__range=(since, until), closed_at=None)
        if personal or not may(user, "campaign.view"):
            asked = CampaignItem.objects.filter(
                process__owner__user_id=user.pk, answered_at__isnull=True
            )
            found = found.filter(pk__in=asked.values("campaign"))
        return [
            Entry(
                uid=f"campaign-{one.code}",
                title=_("Answers due: %(campaign)s") % {"campaign": one.name},
                url=reverse("bia:campaign_detail", args=[one.code]),
                changed_at=one.updated_at,
                day=one.due_on,
                description=one.message,
                kind="campaign",
            )
            for one in found.order_by("due_on", "code")
        ]


Lines = dict[int, list[DigestItem]]


class Digest:
    """Reviews, requests of campaigns, approvals: four queries, whatever the number of people."""

    def items(self, people: Sequence[Person], today: date) -> Mapping[int, Sequence[DigestItem]]:
        lines: Lines = defaultdict(list)
        ids = [one.pk for one in people]
        self._reviews(ids, today, lines)
        self._requests(ids, today, lines)
        self._approvals(people, lines)
        return lines

    def _reviews(self, people: list[int], today: date, lines: Lines) -> None:
        soon = today + timedelta(days=Organisation.current().review_warning_days)
        due = Process.objects.filter(owner__in=people, review_due__lte=soon)
        for one in due.order_by("review_due", "code"):
            lines[one.owner_id].append(  # type: ignore[index]  # filtered by owner
                DigestItem(
                    section=_section(one.review_due, today, "reviews"),
                    title=_("Review: %(process)s") % {"process": one.name},
                    url=reverse("bia:process_detail", args=[one.code]),
                    due_on=one.review_due,
                )
            )

    def _requests(self, people: list[int], today: date, lines: Lines) -> None:
        asked = CampaignItem.objects.filter(
            process__owner__in=people, answered_at__isnull=True, campaign__closed_at__isnull=True
        ).select_related("campaign", "process")
        for one in asked.order_by("campaign__due_on", "process__code"):
            lines[one.process.owner_id].append(  # type: ignore[index]
                DigestItem(
                    section=_section(one.campaign.due_on, today, "reviews"),
                    title=_("%(campaign)s: %(process)s")
                    % {"campaign": one.campaign.name, "process": one.process.name},
                    url=reverse("bia:process_detail", args=[one.process.code]),
                    due_on=one.campaign.due_on,
                )
            )

    def _approvals(self, people: Sequence[Person], lines: Lines) -> None:
        approvers = {who.user.pk for who in holders_of("continuity_manager") if who.user}
        asked = [one for one in people if one.user_id in approvers]
        if not asked:
            return
        waiting = Assessment.objects.filter(status=AssessmentStatus.SUBMITTED)
        for one in waiting.select_related("process").order_by("submitted_at"):
            item = DigestItem(
                section="to_approve",
                title=_("Assessment to approve: %(process)s") % {"process": one.process.name},
                url=reverse("bia:assessment_detail", args=[one.code]),
            )
            for person in asked:
                if person.user_id not in (one.author_id, one.submitted_by_id):
                    lines[person.pk].append(item)


def _section(due_on: date | None, today: date, later: str) -> str:
    if due_on is None:
        return later
    if due_on < today:
        return "overdue"
    return "this_week" if due_on <= today + WEEK else later
