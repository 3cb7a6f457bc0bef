"""Differences of two versions with labels and values a reader understands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import User
from lib.durations import format_duration
from lib.language import in_language, listed, spoken
from plans.domain.difference import Change, FieldChange, document_changes
from plans.domain.word_difference import Piece
from plans.guard_words import PARTS
from plans.models import (
    Anchor,
    Audience,
    Completes,
    CriterionKind,
    Phase,
    PlanKind,
    PlanLevel,
    PlanSnapshot,
    PlanVersion,
    ResourceKind,
    StepKey,
)
from plans.plan_page.names import SCOPE, Names, names_in
from plans.services.content_document import document_of

Row = Mapping[str, Any]
lazy = gettext_lazy

PART_WORDS = {**PARTS, "card_contact": lazy("Contact of the card")}
HEADINGS = {
    "plan": lazy("Plan"), "version": lazy("Plan"), "section": lazy("Chapters"),
    "criterion": lazy("When it is carried out"), "task": lazy("Tasks"),
    "resource": lazy("Resources"), "message": lazy("Prepared messages"),
    "card_step": lazy("Card"), "card_item": lazy("Card"), "card_contact": lazy("Card"),
    "call_tree": lazy("Whom to call"),
}  # fmt: skip
FIELDS = {
    "name": lazy("Name"), "title": lazy("Title"), "body": lazy("Text"), "text": lazy("Text"),
    "owner": lazy("Owner"), "deputy": lazy("Deputy"), "kind": lazy("Kind"), "level": lazy("Level"),
    "processes": lazy("Processes"), "systems": lazy("Systems"), "sites": lazy("Sites"),
    "pre_authorised": lazy("Pre-authorised switch-over"), "authorisation": lazy("Authorisation"),
    "serves_grade": lazy("Highest grade it serves"), "group": lazy("Chat group"),
    "depth": lazy("Depth"), "key": lazy("Key"), "source": lazy("Source"),
    "number": lazy("Number"), "instructions": lazy("Instructions"), "role": lazy("Role"),
    "backup_role": lazy("Backup"), "duration_s": lazy("Planned duration"),
    "limit_s": lazy("Limit"), "phase": lazy("Phase"), "system": lazy("System"),
    "completes": lazy("Completes"), "counts_in_time": lazy("Counts against the RTO"),
    "verification": lazy("How it is checked"), "rollback": lazy("Way back"),
    "evidence_required": lazy("Evidence required"), "automation": lazy("Could be automated by"),
    "sub_plan": lazy("Carried out by the plan"), "needs": lazy("After"),
    "grade": lazy("Grade"), "process": lazy("Process"), "downtime_s": lazy("Expected downtime"),
    "quantity": lazy("Quantity"), "place": lazy("Where it is"), "from_s": lazy("Needed from"),
    "supplier": lazy("Supplier"), "audience": lazy("Audience"), "channel": lazy("Channel"),
    "anchor": lazy("Runs from"), "every_s": lazy("Report every"),
    "required": pgettext_lazy("item of a card", "Required"),
    "team": lazy("Team"), "step": lazy("Step"), "from_grade": lazy("From grade"),
    "parent": lazy("Called by"), "person": lazy("Person"), "critical": lazy("Critical"),
    "wait_s": lazy("Wait before the next"), "script": lazy("What to say"),
    "alternates": lazy("Alternates"),
}  # fmt: skip
ORDER = {name: place for place, name in enumerate(FIELDS)}
CHOICES: Mapping[tuple[str, str], Any] = {
    ("plan", "kind"): PlanKind,
    ("plan", "level"): PlanLevel,
    ("criterion", "kind"): CriterionKind,
    ("resource", "kind"): ResourceKind,
    ("task", "phase"): Phase,
    ("task", "completes"): Completes,
    ("message", "audience"): Audience,
    ("card_step", "anchor"): Anchor,
}
LANGUAGES = {"en": lazy("English"), "zh": lazy("Chinese")}
NAMED = {
    "role": "role", "backup_role": "role", "system": "system", "process": "process",
    "grade": "grade", "from_grade": "grade", "serves_grade": "grade", "supplier": "supplier",
    "person": "person", "owner": "person", "deputy": "person", "sub_plan": "plan",
}  # fmt: skip
LISTED = {**SCOPE, "alternates": "person"}


@dataclass(frozen=True)
class Line:
    """One field on both sides. `old` and `new` are runs of text, marked where they differ."""

    label: str
    language: str
    before: Any
    after: Any
    old: tuple[Piece, ...] = ()
    new: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class Shown:
    """One changed row; `part` is its kind in words, `label` its name."""

    heading: str
    part: str
    label: str
    kind: str
    lines: tuple[Line, ...]


def compared(before: Row, after: Row, user: User) -> list[tuple[str, list[Shown]]]:
    """What differs, under the headings of the plan."""
    names = names_in([before, after], user, people=True)
    found: dict[str, list[Shown]] = {}
    for change in document_changes(before, after):
        shown = _shown(change, names)
        found.setdefault(shown.heading, []).append(shown)
    return list(found.items())


def content_of(version: PlanVersion) -> Row:
    """As it was signed, where it was: name and scope of the plan may have changed since."""
    kept = PlanSnapshot.objects.filter(plan_version=version).first()
    return kept.content if kept is not None else document_of(version)


def headlines(before: Row, after: Row, user: User) -> list[Shown]:
    """The same in one list, for a summary."""
    return [one for _heading, rows in compared(before, after, user) for one in rows]


def _shown(change: Change, names: Names) -> Shown:
    row = change.after or change.before or {}
    if change.fields:
        fields = sorted(change.fields, key=lambda one: ORDER.get(one.name, len(ORDER)))
        lines: Iterable[Line] = (_line(change.part, one, names) for one in fields)
    else:
        lines = _whole(change, names) if change.kind != "moved" else ()
    return Shown(
        heading=str(HEADINGS[change.part]),
        part=str(PART_WORDS[change.part]),
        label=_label(change.part, row, names),
        kind=change.kind,
        lines=tuple(lines),
    )


def _label(part: str, row: Row, names: Names) -> str:
    if part == "task":
        return f"{row['number']} {_text(row['title'])}"
    if part in ("card_contact", "call_tree"):
        person, role = names("person", row.get("person")), names("role", row.get("role"))
        named = person or role
        return named.name if named else ""
    if part == "criterion":
        what = (names(kind, row.get(kind)) for kind in ("grade", "system", "process"))
        kind = str(CriterionKind(row["kind"]).label)
        return " ".join([kind, *(one.name for one in what if one)])
    for name in ("title", "name", "text"):
        if isinstance(row.get(name), Mapping) and _text(row[name]):
            return _text(row[name])
    return ""


def _text(pair: Row) -> str:
    return in_language(pair.get("en", ""), pair.get("zh", ""))


def _line(part: str, field: FieldChange, names: Names) -> Line:
    value = _values(part, field.name, names)
    return Line(
        label=str(FIELDS.get(field.name, field.name)),
        language=str(LANGUAGES.get(field.language, "")),
        before=value(field.before),
        after=value(field.after),
        old=tuple(one for one in field.pieces if one.kind != "added"),
        new=tuple(one for one in field.pieces if one.kind != "removed"),
    )


def _whole(change: Change, names: Names) -> Iterable[Line]:
    """Every field of a row that came or went, but those that say nothing."""
    row = change.after or change.before or {}
    for name, given in sorted(row.items(), key=lambda one: ORDER.get(one[0], len(ORDER))):
        texts = isinstance(given, Mapping) and set(given) == {"en", "zh"}
        sides = given.items() if texts else [("", given)]
        for language, one in sides:
            if one in (None, "", [], {}):
                continue
            shown = _values(change.part, name, names)(one)
            yield Line(
                label=str(FIELDS.get(name, name)),
                language=str(LANGUAGES.get(language, "")),
                before=None if change.before is None else shown,
                after=None if change.after is None else shown,
            )


def _values(part: str, name: str, names: Names) -> Callable[[Any], Any]:
    def shown(value: Any) -> Any:
        if value is None or value == "":
            return None
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if name.endswith("_s"):
            return format_duration(value, spoken())
        if (part, name) in CHOICES:
            return str(CHOICES[part, name](value).label)
        if name in NAMED:
            named = names(NAMED[name], value)
            return named.name if named else None
        if name == "parent":
            named = names.found.get("person", {}).get(value) or names("role", value)
            return named.name if named else None
        if name in LISTED:
            return listed([one.name for one in names.all(LISTED[name], value)]) or None
        if name == "step":
            return str(StepKey(value).label) if value in StepKey.values else value
        if isinstance(value, Mapping):
            given = [value.get("name"), value.get("url")]
            return " ".join(one for one in given if one) or None
        if isinstance(value, (list, tuple)):
            return listed(map(str, value)) or None
        return value

    return shown
