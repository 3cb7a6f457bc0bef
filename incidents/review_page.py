"""What the page of a review shows: the text, the facts, what is still missing, and the steps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from accounts.models import User
from followup.models import Clock, CorrectiveAction
from incidents import fact_rows
from incidents.facts import facts_of
from incidents.follow_up_facts import actions_from, activations_of
from incidents.forms.review import DIMENSION_WORDS
from incidents.models import DIMENSIONS, Impact, Incident, PlanVerdict, Review, Status
from incidents.room import Room
from incidents.services.closing_guards import SETTLED, unmet_for_closing
from incidents.services.review import CLOCK, unmet_for_submission
from incidents.services.review_actions import suggested_fields
from lib.errors import Problem
from plans.models import Backfill


@dataclass
class ReviewPage:
    """One review as one person sees it. `facts` are the frozen ones once it is submitted."""

    incident: Incident
    review: Review
    user: User
    at: datetime

    @cached_property
    def room(self) -> Room:
        return Room(self.incident, self.user, self.at)

    @cached_property
    def facts(self) -> dict[str, Any]:
        return self.review.facts or facts_of(self.incident, self.at)

    @property
    def is_draft(self) -> bool:
        return self.review.state == Review.State.DRAFT

    @property
    def is_open(self) -> bool:
        """Whether losses, verdicts and actions are still being collected."""
        return self.incident.status in (Status.VERIFYING, Status.REVIEWING)

    @cached_property
    def may_write(self) -> bool:
        return self.room.may("review")

    @cached_property
    def may_approve(self) -> bool:
        return self.room.may("approve_review")

    @cached_property
    def missing(self) -> list[Problem]:
        return unmet_for_submission(self.review) if self.is_draft else []

    @cached_property
    def unmet(self) -> list[Problem]:
        """What stands in the way of closing."""
        if self.incident.status != Status.REVIEWING:
            return []
        return unmet_for_closing(self.incident, self.at)

    @cached_property
    def clock(self) -> Clock | None:
        rows = Clock.objects.about("incident", self.incident.number).filter(kind=CLOCK)
        return rows.order_by("-generation").first()

    @cached_property
    def texts(self) -> list[tuple[str, Any, str]]:
        """(name, label, text) of the long answers, in the order of the page."""
        names = ("summary", "symptom", "root_cause", "factors", "treatment", "went_well",
                 "went_badly")  # fmt: skip
        fields = Review._meta
        return [
            (name, fields.get_field(name).verbose_name, getattr(self.review, name))  # type: ignore[union-attr]
            for name in names
        ]

    @cached_property
    def scores(self) -> list[tuple[Any, dict[str, Any] | None]]:
        return [(DIMENSION_WORDS[name], self.review.scores.get(name)) for name in DIMENSIONS]

    @cached_property
    def verdicts(self) -> list[dict[str, Any]]:
        judged = {
            one.activation_id: one
            for one in PlanVerdict.objects.filter(incident=self.incident).select_related(
                "change_request"
            )
        }
        rows = activations_of(self.incident).select_related("plan", "plan_version")
        return [
            {"activation": one, "verdict": judged.get(one.pk)}
            for one in rows.order_by("activated_at")
        ]

    @cached_property
    def impacts(self) -> list[Impact]:
        rows = Impact.objects.filter(incident=self.incident).select_related("process")
        return list(rows.order_by("start_at", "pk"))

    @cached_property
    def actions(self) -> list[CorrectiveAction]:
        rows = actions_from(self.incident).for_list()
        return list(rows.visible_to(self.user).order_by("code"))

    @cached_property
    def open_backfills(self) -> list[Backfill]:
        rows = Backfill.objects.filter(activation__in=activations_of(self.incident))
        return list(rows.exclude(state__in=SETTLED).select_related("form", "store"))

    @cached_property
    def did_not_help(self) -> list[CorrectiveAction]:
        """Actions of the earlier incident that were verified, and yet the same cause came back."""
        earlier = self.incident.recurrence_of
        if earlier is None:
            return []
        rows = CorrectiveAction.objects.filter(source="incident", source_ref=earlier.number)
        return list(rows.visible_to(self.user).order_by("code"))

    def action_query(self, source_ref: str) -> dict[str, str]:
        """What the form of a new action is filled with."""
        known = suggested_fields(self.incident)
        subject = (
            f"{known['subject_kind']}:{known['subject_code']}" if known["subject_kind"] else ""
        )
        return {
            "source": "incident",
            "source_ref": source_ref,
            "subject": subject,
            "finding": known["finding"][:500],
            "root_cause": known["root_cause"][:500],
        }

    @cached_property
    def sections(self) -> dict[str, Any]:
        """The facts as rows, see `incidents.fact_rows`."""
        facts = self.facts
        entries, kept_back = fact_rows.timeline(facts, self.room.visibilities)
        return {
            "instants": fact_rows.instants(facts),
            "spans": fact_rows.spans(facts),
            "clocks": fact_rows.clocks(facts),
            "steps": fact_rows.steps(facts),
            "impacts": fact_rows.impacts(facts),
            "grades": fact_rows.grades(facts),
            "reports": fact_rows.reports(facts),
            "decisions": fact_rows.decisions(facts),
            "people": fact_rows.people(facts),
            "contacts": fact_rows.contacts(facts),
            "plans": fact_rows.plans(facts),
            "backfills": fact_rows.backfills(facts),
            "links": fact_rows.links(facts),
            "entries": entries,
            "kept_back": kept_back,
        }
