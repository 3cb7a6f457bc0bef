"""What the printed plan says, from the version's document: facts, chapters, tasks, calls.

Everything is `Lines` by now, so that one template prints English, Chinese or both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Person
from bia.models import Process, Site, System
from plans.markdown import to_html
from plans.models import (
    ApproverKind,
    Audience,
    Completes,
    CriterionKind,
    Phase,
    Plan,
    PlanKind,
    PlanLevel,
    PlanVersion,
    PrintCopy,
    ResourceKind,
    ResponseRole,
    VersionStatus,
)
from plans.printing import qr
from plans.printing.calls import CallLine, call_lines
from plans.printing.tongue import BOTH, Both, Lines, Tongue, duration
from plans.services.content_document import document_of

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Chapter:
    """`bodies`: (language, HTML), one or two of them."""

    anchor: str
    depth: int
    title: Lines
    bodies: tuple[tuple[str, SafeString], ...]


@dataclass(frozen=True)
class TaskRow:
    number: int
    title: Lines
    role: Lines
    backup: Lines
    duration: Lines
    limit: Lines
    needs: str
    phase: Lines
    notes: tuple[tuple[Lines, Lines], ...]
    system: str
    counts: bool


@dataclass(frozen=True)
class Signature:
    kind: Lines
    who: str
    on: str
    comment: str
    sha256: str


@dataclass(frozen=True)
class PaperPlan:
    tongue: Tongue
    code: str
    number: str
    title: Lines
    status: str
    restricted: bool
    organisation: str
    sample: bool
    printed: str
    sha256: str
    facts: tuple[tuple[Lines, Lines], ...]
    criteria: tuple[tuple[Lines, ...], ...]
    authorisation: Lines
    chapters: tuple[Chapter, ...]
    tasks: tuple[TaskRow, ...]
    resources: tuple[tuple[Lines, Lines, str, str, Lines], ...]
    messages: tuple[tuple[Lines, str, Lines, tuple[Lines, ...]], ...]
    calls: tuple[CallLine, ...]
    signatures: tuple[Signature, ...]
    history: tuple[tuple[str, str, str], ...]
    address: str = ""
    currency_qr: str = ""
    picture: str = ""
    verdicts: tuple[tuple[str, Lines], ...] = field(default=())

    @property
    def is_binding(self) -> bool:
        return self.status == VersionStatus.EFFECTIVE


def paper_plan(
    version: PlanVersion, language: str, *, copy: PrintCopy | None, masked: bool, at: datetime
) -> PaperPlan:
    document = document_of(version)
    tongue = Tongue(language)
    house = Organisation.current()
    zone = ZoneInfo(house.timezone)
    names = _Names(document)
    address = qr.address_of(copy.token) if copy is not None else ""
    return PaperPlan(
        tongue=tongue,
        code=document["plan"]["code"],
        number=document["number"],
        title=tongue.pair(document["plan"]["name"]),
        status=version.status,
        restricted=version.plan.confidentiality == "restricted",
        organisation=house.name,
        sample=bool(house.sample),
        printed=f"{at.astimezone(zone):%Y-%m-%d %H:%M}",
        sha256=version.sha256,
        facts=_facts(version, document, names, tongue, zone),
        criteria=_criteria(document["criteria"], names, tongue),
        authorisation=tongue.pair(document["authorisation"]),
        chapters=tuple(_chapters(document["sections"], tongue)),
        tasks=tuple(_task(row, names, tongue) for row in document["tasks"]),
        resources=tuple(_resource(row, tongue) for row in document["resources"]),
        messages=tuple(_message(row, tongue) for row in document["messages"]),
        calls=call_lines(document, tongue, masked=masked, at=at),
        signatures=tuple(_signatures(version, tongue, zone)),
        history=tuple(_history(version.plan, zone)),
        address=address,
        currency_qr=qr.picture(address) if address else "",
    )


class _Names:
    """Names of what the document names by code: one question a table."""

    def __init__(self, document: Row):
        plan = document["plan"]
        tasks = document["tasks"]
        criteria = document["criteria"]
        roles = {one[name] for one in tasks for name in ("role", "backup_role") if one[name]}
        systems = {*plan["systems"], *_set(tasks, "system"), *_set(criteria, "system")}
        self.roles = {
            row.code: Both(row.name_en, row.name_zh)
            for row in ResponseRole.objects.filter(code__in=roles)
        }
        self.systems = dict(System.objects.filter(code__in=systems).values_list("code", "name"))
        self.processes = dict(
            Process.objects.filter(
                code__in={*plan["processes"], *_set(criteria, "process")}
            ).values_list("code", "name")
        )
        self.sites = dict(Site.objects.filter(code__in=plan["sites"]).values_list("code", "name"))
        people = [one for one in (plan["owner"], plan["deputy"]) if one]
        self.people = dict(Person.objects.filter(code__in=people).values_list("code", "name"))

    def role(self, code: str | None) -> Both:
        return self.roles.get(code or "", Both(code or "", code or ""))


def _set(rows: Iterable[Row], name: str) -> set[str]:
    return {one[name] for one in rows if one[name]}


def _facts(
    version: PlanVersion, document: Row, names: _Names, tongue: Tongue, zone: ZoneInfo
) -> tuple[tuple[Lines, Lines], ...]:
    plan = document["plan"]

    def listed(codes: Sequence[str], named: Mapping[str, str]) -> Lines:
        return Lines("、".join(named.get(code, code) for code in codes))

    since = f"{version.effective_at.astimezone(zone):%Y-%m-%d}" if version.effective_at else ""
    due = version.plan.review_due
    yes, no = _("yes"), _("no")
    rows = [
        (_("Kind"), tongue.say(PlanKind(plan["kind"]).label)),
        (_("Level"), tongue.say(PlanLevel(plan["level"]).label)),
        (_("Owner"), Lines(names.people.get(plan["owner"], plan["owner"] or ""))),
        (_("Deputy"), Lines(names.people.get(plan["deputy"], plan["deputy"] or ""))),
        (_("Processes"), listed(plan["processes"], names.processes)),
        (_("Systems"), listed(plan["systems"], names.systems)),
        (_("Sites"), listed(plan["sites"], names.sites)),
        (_("Highest grade it serves"), Lines(document["serves_grade"] or "")),
        (_("Pre-authorised"), tongue.say(yes if document["pre_authorised"] else no)),
        (_("In force since"), Lines(since)),
        (_("Review due"), Lines(f"{due:%Y-%m-%d}" if due else "")),
    ]
    return tuple((tongue.say(label), value) for label, value in rows if value)


def _criteria(rows: Iterable[Row], names: _Names, tongue: Tongue) -> tuple[tuple[Lines, ...], ...]:
    """Groups; the criteria of one hold together."""
    groups: dict[int, list[Lines]] = {}
    for row in rows:
        groups.setdefault(row["group"], []).append(_criterion(row, names, tongue))
    return tuple(tuple(groups[key]) for key in sorted(groups))


def _criterion(row: Row, names: _Names, tongue: Tongue) -> Lines:
    text = tongue.pair(row["text"])
    if row["kind"] == CriterionKind.MANUAL:
        return text
    params: dict[str, Any] = {
        CriterionKind.GRADE: {"what": row["grade"]},
        CriterionKind.SYSTEM: {"what": names.systems.get(row["system"] or "", row["system"])},
        CriterionKind.PROCESS: {"what": names.processes.get(row["process"] or "", row["process"])},
        CriterionKind.DOWNTIME: {"what": duration(row["downtime_s"] or 0)},
    }[CriterionKind(row["kind"])]
    words = {
        CriterionKind.GRADE: _("Grade %(what)s or worse"),
        CriterionKind.SYSTEM: _("%(what)s is down"),
        CriterionKind.PROCESS: _("%(what)s has stopped"),
        CriterionKind.DOWNTIME: _("Down for %(what)s or more, as far as is known"),
    }[CriterionKind(row["kind"])]
    said = tongue.say(words, **params)
    return Lines(f"{said.first}: {text.first}" if text else said.first, said.second)


def _chapters(rows: Iterable[Row], tongue: Tongue) -> Iterable[Chapter]:
    for at, row in enumerate(rows, start=1):
        body = row["body"]
        texts = [(tongue.lead, tongue.pair(body).first)]
        if tongue.language == BOTH and body["en"] and body["zh"] and body["en"] != body["zh"]:
            texts = [("zh-hans", body["zh"]), ("en", body["en"])]
        yield Chapter(
            anchor=f"part-{at}",
            depth=row["depth"],
            title=tongue.pair(row["title"]),
            bodies=tuple((language, to_html(text, top=4)) for language, text in texts if text),
        )


def _task(row: Row, names: _Names, tongue: Tongue) -> TaskRow:
    def time(seconds: int | None) -> Lines:
        return Lines("") if seconds is None else tongue(duration(seconds))

    notes = [
        (_("Instructions"), tongue.pair(row["instructions"])),
        (_("Checked by"), tongue.pair(row["verification"])),
        (_("Way back"), tongue.pair(row["rollback"])),
        (_("Carried out by"), Lines(row["sub_plan"] or "")),
        (_("Could be automated by"), Lines(row["automation"])),
        (_("Completes"), tongue.say(Completes(row["completes"]).label))
        if row["completes"]
        else (_("Completes"), Lines("")),
    ]
    return TaskRow(
        number=row["number"],
        title=tongue.pair(row["title"]),
        role=tongue(names.role(row["role"])),
        backup=tongue(names.role(row["backup_role"])),
        duration=time(row["duration_s"]),
        limit=time(row["limit_s"]),
        needs=", ".join(str(one) for one in row["needs"]),
        phase=tongue.say(Phase(row["phase"]).label),
        notes=tuple((tongue.say(label), text) for label, text in notes if text),
        system=names.systems.get(row["system"] or "", row["system"] or ""),
        counts=row["counts_in_time"],
    )


def _resource(row: Row, tongue: Tongue) -> tuple[Lines, Lines, str, str, Lines]:
    needed = tongue(duration(row["from_s"])) if row["from_s"] is not None else Lines("")
    kind = tongue.say(ResourceKind(row["kind"]).label)
    return kind, tongue.pair(row["name"]), row["quantity"], row["place"], needed


def _message(row: Row, tongue: Tongue) -> tuple[Lines, str, Lines, tuple[Lines, ...]]:
    body = tongue.pair(row["body"])
    texts = tuple(Lines(text) for text in (body.first, body.second) if text)
    audience = tongue.say(Audience(row["audience"]).label)
    return audience, row["channel"], tongue.pair(row["title"]), texts


def _signatures(version: PlanVersion, tongue: Tongue, zone: ZoneInfo) -> Iterable[Signature]:
    """Those of the last round: what it was approved by."""
    steps = list(version.approvals.select_related("decided_by").order_by("round", "position", "id"))
    last = max((one.round for one in steps), default=0)
    for one in steps:
        if one.round == last and one.decided_at is not None and one.verdict == "approved":
            yield Signature(
                kind=tongue.say(ApproverKind(one.kind).label),
                who=one.decided_by.name if one.decided_by else "",
                on=f"{one.decided_at.astimezone(zone):%Y-%m-%d %H:%M}",
                comment=one.comment,
                sha256=one.sha256,
            )


def _history(plan: Plan, zone: ZoneInfo) -> Iterable[tuple[str, str, str]]:
    rows = plan.versions.filter(effective_at__isnull=False).order_by("-major", "-minor")
    for one in rows[:12]:
        assert one.effective_at is not None
        yield one.number, f"{one.effective_at.astimezone(zone):%Y-%m-%d}", one.change_summary
