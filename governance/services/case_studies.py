"""The case library: written by hand, shipped, or made of an own closed incident."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import Organisation, User
from followup.services.numbers import next_number
from governance.domain.case_figures import CaseFigures, case_figures
from governance.models import CaseStudy
from incidents.models import Incident, Status
from lib.days import day_in
from lib.errors import GuardsUnmet, Refused
from lib.versioning import change as write
from lib.versioning import create

PERMISSION = "governance.change"
SERIES = "CAS"
MOST_TAGS = 10


@transaction.atomic
def create_case_study(*, by: User, at: datetime, **fields: Any) -> CaseStudy:
    """Raises PermissionDenied, Refused; GuardsUnmet for an own incident that is not closed."""
    require(by, PERMISSION)
    _check(fields)
    en, zh = fields.get("name_en", "").strip(), fields.get("name_zh", "").strip()
    fields |= {"name_en": en or zh, "name_zh": zh or en}
    if not fields.get("code"):
        fields["code"] = next_number(SERIES, at=at)
    return create(CaseStudy, **fields)


@transaction.atomic
def change_case_study(
    case: CaseStudy, *, read_version: int | None, by: User, at: datetime, **fields: Any
) -> list[str]:
    require(by, PERMISSION)
    _check(fields)
    return write(case, read_version=read_version, **fields)


@transaction.atomic
def delete_case_study(case: CaseStudy, *, by: User, at: datetime) -> None:
    require(by, PERMISSION)
    case.delete()


def figures_of_study(case: CaseStudy) -> CaseFigures:
    return case_figures(
        outage_s=case.outage_s, target_s=case.target_s, baseline_s=case.baseline_s,
        recovered_percent=case.recovered_percent,
    )  # fmt: skip


def proposal_of(incident: Incident) -> dict[str, Any]:
    """Fields of a case out of an own incident, for the form: times as they were measured, the
    strictest RTO of the systems it took down as the target."""
    zone = Organisation.current().timezone
    outage_s = None
    if incident.occurred_at and incident.restored_at:
        outage_s = max(0, int((incident.restored_at - incident.occurred_at).total_seconds()))
    known = [one.rto_s for one in incident.systems.all() if one.rto_s is not None]
    return {
        "name_en": incident.title[:200], "name_zh": incident.title[:200],
        "happened_on": day_in(incident.occurred_at, zone) if incident.occurred_at else None,
        "story_en": incident.summary, "story_zh": incident.summary,
        "source_en": incident.number, "source_zh": incident.number,
        "outage_s": outage_s, "target_s": min(known, default=None), "confirmed": True,
        "incident": incident,
    }  # fmt: skip


def _check(fields: dict[str, Any]) -> None:
    incident = fields.get("incident")
    if incident is not None and incident.status != Status.CLOSED:
        words = _("Only a closed incident becomes a case: what it teaches is known then.")
        raise GuardsUnmet.one("not_closed", words, "incident")
    for name in ("outage_s", "baseline_s", "target_s"):
        if fields.get(name) is not None and fields[name] < 0:
            raise Refused("min_value", _("Not below 0."), name)
    if "tags" in fields:
        tags = [str(one).strip() for one in fields["tags"] if str(one).strip()]
        if len(tags) > MOST_TAGS or any(len(one) > 40 for one in tags):
            most = _("At most %(count)s tags of 40 characters.") % {"count": MOST_TAGS}
            raise Refused("too_many", most, "tags")
        fields["tags"] = list(dict.fromkeys(tags))
