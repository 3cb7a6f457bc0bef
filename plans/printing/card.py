"""What stands on a response card: steps with limits, boxes, contacts, grades (PLN-12).

Read from the version's document, so a card and what was signed cannot differ; names, numbers and
grades are those of the moment it is printed (docs/method.md §35).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from lib.errors import GuardsUnmet
from plans.models import Anchor, IncidentGrade, PlanVersion, PrintCopy
from plans.printing import qr
from plans.printing.people import Contact, Directory, directory
from plans.printing.tongue import Both, Lines, Tongue, duration
from plans.services.content_document import document_of

HOLDERS_SHOWN = 2
REPORT_FIELDS = 8
"""So many "reported at" fields: four hours at half an hour each."""


@dataclass(frozen=True)
class Called:
    """A role of step 1 with those who are called, in order; `only` says from which grade."""

    role: Lines
    holders: tuple[Contact, ...]
    only: Lines


@dataclass(frozen=True)
class Team:
    name: Lines
    items: tuple[Lines, ...]


@dataclass(frozen=True)
class Step:
    number: int
    key: str
    title: Lines
    limit: Lines
    teams: tuple[Team, ...]
    called: tuple[Called, ...]
    every: Lines


@dataclass(frozen=True)
class Grade:
    code: str
    colour: str
    name: Lines
    definition: Lines
    scope: Lines
    within: Lines
    decides: Lines


@dataclass(frozen=True)
class Card:
    plan: str
    title: Lines
    number: str
    since: str
    printed: str
    organisation: str
    sample: bool
    restricted: bool
    steps: tuple[Step, ...]
    grades: tuple[Grade, ...]
    every: Lines
    group_name: str
    group_qr: str
    address: str
    currency_qr: str
    token: str
    tongue: Tongue

    @property
    def letters(self) -> int:
        """How much there is to print in the steps."""
        texts = [item for step in self.steps for team in step.teams for item in team.items]
        texts += [step.title for step in self.steps]
        return sum(len(one.first) + len(one.second) for one in texts)

    @property
    def reports(self) -> range:
        return range(1, REPORT_FIELDS + 1)


def has_card(document: Mapping[str, Any]) -> bool:
    return bool(document["card"]["steps"])


def card_of(
    version: PlanVersion, language: str, *, copy: PrintCopy | None, masked: bool, at: datetime
) -> Card:
    """Raises GuardsUnmet when the version has no card."""
    document = document_of(version)
    if not has_card(document):
        raise GuardsUnmet.one("no_card", _("This version has no response card."))
    tongue = Tongue(language)
    house = Organisation.current()
    zone = ZoneInfo(house.timezone)
    grades = list(IncidentGrade.objects.select_related("decision_role"))
    contacts = document["card"]["contacts"]
    book = directory(roles=[one["role"] for one in contacts], masked=masked)
    severity = {grade.code: grade.severity for grade in grades}
    every = [one["every_s"] for one in document["card"]["steps"] if one["every_s"] is not None]
    address = qr.address_of(copy.token) if copy is not None else ""
    group = document["group"]
    return Card(
        plan=document["plan"]["code"],
        title=tongue.pair(document["plan"]["name"]),
        number=document["number"],
        since=_day(version.effective_at, zone),
        printed=_day(copy.printed_at if copy is not None else at, zone),
        organisation=house.name,
        sample=bool(house.sample),
        restricted=version.plan.confidentiality == "restricted",
        steps=_steps(document["card"]["steps"], _called(contacts, book, severity, tongue), tongue),
        grades=tuple(_grade(one, tongue) for one in grades),
        every=_every(every[0], tongue) if every else Lines(""),
        group_name=group["name"],
        group_qr=_group_picture(group["url"]),
        address=address,
        currency_qr=qr.picture(address) if address else "",
        token=copy.token if copy is not None else "",
        tongue=tongue,
    )


def _day(at: datetime | None, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d}" if at is not None else ""


def _group_picture(url: str) -> str:
    """Without a code when the address is longer than one holds: its name still stands there."""
    try:
        return qr.picture(url) if url else ""
    except ValueError:
        return ""


def _called(
    contacts: Sequence[Mapping[str, Any]],
    book: Directory,
    severity: Mapping[str, int],
    tongue: Tongue,
) -> tuple[Called, ...]:
    worst = min(severity.values(), default=1)
    found = []
    for one in contacts:
        role, grade = book.role(one["role"]), one["from_grade"]
        only = Lines("")
        if grade is not None:
            codes = [code for code, at in severity.items() if at <= severity.get(grade, worst)]
            only = tongue.say(_("grades %(grades)s only"), grades="/".join(codes))
        found.append(Called(tongue(role.name), role.holders[:HOLDERS_SHOWN], only))
    return tuple(found)


def _steps(
    rows: Sequence[Mapping[str, Any]], called: tuple[Called, ...], tongue: Tongue
) -> tuple[Step, ...]:
    """Contacts stand in the step that notifies; without such a step in the first one."""
    keys = [row["key"] for row in rows]
    calls = keys.index("notify") if "notify" in keys else 0
    return tuple(
        Step(
            number=at + 1,
            key=row["key"],
            title=tongue.pair(row["title"]),
            limit=_limit(row, tongue),
            teams=_teams(row["items"], tongue),
            called=called if at == calls else (),
            every=_every(row["every_s"], tongue) if row["every_s"] is not None else Lines(""),
        )
        for at, row in enumerate(rows)
    )


def _limit(row: Mapping[str, Any], tongue: Tongue) -> Lines:
    if row["anchor"] == Anchor.PLAN or row["limit_s"] is None:
        return tongue.say(_("as planned"))
    words = {
        Anchor.DECLARED: _("within %(time)s"),
        Anchor.RESTORED: _("within %(time)s of recovery"),
        Anchor.VERIFIED: _("within %(time)s of verification"),
    }
    return tongue.say(words[Anchor(row["anchor"])], time=duration(row["limit_s"]))


def _every(seconds: int, tongue: Tongue) -> Lines:
    return tongue.say(_("Report to command every %(time)s"), time=duration(seconds))


def _teams(items: Sequence[Mapping[str, Any]], tongue: Tongue) -> tuple[Team, ...]:
    grouped: dict[tuple[str, str], list[Lines]] = {}
    names: dict[tuple[str, str], Both] = {}
    for item in items:
        name = Both(item["team"]["en"], item["team"]["zh"])
        names[name.en, name.zh] = name
        grouped.setdefault((name.en, name.zh), []).append(tongue.pair(item["text"]))
    return tuple(Team(tongue(names[key]), tuple(texts)) for key, texts in grouped.items())


def _grade(row: IncidentGrade, tongue: Tongue) -> Grade:
    role = row.decision_role
    return Grade(
        code=row.code,
        colour=row.colour,
        name=tongue(Both(row.name_en, row.name_zh)),
        definition=tongue(Both(row.definition_en, row.definition_zh)),
        scope=tongue(Both(row.scope_en, row.scope_zh)),
        within=tongue.say(_("at once"))
        if row.response_s == 0
        else tongue(duration(row.response_s)),
        decides=tongue(Both(role.name_en, role.name_zh)),
    )
