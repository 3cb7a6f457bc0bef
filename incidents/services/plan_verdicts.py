"""What an incident says of the plans it used: must they change (PLN-5)?"""

from __future__ import annotations

from typing import Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from followup.services.verb import Call
from incidents.follow_up_facts import activations_of
from incidents.models import Incident, PlanVerdict, Status
from incidents.services.rights import require_right
from incidents.services.step import claimed, locked, require_status, written
from lib.errors import Refused
from lib.versioning import change
from plans.models import PlanActivation, Trigger
from plans.services.reviews import raise_change


@transaction.atomic
def judge_plan(
    incident: Incident,
    activation: PlanActivation,
    *,
    change_needed: bool,
    why: str,
    rating: int | None = None,
    read_version: int | None = None,
    **call: Unpack[Call],
) -> PlanVerdict:
    """Whether the plan must change, and why; "yes" asks its owner for the change.

    What was asked once stays asked when the verdict is changed to "no": the plan's owner decides
    it there. Raises PermissionDenied, GuardsUnmet, StaleVersion, Refused at the field.
    """
    row = locked(incident)
    require_right(row, call["by"], "review")
    require_status(row, Status.VERIFYING, Status.REVIEWING)
    when = claimed(call)
    used = activations_of(row).select_related("plan").filter(pk=activation.pk).first()
    if used is None:
        words = _("This plan was not carried out in this incident.")
        raise Refused("not_of_this_incident", words, "activation")
    if not why.strip():
        raise Refused("required", _("Say why."), "why")
    if rating is not None and not 1 <= rating <= 5:
        raise Refused("out_of_range", _("Rate from 1 to 5."), "rating")
    verdict, _new = PlanVerdict.objects.get_or_create(incident=row, activation=used)
    values = {"change_needed": change_needed, "why": why.strip(), "rating": rating}
    if change_needed and verdict.change_request_id is None:
        values["change_request"] = raise_change(
            used.plan,
            trigger=Trigger.REQUEST.value,
            source_ref=f"{row.number}:{used.code}",
            params={"incident": row.number, "activation": used.code},
            by=call["by"],
            at=when.recorded_at,
            text=why,
        )
    changed = change(verdict, read_version=read_version, **values)
    if changed:
        payload = {
            "activation": used.code,
            "plan": used.plan.code,
            "change_needed": change_needed,
            "rating": rating,
        }
        written(row, "plan_judged", when=when, call=call, text=why, payload=payload)
    incident.__dict__.update(row.__dict__)
    return verdict
