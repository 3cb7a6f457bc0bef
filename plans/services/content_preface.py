"""The generated preface of a draft: written at its front, and made anew chapter by chapter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from bia.models import Assessment
from lib import versioning
from lib.errors import Refused
from plans.models import PlanVersion, ResponseRole, Section, SectionSource
from plans.preface import KEYS, PREFIX, Both, Covered, Facts, chapter
from plans.services.catalogue_loading import FOLDER, read
from plans.services.content import add_part
from plans.services.content_rights import lock_draft

NAMES = {PREFIX + key for key in KEYS}
NOT_EDITED = (SectionSource.GENERATED.value, SectionSource.TEMPLATE.value)


@transaction.atomic
def write_preface(plan_version: PlanVersion, *, by: User, at: datetime) -> list[str]:
    """Add the chapters that are missing, bring those nobody edited up to date.

    Answers the keys that changed. Raises GuardsUnmet.
    """
    current = lock_draft(plan_version, by=by)
    facts, wordings = facts_of(current, by), leads()
    changed = []
    place = 0
    for key in KEYS:
        name = PREFIX + key
        made = chapter(key, facts, wordings.get(name, {}))
        section = current.sections.filter(key=name).first()
        if section is None:
            place += 1
            fields = _fields(made.title, made.body) | {"source": SectionSource.GENERATED.value}
            add_part(current, Section, by=by, at=at, key=name, position=place, **fields)
            changed.append(name)
            continue
        place = section.position
        if section.source in NOT_EDITED and _write(section, made.title, made.body):
            changed.append(name)
    return changed


@transaction.atomic
def regenerate_section(
    section: Section, *, read_version: int | None, by: User, at: datetime
) -> bool:
    """Make one chapter anew, whatever was written into it. Answers whether it changed.

    Raises Refused for a section that is none of the preface, GuardsUnmet, StaleVersion.
    """
    current = lock_draft(section.plan_version, by=by)
    if section.key not in NAMES:
        raise Refused("not_generated", _("Only chapters of the preface are generated."))
    made = chapter(
        section.key.removeprefix(PREFIX), facts_of(current, by), leads().get(section.key, {})
    )
    return _write(section, made.title, made.body, read_version=read_version)


def facts_of(plan_version: PlanVersion, reader: User) -> Facts:
    """What `reader` may read: the rationale of an assessment stays with who may see it."""
    plan = plan_version.plan
    processes = list(plan.processes.order_by("code"))
    readable = Assessment.objects.visible_to(reader).approved()
    approved = {one.process_id: one for one in readable.filter(process__in=processes)}
    covered = tuple(
        Covered(
            code=one.code, name=one.name, rto_s=one.rto_s, mtd_s=one.mtd_s, rpo_s=one.rpo_s,
            wrt_s=one.wrt_s, life_safety=one.life_safety, critical=one.critical,
            rationale=approved[one.pk].rationale if one.pk in approved else "",
        )
        for one in processes
    )  # fmt: skip
    grade = plan_version.serves_grade
    carriers = ResponseRole.objects.filter(tasks__plan_version=plan_version).distinct()
    return Facts(
        kind=plan.kind,
        processes=covered,
        systems=tuple(plan.systems.order_by("code").values_list("name", flat=True)),
        sites=tuple(plan.sites.order_by("code").values_list("name", flat=True)),
        carriers=tuple((one.name_en, one.name_zh) for one in carriers),
        deciders=((grade.decision_role.name_en, grade.decision_role.name_zh),) if grade else (),
        review_months=plan.review_months,
        has_deputy=plan.deputy_id is not None,
    )


def leads() -> Mapping[str, Both]:
    """General wordings of the catalogue by key of the chapter."""
    if not (FOLDER / "preface.yaml").exists():
        return {}
    return {row["key"]: row["body"] for row in read("preface")["sections"] if row.get("body")}


def _fields(title: Both, body: Both) -> dict[str, str]:
    return {
        "title_en": title["en"], "title_zh": title["zh"],
        "body_en": body["en"], "body_zh": body["zh"],
    }  # fmt: skip


def _write(section: Section, title: Both, body: Both, *, read_version: int | None = None) -> bool:
    fields = _fields(title, body) | {"source": SectionSource.GENERATED.value}
    if section.title_en or section.title_zh:
        fields = {name: text for name, text in fields.items() if not name.startswith("title")}
    return bool(versioning.change(section, read_version=read_version, **fields))
