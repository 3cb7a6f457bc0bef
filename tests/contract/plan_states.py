"""A plan in force with a draft, carried out, printed and asked about, for made-up requests."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from plans.models import (
    ActivationCriterion,
    CallNode,
    CardContact,
    CardItem,
    CardStep,
    CommsTemplate,
    IncidentGrade,
    PlanResource,
    PlanVersion,
    Reading,
    Section,
)
from plans.services.activations import activate
from plans.services.copies import print_copy
from plans.services.packs import ask_for_pack
from plans.services.reviews import ask_for_change
from plans.services.versions import new_draft
from tests import factories
from tests.plans import carried_out
from tests.plans.paper.backfill_world import batch


def codes_of_plans(by: User, at: datetime) -> dict[str, object]:
    """Nouns of the addresses → what names one object there."""
    version = carried_out.three_steps("carried", author=by)
    version.plan.owner.phones = ["13800138000"]
    version.plan.owner.save()
    activation = activate(version.plan, reason="It is down.", by=by, at=at)
    copy = print_copy(version, format="plan", language="en", place="Room 1", by=by, at=at)
    pack = ask_for_pack(trigger="manual", by=by, at=at)
    request = ask_for_change(version.plan, text="The number is old.", by=by, at=at)
    me = by.person if hasattr(by, "person") else factories.person("reader", user=by)
    reading = Reading.objects.create(plan_version=version, person=me, asked_by=by, asked_at=at)
    rows = batch(by, activation=activation, at=at)
    draft = new_draft(version.plan, by=by, at=at)
    return {
        "plans": version.plan.code,
        "plans/versions": draft.number,
        **{f"plans/versions/{noun}": pk for noun, pk in _parts(draft).items()},
        "plan-activations": activation.code,
        "plan-activations/tasks": 1,
        "print-copies": copy.token,
        "offline-packs": pack.code,
        "change-requests": request.pk,
        "readings": reading.pk,
        "incident-grades": IncidentGrade.objects.order_by("severity")[0].code,
        "reachability": version.plan.owner.code,
        "backfills": rows.code,
        "backfills/sheets": rows.sheets.order_by("pk")[0].serial,
    }


def _parts(draft: PlanVersion) -> dict[str, int]:
    step = CardStep.objects.create(plan_version=draft, title_en="Notify", key="notify", limit_s=300)
    role = carried_out.role("lead")
    made = {
        "tasks": draft.tasks.order_by("number")[0],
        "sections": Section.objects.create(plan_version=draft, title_en="Scope"),
        "criteria": ActivationCriterion.objects.create(
            plan_version=draft, kind="manual", text_en="It is down."
        ),
        "resources": PlanResource.objects.create(plan_version=draft, kind="people", name_en="Two"),
        "messages": CommsTemplate.objects.create(
            plan_version=draft, audience="customers", title_en="To customers"
        ),
        "card-steps": step,
        "card-items": CardItem.objects.create(plan_version=draft, step=step, text_en="Call"),
        "card-contacts": CardContact.objects.create(plan_version=draft, role=role),
        "call-nodes": CallNode.objects.create(plan_version=draft, role=role),
    }
    return {noun: row.pk for noun, row in made.items()}
