"""What an impact cost in the end: actual loss and complaints, entered for the review."""

from __future__ import annotations

from decimal import Decimal
from typing import Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from followup.services.verb import Call
from incidents.models import Impact, Incident, Status
from incidents.services.rights import require_right
from incidents.services.step import claimed, locked, require_status, written
from lib.errors import Refused
from lib.versioning import change

KNOWN_AFTER = (Status.RESPONDING, Status.VERIFYING, Status.REVIEWING, Status.CLOSED)


@transaction.atomic
def record_outcome(
    incident: Incident,
    impact: Impact,
    *,
    actual_loss: Decimal | None = None,
    actual_loss_unknown: bool = False,
    complaints: int | None = None,
    read_version: int | None = None,
    **call: Unpack[Call],
) -> Impact:
    """The loss as the books have it, or "unknown"; None and not unknown: nobody has said yet.

    0 is an amount. It may be corrected after the closing, by who may approve the review. Raises
    PermissionDenied, GuardsUnmet, StaleVersion, Refused at the field.
    """
    row = locked(incident)
    verb = "approve_review" if row.status == Status.CLOSED else "review"
    require_right(row, call["by"], verb)
    require_status(row, *KNOWN_AFTER)
    if impact.incident_id != row.pk:
        raise Refused("not_of_this_incident", _("This is an impact of another incident."))
    if actual_loss is not None and actual_loss_unknown:
        words = _("Either enter an amount, or say that it is not known.")
        raise Refused("contradiction", words, "actual_loss")
    for name, value in (("actual_loss", actual_loss), ("complaints", complaints)):
        if value is not None and value < 0:
            raise Refused("negative", _("This is not negative."), name)
    when = claimed(call)
    before = {
        "actual_loss": _text(impact.actual_loss),
        "actual_loss_unknown": impact.actual_loss_unknown,
        "complaints": impact.complaints,
    }
    changed = change(
        impact, read_version=read_version, actual_loss=actual_loss,
        actual_loss_unknown=actual_loss_unknown, complaints=complaints,
    )  # fmt: skip
    if changed:
        now = {
            "actual_loss": _text(impact.actual_loss),
            "actual_loss_unknown": impact.actual_loss_unknown,
            "complaints": impact.complaints,
        }
        payload = {"impact": impact.pk, "process": impact.process.code}
        payload["changes"] = {name: [before[name], now[name]] for name in changed}
        written(row, "outcome_recorded", when=when, call=call, payload=payload)
    incident.__dict__.update(row.__dict__)
    return impact


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)
