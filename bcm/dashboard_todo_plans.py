"""What plans ask of one person: signatures, readings, reviews."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from bcm.links import link
from bcm.todo import Part, Task, first
from lib.asked_together import Reading, day
from lib.language import in_language
from plans.models import Plan, PlanReview, ReviewState
from plans.models import Reading as PlanReading
from plans.signing import versions_waiting_for

NAME = {"code": "plan__code", "en": "plan__name_en", "zh": "plan__name_zh"}
NUMBER = {"major": "major", "minor": "minor"}


def plan_parts(reading: Reading, user: User, today: date) -> list[Part]:
    return [
        _approvals(reading, user),
        _readings(reading, user, today),
        _reviews(reading, user, today),
    ]


def _name(one: Mapping[str, Any]) -> str:
    return in_language(one["en"], one["zh"])


def _number(one: Mapping[str, Any]) -> str:
    return f"{one['major']}.{one['minor']}"


def _approvals(reading: Reading, user: User) -> Part:
    words = _("Approve or return the plan")
    rows = versions_waiting_for(user).order_by("submitted_at", "pk")

    def task(one: Mapping[str, Any]) -> Task:
        number = _number(one)
        url = link("plans:version_detail", one["code"], number)
        return Task("gavel", words, f"{_name(one)} {number}", url)

    return first(reading, rows, task, **NAME, **NUMBER)


def _readings(reading: Reading, user: User, today: date) -> Part:
    words = _("Read the plan and confirm that you understood it")
    rows = PlanReading.objects.filter(
        person__user=user,
        read_at=None,
        plan_version__status__in=["approved", "effective"],
        plan_version__plan__in=Plan.objects.visible_to(user),
    ).order_by("due_on", "pk")

    def task(one: Mapping[str, Any]) -> Task:
        due_on, number = day(one["due_on"]), _number(one)
        late = due_on is not None and due_on < today
        url = link("plans:reading_confirm", one["code"], number)
        return Task("book", words, f"{_name(one)} {number}", url, due_on, late)

    columns = {name: f"plan_version__{path}" for name, path in (NAME | NUMBER).items()}
    return first(reading, rows, task, **columns, due_on="due_on")


def _reviews(reading: Reading, user: User, today: date) -> Part:
    words = _("Look at the plan again")
    mine = Q(plan__owner__user=user) | Q(plan__deputy__user=user)
    rows = PlanReview.objects.filter(mine, state=ReviewState.OPEN).order_by("due_on", "pk")

    def task(one: Mapping[str, Any]) -> Task:
        due_on = date.fromisoformat(one["due_on"])
        url = link("plans:plan_detail", one["code"])
        return Task("notebook", words, _name(one), url, due_on, due_on < today)

    return first(reading, rows, task, **NAME, due_on="due_on")
