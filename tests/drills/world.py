"""Drills as tests speak of them: the people, a small script, and a drill taken as far as asked.

The day is 2 March 2026: planned from 10:00 to 12:00 (Shanghai). `clock("10:15")` is an instant of
it; on the day before it was planned.

Mia, the continuity manager, plans; Cora controls; Eva evaluates; Carl (commander) and Iris (IT
lead) play; Olga observes; Charlie, an auditor, and Dan, on duty, take no part.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from accounts.models import Person, User
from bia.models import System
from drills.domain.readiness import SAFETY_KEYS
from drills.models import (
    Criterion,
    Drill,
    DrillScenario,
    Expectation,
    Inject,
    Objective,
    Participant,
    SafetyCheck,
    Script,
)
from drills.services import drills as verbs
from plans.models import PlanVersion
from tests import factories
from tests.incidents import world as incidents
from tests.incidents.staged import stage
from tests.incidents.world import clock
from tests.plans.carried_out import draft, in_force

# login → its role on the platform.
STAFF = {"cora": "it_operations", "eva": "process_owner"}
# login → (part, role in the response, key person)
PARTS: dict[str, tuple[str, str, bool]] = {
    "cora": ("controller", "", False),
    "eva": ("evaluator", "", False),
    "carl": ("player", "commander", True),
    "iris": ("player", "technical_lead", True),
    "olga": ("observer", "", False),
}


def people() -> dict[str, User]:
    """The cast of incidents and those who hold drills, by name; made once."""
    found = incidents.people()
    known = {one.username: one for one in User.objects.filter(username__in=STAFF)}
    for name, role in STAFF.items():
        if name not in known:
            known[name] = factories.user(name, role)
            factories.person(name, user=known[name])
    return found | known


def the(name: str) -> User:
    return User.objects.filter(username=name).first() or people()[name]


def person(name: str) -> Person:
    return Person.objects.filter(code=name).first() or the(name).person


def plan_version(code: str = "rescue") -> PlanVersion:
    """A plan in force."""
    known = PlanVersion.objects.filter(plan__code=code).first()
    return known or in_force(draft(code, author=the("mia"), owner=person("olga")))


def system() -> System:
    """The rescue dispatch, with the process road-rescue on it (RTO 15 min, MTD 1 h)."""
    return System.objects.filter(code="dispatch").first() or incidents.dispatch()


def scenario(code: str = "db-down", **fields: Any) -> DrillScenario:
    """The database fails: one of the library, with the small script."""
    known = DrillScenario.objects.filter(code=code).first()
    if known is not None:
        return known
    values = {"name_en": "Database down", "name_zh": "数据库故障", "hazard": "hardware"} | fields
    row = DrillScenario.objects.create(code=code, **values)
    fill(Script.objects.create(scenario=row))
    return row


def fill(script: Script) -> Script:
    """Objective O1 with criteria C1 (by evaluators) and C2 (a gate by the rule of the RTO);
    injects 1 (at once, verbal), 2 (10 min, in the app, to the commander), 3 (20 min, by itself)
    and 4 (30 min, only if 1.1 is met); expectation 1.1 within 5 min of inject 1."""
    goal = Objective.objects.create(
        script=script, key="O1", text_en="Switch within the RTO", text_zh="在RTO内完成切换"
    )
    first = Criterion.objects.create(
        script=script, key="C1", objective=goal, group="process", text_en="Teams co-operated",
        text_zh="团队配合", position=1,
    )  # fmt: skip
    Criterion.objects.create(
        script=script, key="C2", objective=goal, group="technical", rule="rto", gate=True,
        text_en="RTO met", text_zh="RTO达成", position=2,
    )  # fmt: skip
    injects = Inject.objects.bulk_create(
        Inject(
            script=script, key=key, position=position, offset_s=offset_s, title_en=title,
            title_zh=title, body_en=f"{title}.", body_zh=f"{title}。", channel=channel, mode=mode,
            to_roles=roles, condition=condition,
        )
        for position, (key, offset_s, title, channel, mode, roles, condition) in enumerate(
            (
                ("1", 0, "Alarm", "verbal", "manual", [], {}),
                ("2", 600, "Queue grows", "app", "manual", ["commander"], {}),
                ("3", 1200, "Customers call", "app", "auto", [], {}),
                (
                    "4", 1800, "Standby fails too", "verbal", "manual", [],
                    {"all": [{"expectation": "1.1", "is": "met"}]},
                ),
            ),
            start=1,
        )
    )  # fmt: skip
    Expectation.objects.create(
        script=script, inject=injects[0], key="1.1", criterion=first, role="commander",
        text_en="Calls the team", text_zh="召集团队", due_after_s=300,
    )  # fmt: skip
    return script


def planned_drill(type: str = "tabletop", **fields: Any) -> Drill:
    """Planned by Mia the day before, controlled by Cora, evaluated by Eva; an empty script unless
    a `scenario` is given."""
    people()
    values: dict[str, Any] = {
        "title": "Database down",
        "planned_start": clock("10:00"),
        "planned_end": clock("12:00"),
        "lead_controller": person("cora"),
        "lead_evaluator": person("eva"),
        "by": the("mia"),
        "at": clock("08:00", day=1),
    }
    if type != "tabletop":
        values["systems"] = [system()]
    return verbs.create(type=type, **(values | fields))


def prepared_drill(type: str = "tabletop", **fields: Any) -> Drill:
    """With the small script, its people, invited, a plan in force, and all that must be safe."""
    values = {"plan_version": plan_version(), "scenario": scenario()} | fields
    row = planned_drill(type, **values)
    take_part(row)
    if row.on_engine:
        SafetyCheck.objects.bulk_create(
            SafetyCheck(drill=row, key=key, done=True, note="Seen", at=row.created_at)
            for key in SAFETY_KEYS
        )
    at = values.get("at", clock("08:00", day=1))
    verbs.invite(row, by=the("mia"), at=at)
    return Drill.objects.for_list().get(pk=row.pk)


def take_part(row: Drill, parts: dict[str, tuple[str, str, bool]] | None = None) -> None:
    """The cast of the drill, without asking them."""
    known = set(row.participants.values_list("person__code", "role"))
    Participant.objects.bulk_create(
        Participant(
            drill=row, person=person(name), role=role, response_role=response, key_person=key
        )
        for name, (role, response, key) in (parts or PARTS).items()
        if (name, role) not in known
    )


def staffed_drill() -> Drill:
    """A tabletop that is only planned, with its people: an audience for what names it."""
    row = planned_drill()
    take_part(row)
    return row


@stage
def ready_drill(type: str = "tabletop", **fields: Any) -> Drill:
    row = prepared_drill(type, **fields)
    return verbs.make_ready(row, by=the("mia"), at=clock("09:00", day=1))


@stage
def running_drill(
    type: str = "tabletop", *, started_at: datetime | None = None, **fields: Any
) -> Drill:
    """Started by Cora at 10:00. A functional one has its incident on the dispatch."""
    row = ready_drill(type, **fields)
    return verbs.start(row, by=the("cora"), at=started_at or clock("10:00"))


def handle(row: Drill, keys: Sequence[str] = ("1", "2", "3"), *, at: datetime) -> None:
    """These injects as delivered by Cora, without telling anybody."""
    Inject.objects.filter(script__drill=row, key__in=keys).update(
        status="delivered", delivered_at=at, delivered_by=the("cora"), late_s=0, due_at=None
    )


def ended_drill(
    type: str = "tabletop", *, ended_at: datetime | None = None, **fields: Any
) -> Drill:
    """Ended by Cora at 11:30 with its injects delivered: it is being evaluated."""
    row = running_drill(type, **fields)
    at = ended_at or clock("11:30")
    handle(row, at=at - timedelta(minutes=60))
    return verbs.end(row, by=the("cora"), at=at)


def evaluated_drill(type: str = "tabletop", **fields: Any) -> Drill:
    """Everybody was there, C1 was rated by Eva, C2 too where no rule could: being reported."""
    from drills.models import Rating, Rule

    row = ended_drill(type, **fields)
    Criterion.objects.filter(script__drill=row, rule=Rule.RTO.value).update(rule="")
    row.participants.filter(present_from=None).update(present_from=row.started_at)
    for one in Criterion.objects.filter(script__drill=row):
        Rating.objects.create(
            criterion=one, evaluator=the("eva"), level="achieved", at=clock("11:40"),
        )  # fmt: skip
    verbs.lock_attendance(row, by=the("cora"), at=clock("11:45"))
    return verbs.finish_evaluation(row, by=the("eva"), at=clock("11:50"))
