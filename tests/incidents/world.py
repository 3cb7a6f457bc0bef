"""Incidents as tests speak of them: the people, what fails, and an incident taken as far as asked.

The day is the source's own example: at 10:00 (Shanghai) the rescue dispatch goes down, at 10:04
the call centre declares it, at 10:07 grade I is confirmed. `clock("10:15")` is an instant of it.

The cast: Rita reports from the call centre; Dan is on duty; Carl commands; Olga owns the
processes; Mia is the continuity manager; Celia (CEO), Ciro (CIO), Ida (IT director) and Otto
(operations) are the decision levels of I to IV; Iris and Bela lead IT and business; Charlie reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import Person, User
from bia.models import Assessment, Dependency, ImpactCategory, ImpactRating, Process, System
from incidents.models import CheckRun, Incident
from incidents.services import incidents as verbs
from plans.models import IncidentGrade, ResponseRole, RoleHolder
from plans.services.catalogue_loading import load_plan_catalogue
from tests import factories
from tests.incidents.staged import stage

SHANGHAI = ZoneInfo("Asia/Shanghai")

# login → its role on the platform, and the response role it holds
CAST: dict[str, tuple[str, str]] = {
    "rita": ("process_owner", ""),
    "dan": ("it_operations", "duty-engineer"),
    "carl": ("incident_commander", "commander"),
    "olga": ("process_owner", ""),
    "mia": ("continuity_manager", ""),
    "celia": ("process_owner", "ceo-coo"),
    "ciro": ("process_owner", "cio-service-director"),
    "ida": ("process_owner", "it-director"),
    "otto": ("process_owner", "ops-manager"),
    "iris": ("it_operations", "it-lead"),
    "bela": ("process_owner", "business-lead"),
    "charlie": ("auditor", ""),
}
# What an outage of road rescue costs after so many seconds (T4).
RESCUE_CURVE = {900: "10000", 3600: "50000", 14400: "300000", 86400: "2000000"}


def clock(time: str, *, day: int = 2) -> datetime:
    """ "10:15" or "10:15:30" on that day of March 2026 in Shanghai, as UTC."""
    local = datetime.fromisoformat(f"2026-03-{day:02d}T{time}").replace(tzinfo=SHANGHAI)
    return local.astimezone(UTC)


def people() -> dict[str, User]:
    """The cast by name, with the shipped grades, response roles and clocks; made once."""
    if not IncidentGrade.objects.exists():
        load_plan_catalogue(at=factories.NOON)
        factories.clock_policies()
    found = {one.username: one for one in User.objects.filter(username__in=CAST)}
    for name, (role, response_role) in CAST.items():
        if name not in found:
            found[name] = factories.user(name, role)
            person = factories.person(name, user=found[name], phones=[f"138{len(found):08d}"])
            hold(response_role, person)
    return found


def hold(role: str, person: Person, position: int = 1) -> None:
    """`person` holds the response role, where the installation has it."""
    row = ResponseRole.objects.filter(code=role).first()
    if row is not None:
        RoleHolder.objects.create(role=row, person=person, position=position)


def the(name: str) -> User:
    return User.objects.filter(username=name).first() or people()[name]


def person(name: str) -> Person:
    return Person.objects.get(code=name)


def grade(code: str) -> IncidentGrade:
    return IncidentGrade.objects.filter(code=code).first() or _made().get(code=code)


def _made() -> Any:
    people()
    return IncidentGrade.objects


def system(code: str, importance: str = "core", **fields: Any) -> System:
    found = System.objects.filter(code=code).first()
    return found or factories.system(code, importance=importance, **fields)


def process(
    code: str,
    *systems: System,
    rto_s: int | None = None,
    mtd_s: int | None = None,
    rpo_s: int | None = None,
    mbco: int = 100,
    curve: dict[int, str] | None = None,
    life_safety: bool = False,
    owner: str = "olga",
    **fields: Any,
) -> Process:
    """A process on `systems` (hard, serial) with these objectives in an approved BIA."""
    found = Process.objects.filter(code=code).first()
    if found is not None:
        return found
    values = {"rto_s": rto_s, "mtd_s": mtd_s, "rpo_s": rpo_s, "mbco_percent": Decimal(mbco)}
    people()
    row = factories.process(code, owner=person(owner), life_safety=life_safety, **values, **fields)
    for one in systems:
        Dependency.objects.create(
            code=f"{code}-{one.code}", dependent_process=row, needs_system=one
        )
    if curve is not None or rto_s is not None:
        approved(row, values, curve or {})
    return row


def approved(row: Process, values: dict[str, Any], curve: dict[int, str]) -> Assessment:
    """An approved BIA made row by row: version 1 with these objectives and this loss curve."""
    cast = people()
    assessment = Assessment.objects.create(
        code=f"{row.code}-1", process=row, author=cast["olga"], approved_by=cast["mia"],
        approved_at=factories.NOON - timedelta(days=30), **values,
    )  # fmt: skip
    money, _new = ImpactCategory.objects.get_or_create(
        code="financial",
        defaults={"name_en": "Financial", "name_zh": "财务损失", "unit": "money"},
    )
    ImpactRating.objects.bulk_create(
        ImpactRating(assessment=assessment, category=money, at_s=at_s, amount=Decimal(amount))
        for at_s, amount in curve.items()
    )
    Assessment.objects.filter(pk=assessment.pk).update(status="approved")
    return assessment


def dispatch() -> System:
    """The rescue dispatch (core) and the process that lives on it: RTO 15 min, MTD 1 h."""
    one = system("dispatch", name="Rescue dispatch")
    process(
        "road-rescue", one, name="Road rescue", rto_s=900, mtd_s=3600, rpo_s=300, mbco=80,
        curve=RESCUE_CURVE, life_safety=True,
    )  # fmt: skip
    return one


def csm() -> System:
    """Customer service (core): RTO 2 h, MTD 4 h, no curve."""
    one = system("csm", name="Customer service")
    process("customer-service", one, rto_s=7200, mtd_s=14400, rpo_s=3600)
    return one


def stock() -> System:
    """Parts stock (important): RTO 4 h, MTD 8 h."""
    one = system("stock", "important", name="Parts stock")
    process("parts-stock", one, rto_s=14400, mtd_s=28800, rpo_s=14400)
    return one


def bi() -> System:
    """Data analysis (general): RTO 24 h, no MTD."""
    one = system("bi", "general", name="Data analysis")
    process("data-analysis", one, rto_s=86400, rpo_s=86400)
    return one


@stage
def declared(
    *,
    by: User | None = None,
    at: datetime | None = None,
    systems: Sequence[tuple[System, str]] | None = None,
    **fields: Any,
) -> Incident:
    """Declared by Rita at 10:04: the dispatch is fully down since 10:00, nationwide."""
    people()
    values: dict[str, Any] = {
        "title": "Rescue dispatch down",
        "regions": ["all"],
        "occurred_at": clock("10:00"),
        "at": at or clock("10:04"),
    }
    if at is not None and at != clock("10:04"):
        values["occurred_at"] = at - timedelta(minutes=4)
    failed = [(dispatch(), "full")] if systems is None else systems
    return verbs.declare(systems=failed, by=by or the("rita"), **(values | fields))


@stage
def assessing(*, acknowledged_at: datetime | None = None, **fields: Any) -> Incident:
    """Acknowledged by Carl a minute after the declaration; he commands."""
    row = declared(**fields)
    at = acknowledged_at or row.declared_at + timedelta(minutes=1)
    return verbs.acknowledge(row, by=the("carl"), at=at)


@stage
def responding(
    grade: str = "I", *, graded_at: datetime | None = None, reason: str = "As seen", **fields: Any
) -> Incident:
    """Grade confirmed by Carl, three minutes after the declaration (10:07)."""
    row = assessing(**fields)
    at = graded_at or row.declared_at + timedelta(minutes=3)
    level = IncidentGrade.objects.get(code=grade)
    return verbs.confirm_grade(row, grade=level, reason=reason, by=the("carl"), at=at)


@stage
def restored(grade: str = "I", *, restored_at: datetime | None = None, **fields: Any) -> Incident:
    """Restored by Carl at 10:58."""
    row = responding(grade, **fields)
    at = restored_at or row.declared_at + timedelta(minutes=54)
    return verbs.restore(row, by=the("carl"), at=at)


def checked(row: Incident, *, at: datetime, by: User | None = None) -> None:
    """All boxes of the verification ticked."""
    boxes = CheckRun.objects.filter(step__incident=row, step__key="verify")
    for box in boxes.filter(state=CheckRun.State.TODO):
        verbs.tick(box, state="done", by=by or the("carl"), at=at)


@stage
def reviewing(grade: str = "I", *, verified_at: datetime | None = None, **fields: Any) -> Incident:
    """Verified at 11:40: boxes ticked, the owner has confirmed."""
    row = restored(grade, **fields)
    at = verified_at or row.declared_at + timedelta(minutes=96)
    checked(row, at=at)
    verbs.confirm_recovery(row, by=the("olga"), at=at)
    return verbs.verify(row, by=the("carl"), at=at)


@stage
def ready_to_close(grade: str = "I", **fields: Any) -> Incident:
    """Reviewed by Carl, approved by Celia, losses and data said by Olga (12:00 to 12:52)."""
    row = reviewing(grade, **fields)
    verbs.change_review(
        row, read_version=None, summary="The dispatch stopped.", symptom="No orders arrived.",
        root_cause="The disk was full.", treatment="Files removed.", card_helped=True,
        no_actions_reason="It is watched since.", by=the("carl"), at=clock("12:00"),
    )  # fmt: skip
    verbs.submit_review(row, by=the("carl"), at=clock("12:30"))
    verbs.approve_review(row, by=the("celia"), at=clock("12:50"))
    for impact in row.impacts.all():
        verbs.record_outcome(
            row, impact, actual_loss=Decimal(0), complaints=3, by=the("olga"), at=clock("12:51")
        )
        verbs.set_last_good_data(
            row, impact, last_good_data_at=clock("09:57"), by=the("olga"), at=clock("12:52")
        )
    return row


@stage
def closed(grade: str = "I", **fields: Any) -> Incident:
    """Closed by Celia at 13:00."""
    return verbs.close(ready_to_close(grade, **fields), by=the("celia"), at=clock("13:00"))
