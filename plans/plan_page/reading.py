"""A document as a person reads it: texts in their language, codes as names, chapters numbered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lib.durations import format_duration
from lib.language import spoken
from plans.markdown import to_html
from plans.models import Anchor, Audience, Completes, CriterionKind, Phase, ResourceKind
from plans.plan_page.names import Named, Names
from plans.plan_page.task_html import doer, marks, numbers_linked

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Words:
    """A text; `lang` names its language where that is not the reader's ("" otherwise)."""

    text: str
    lang: str = ""

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)


def words(pair: Mapping[str, str] | None) -> Words:
    """The reader's language of a text in both; the other one, named, where that is empty."""
    pair = pair or {}
    chinese = spoken().startswith("zh")
    first, second = ("zh", "en") if chinese else ("en", "zh")
    if pair.get(first):
        return Words(pair[first])
    return Words(pair.get(second, ""), {"zh": "zh-Hans", "en": "en"}[second])


# "3. Stock", "2.1 Scope", "一、目标", "第二阶段：…", "Phase 2: …": not numbered a second time.
OWN_NUMBER = re.compile(
    r"\d+(\.\d+)*[.、)\s]|[一二三四五六七八九十]+、|第[一二三四五六七八九十\d]+|Phase \d"
)


@dataclass(frozen=True)
class Chapter:
    """`number` is "2.1", empty where the title brings its own; `body` is safe HTML."""

    anchor: str
    number: str
    depth: int
    title: Words
    body: SafeString
    lang: str
    generated: bool


@dataclass(frozen=True)
class Task:
    """One task. `needs` are numbers; `holders` who carries it out today."""

    number: int
    title: Words
    instructions: Words
    verification: Words
    rollback: Words
    role: Named | None
    holders: Sequence[str]
    backup_role: Named | None
    system: Named | None
    sub_plan: Named | None
    duration_s: int | None
    limit_s: int | None
    phase: str
    completes: str
    counts_in_time: bool
    evidence_required: bool
    automation: str
    needs: Sequence[int]

    @property
    def time(self) -> str:
        """ "5 min · within 10 min", in the reader's words."""
        planned = _("not set") if self.duration_s is None else _duration(self.duration_s)
        if self.limit_s is None:
            return planned
        words = {"planned": planned, "limit": _duration(self.limit_s)}
        return _("%(planned)s · within %(limit)s") % words

    @property
    def doer(self) -> SafeString:
        """Its role with who holds it first."""
        return doer(self.role, self.holders[0] if self.holders else "")

    @property
    def before(self) -> SafeString:
        """Links to what it waits for."""
        return numbers_linked(tuple(self.needs))

    @property
    def facts(self) -> SafeString:
        """What else is to be known. Made here and not in the template, which 500 tasks would ask
        for everything they do not have."""
        return marks(tuple(self._facts()))

    def _facts(self) -> list[tuple[str, str, str]]:
        """Style, words, address."""
        found = []
        if self.backup_role is not None:
            found.append(("quiet", _("backup %(role)s") % {"role": self.backup_role.name}, ""))
        if self.system is not None:
            found.append(("", self.system.name, ""))
        if self.sub_plan is not None:
            words = _("carried out by %(plan)s") % {"plan": self.sub_plan.name}
            found.append(("", words, self.sub_plan.url))
        if self.completes:
            found.append(("plan-task-mark", self.completes, ""))
        if self.evidence_required:
            found.append(("quiet", _("evidence required"), ""))
        if not self.counts_in_time:
            found.append(("quiet", _("does not count against the RTO"), ""))
        if self.automation:
            words = _("could be automated: %(how)s") % {"how": self.automation}
            found.append(("quiet", words, ""))
        return found


@dataclass(frozen=True)
class Reading:
    """A whole version to read."""

    document: Row
    names: Names
    authorisation: Words
    grade: Named | None
    chapters: Sequence[Chapter]
    criteria: Sequence[Sequence[Row]]
    phases: Sequence[tuple[str, str, Sequence[Task]]]
    tasks: Sequence[Task]
    resources: Sequence[Row]
    messages: Sequence[Row]
    card: Sequence[Row]
    contacts: Sequence[Row]

    @property
    def scope(self) -> dict[str, list[Named]]:
        plan = self.document["plan"]
        kinds = {"processes": "process", "systems": "system", "sites": "site"}
        return {name: self.names.all(kind, plan[name]) for name, kind in kinds.items()}

    @property
    def is_empty(self) -> bool:
        return not (self.chapters or self.tasks or self.card)


def read(document: Row, names: Names) -> Reading:
    tasks = [_task(row, names) for row in document["tasks"]]
    return Reading(
        document=document,
        names=names,
        authorisation=words(document["authorisation"]),
        grade=names("grade", document["serves_grade"]),
        chapters=list(_chapters(document["sections"])),
        criteria=_criteria(document["criteria"], names),
        phases=_phases(tasks),
        tasks=tasks,
        resources=[_resource(row, names) for row in document["resources"]],
        messages=[_message(row) for row in document["messages"]],
        card=[_step(row) for row in document["card"]["steps"]],
        contacts=[_contact(row, names) for row in document["card"]["contacts"]],
    )


def _chapters(sections: Sequence[Row]) -> Iterable[Chapter]:
    counts = [0, 0, 0]
    for n, row in enumerate(sections, start=1):
        depth = min(max(row["depth"], 1), 3)
        counts[depth - 1] += 1
        counts[depth:] = [0] * (3 - depth)
        title, body = words(row["title"]), words(row["body"])
        yield Chapter(
            anchor=f"section-{n}",
            number="" if OWN_NUMBER.match(str(title)) else _place(counts[:depth]),
            depth=depth,
            title=title,
            body=_html(body.text, min(depth + 3, 6)),
            lang=body.lang,
            generated=row.get("source") == "generated",
        )


def _place(counts: Sequence[int]) -> str:
    return ".".join(str(one or 1) for one in counts)


@lru_cache(maxsize=512)
def _html(text: str, top: int) -> SafeString:
    """The same chapter is read again and again."""
    return to_html(text, top=top)


def _duration(seconds: int) -> str:
    return format_duration(seconds, spoken())


def _task(row: Row, names: Names) -> Task:
    return Task(
        number=row["number"],
        title=words(row["title"]),
        instructions=words(row["instructions"]),
        verification=words(row["verification"]),
        rollback=words(row["rollback"]),
        role=names("role", row["role"]),
        holders=names.holders.get(row["role"] or "", []),
        backup_role=names("role", row["backup_role"]),
        system=names("system", row["system"]),
        sub_plan=names("plan", row["sub_plan"]),
        duration_s=row["duration_s"],
        limit_s=row["limit_s"],
        phase=row["phase"],
        completes=str(Completes(row["completes"]).label) if row["completes"] else "",
        counts_in_time=row["counts_in_time"],
        evidence_required=row["evidence_required"],
        automation=row["automation"],
        needs=row["needs"],
    )


def _phases(tasks: Sequence[Task]) -> list[tuple[str, str, Sequence[Task]]]:
    """Phases that have tasks, in their order, each with its tasks."""
    found: dict[str, list[Task]] = {}
    for task in tasks:
        found.setdefault(task.phase, []).append(task)
    return [(key, str(label), found[key]) for key, label in Phase.choices if key in found]


def _criteria(rows: Sequence[Row], names: Names) -> list[list[Row]]:
    """Groups: any is enough; criteria of a group hold together."""
    groups: dict[int, list[Row]] = {}
    for row in rows:
        what = next(
            (names(kind, row[kind]) for kind in ("grade", "system", "process") if row[kind]), None
        )
        groups.setdefault(row["group"], []).append(
            {
                "kind": CriterionKind(row["kind"]).label,
                "what": what,
                "downtime_s": row["downtime_s"],
                "text": words(row["text"]),
            }
        )
    return [groups[key] for key in sorted(groups)]


def _resource(row: Row, names: Names) -> Row:
    kind = ResourceKind(row["kind"]).label
    supplier = names("supplier", row["supplier"])
    return {**row, "kind": kind, "name": words(row["name"]), "supplier": supplier}


def _message(row: Row) -> Row:
    body, audience = words(row["body"]), Audience(row["audience"]).label
    return {**row, "audience": audience, "title": words(row["title"]), "body": body}


def _step(row: Row) -> Row:
    teams: dict[str, list[Row]] = {}
    for item in row["items"]:
        shown = {"text": words(item["text"]), "required": item["required"]}
        teams.setdefault(str(words(item["team"])), []).append(shown)
    return {
        **row,
        "title": words(row["title"]),
        "anchor": Anchor(row["anchor"]).label,
        "teams": list(teams.items()),
    }


def _contact(row: Row, names: Names) -> Row:
    return {
        "role": names("role", row["role"]),
        "from_grade": names("grade", row["from_grade"]),
        "holders": names.holders.get(row["role"], []),
    }
