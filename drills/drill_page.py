"""What the page of a drill shows, by how far it has come."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts.access import may
from accounts.models import User
from drills.domain.states import COURSE, LIVE, OVER, next_verbs
from drills.drill_links import Hindrance, address, linked
from drills.event_words import OF_THE_SCRIPT, Line, line_of
from drills.models import Drill, DrillStatus, Inject, Objective, Participant, ParticipantRole
from drills.services.guards import RIGHTS, unmet
from drills.services.preparing import safety_list
from drills.services.readiness_guards import self_evaluated
from drills.services.real_course import may_become_real
from drills.services.rights import Rights, rights_of
from drills.step_pages import STEPS, name_of
from drills.verdict_words import verdict_tone, verdict_words

NEWEST = 12
# Status → the verb it waits for.
NEXT = {
    "planned": "make_ready", "preparing": "make_ready", "ready": "start", "running": "end",
    "paused": "resume", "interrupted": "resume", "debrief": "finish_evaluation",
    "reporting": "close", "postponed": "replan",
}  # fmt: skip
WORDS: dict[str, Any] = {
    "planned": gettext_lazy("It is planned. Prepare it: script, people, plan, safety."),
    "preparing": gettext_lazy("It is being prepared. It can be declared ready when nothing is"
                              " missing."),
    "ready": gettext_lazy("Everything is prepared. It may be started."),
    "running": gettext_lazy("It runs. It ends only when somebody says so."),
    "paused": gettext_lazy("It stands still: injects and clocks wait."),
    "interrupted": gettext_lazy("A real event has stopped it. It may be resumed when that is over,"
                                " or ended early."),
    "debrief": gettext_lazy("It is over. Rate every criterion, and lock the attendance."),
    "reporting": gettext_lazy("The report is written, approved, and its actions handed out. Then"
                              " the drill is archived."),
    "closed": gettext_lazy("Archived. It can be run again as a new drill."),
    "postponed": gettext_lazy("It is postponed: it waits for a new day."),
    "cancelled": gettext_lazy("It was cancelled and is not held."),
}  # fmt: skip
PAGES = {
    "finish_evaluation": ("drills:evaluation", gettext_lazy("Evaluate it"), "clipboard-check"),
}
# Those that stand on the page itself, the others in the menu behind it.
IN_FRONT = ("end", "pause", "resume", "start", "make_ready", "replan", "close")


@dataclass(frozen=True)
class Button:
    verb: str
    label: Any
    url: str
    icon: str
    why_not: str = ""
    danger: bool = False


@dataclass(frozen=True)
class Stage:
    label: Any
    state: str  # "done", "now", "next"


@dataclass
class Script:
    """Counted, not told: what is in it stands on its own page."""

    objectives: list[Objective] = field(default_factory=list)
    criteria: int = 0
    injects: Counter[str] = field(default_factory=Counter)
    lasts_s: int | None = None

    @property
    def total(self) -> int:
        return sum(self.injects.values())

    @property
    def handled(self) -> int:
        return self.injects["delivered"] + self.injects["skipped"]


@dataclass
class Page:
    drill: Drill
    rights: Rights
    at: datetime
    words: Any
    stages: list[Stage]
    hindrances: list[Hindrance]
    buttons: list[Button]
    more: list[Button]
    script: Script | None
    people: list[tuple[Any, Counter[str]]]
    mine: list[Participant]
    safety: list[Any]
    lines: list[Line]
    facts: list[tuple[Any, list[Any]]]
    self_evaluated: bool

    @property
    def asks_if_running(self) -> bool:
        """It should have ended, and nobody has said yet whether it has (E26)."""
        return self.drill.asked_at is not None and self.rights.may("control")

    @property
    def to_answer(self) -> list[Participant]:
        """My invitations that wait for an answer."""
        if self.drill.started_at is not None or self.drill.status in OVER:
            return []
        return [one for one in self.mine if one.invited_at is not None and one.answer == "none"][:1]

    @property
    def can_edit(self) -> bool:
        return self.rights.may("change") and self.drill.status not in OVER

    @property
    def can_stop(self) -> bool:
        return self.rights.may("real_event") and may_become_real(self.drill)

    @property
    def verdict(self) -> Any:
        return verdict_words(self.drill.verdict)

    @property
    def verdict_tone(self) -> str:
        return verdict_tone(self.drill.verdict)


def page_of(drill: Drill, user: User, at: datetime) -> Page:
    """About twenty queries, whatever the size of script and timeline."""
    rights = rights_of(drill, user)
    parts = list(drill.participants.for_list().order_by("role", "id"))  # type: ignore[attr-defined]
    buttons, more = _buttons(drill, rights, user, at)
    return Page(
        drill=drill,
        rights=rights,
        at=at,
        words=WORDS[drill.status],
        stages=_stages(drill),
        hindrances=_hindrances(drill, rights, at),
        buttons=buttons,
        more=more,
        script=script_of(drill) if rights.may("see_script") else None,
        people=_people(parts),
        mine=[one for one in parts if one.person.user_id == user.pk],
        safety=safety_list(drill) if drill.on_engine and rights.may("see_script") else [],
        lines=lines_of(drill, rights, NEWEST),
        facts=_facts(drill, rights),
        self_evaluated=bool(parts) and rights.may("see_script") and self_evaluated(drill),
    )


def lines_of(drill: Drill, rights: Rights, most: int | None = None) -> list[Line]:
    """Newest first; players read nothing of the script while it runs."""
    rows = drill.timeline.select_related("actor").order_by("-seq")
    if not rights.may("see_script") and drill.status in LIVE:
        rows = rows.exclude(type__in=OF_THE_SCRIPT)
    return [line_of(one) for one in rows[:most]]


def script_of(drill: Drill) -> Script:
    found = Script()
    rows = Objective.objects.filter(script__drill=drill).annotate(judged=Count("criteria"))
    found.objectives = list(rows.order_by("position", "id"))
    found.criteria = sum(one.judged for one in found.objectives)  # type: ignore[attr-defined]
    injects = Inject.objects.filter(script__drill=drill)
    found.injects.update(
        dict(injects.order_by().values_list("status").annotate(number=Count("pk")))
    )
    found.lasts_s = injects.aggregate(last=Max("offset_s"))["last"]
    return found


def _stages(drill: Drill) -> list[Stage]:
    """The way of a drill; what is off stands beside it."""
    now = {"paused": "running", "interrupted": "running"}.get(drill.status, drill.status)
    place = COURSE.index(now) if now in COURSE else 0
    found = []
    for number, status in enumerate(COURSE):
        state = "done" if number < place else "now" if number == place else "next"
        label = DrillStatus(status).label
        if state == "now" and now != drill.status:
            label = DrillStatus(drill.status).label
        found.append(Stage(label, state))
    return found if now in COURSE else []


def _hindrances(drill: Drill, rights: Rights, at: datetime) -> list[Hindrance]:
    verb = NEXT.get(drill.status)
    if verb is None or not rights.may(RIGHTS.get(verb, verb)):
        return []
    found = unmet(drill, verb, by=None, at=at)
    return linked(drill, [one for one in found if one.code != "too_early"])


def _buttons(
    drill: Drill, rights: Rights, user: User, at: datetime
) -> tuple[list[Button], list[Button]]:
    front: list[Button] = []
    more: list[Button] = []
    for verb in next_verbs(drill.status):
        if not rights.may(RIGHTS.get(verb, verb)) or verb == "real_event":
            continue
        button = _button(drill, verb, at)
        if button is not None:
            (front if verb in IN_FRONT or verb in PAGES else more).append(button)
    front.sort(key=lambda one: one.verb != NEXT.get(drill.status))
    if drill.status in ("running", "paused") and rights.may("change"):
        more.append(_step(drill, "extend"))
    if may(user, "drill.change") and rights.may("see_script"):
        more.append(_step(drill, "clone"))
    return front, more


def _button(drill: Drill, verb: str, at: datetime) -> Button | None:
    found = [one for one in unmet(drill, verb, by=None, at=at) if one.code != "too_early"]
    why_not = " ".join(str(one.message) for one in found)
    if verb in PAGES:
        name, label, icon = PAGES[verb]
        url = address(name, drill)
        return Button(verb, label, url, icon) if url else None
    return _step(drill, verb, why_not) if verb in STEPS else None


def _step(drill: Drill, verb: str, why_not: str = "") -> Button:
    step = STEPS[verb]
    url = address(f"drills:{name_of(verb)}", drill)
    return Button(verb, step.title, url, step.icon, why_not, step.danger)


def _people(parts: list[Participant]) -> list[tuple[Any, Counter[str]]]:
    """Part → how many, by what they answered."""
    counted: dict[str, Counter[str]] = {role: Counter() for role in ParticipantRole.values}
    for part in parts:
        counted[part.role]["all"] += 1
        counted[part.role][part.answer] += 1
        counted[part.role]["present"] += part.present_from is not None
    return [(ParticipantRole(role).label, numbers) for role, numbers in counted.items() if numbers]


def _facts(drill: Drill, rights: Rights) -> list[tuple[Any, list[Any]]]:
    """(label, what stands there: words, or rows with a page of their own)."""
    scenario: Any = drill.scenario
    if scenario is not None and not rights.sees_script:
        scenario = scenario.name
    rows: list[tuple[Any, list[Any]]] = [
        (_("What is operated"), [drill.get_subtype_display()] if drill.subtype else []),
        (_("Place"), [drill.place]),
        (_("Lead controller"), [drill.lead_controller]),
        (_("Lead evaluator"), [drill.lead_evaluator]),
        (pgettext("drill", "Scenario"), [scenario]),
        (_("Processes"), list(drill.processes.all())),
        (_("Systems"), list(drill.systems.all())),
        (_("Plan that is drilled"), [drill.plan_version]),
        (_("Meets the slot"), [drill.slot]),
    ]
    found = [(label, [one for one in values if one]) for label, values in rows]
    return [(label, values) for label, values in found if values]
