"""What the outbox, the clocks and incidents ask about drills (followup.exercises)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, User
from drills.models import UNINFORMED, Drill, DrillStatus, Participant
from drills.services.real_course import may_become_real
from drills.services.rights import rights_of
from followup import exercises
from followup.exercises import Banner
from followup.messages import MessageKind
from followup.messages import register as register_kinds

STILL = (DrillStatus.PAUSED.value, DrillStatus.INTERRUPTED.value)


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    exercises.register_audience(audiences)
    exercises.register_standing(standing)
    exercises.register_still(standing_still)
    exercises.register_banner(banner)
    exercises.register_when_graded(when_graded)
    register_kinds(*KINDS)


def audiences(codes: Collection[str]) -> Mapping[str, frozenset[str]]:
    """Who takes part, who leads, and who is told besides; until it begins, who planned it. Before
    a drill without notice begins only those who lead and judge it (DRL-5). Three queries."""
    drills = {one.pk: one for one in Drill.objects.filter(code__in=codes).select_related(
        "lead_controller", "lead_evaluator", "created_by__person"
    )}  # fmt: skip
    keys: dict[int, set[str]] = {pk: set() for pk in drills}
    for one in drills.values():
        for lead in (one.lead_controller, one.lead_evaluator):
            if lead is not None:
                keys[one.pk] |= keys_of(lead.pk, lead.user_id)
        if one.started_at is None and not is_secret(one):
            planner = getattr(one.created_by, "person", None)
            keys[one.pk].add(f"u{one.created_by_id}")
            keys[one.pk] |= {f"p{planner.pk}"} if planner is not None else set()
    parts = Participant.objects.filter(drill__in=drills)
    for pk, role, person, user in parts.values_list("drill", "role", "person", "person__user"):
        if not (is_secret(drills[pk]) and role in UNINFORMED):
            keys[pk] |= keys_of(person, user)
    besides = Drill.whitelist.through.objects.filter(drill__in=drills)
    for pk, person, user in besides.values_list("drill", "person", "person__user"):
        if not is_secret(drills[pk]):
            keys[pk] |= keys_of(person, user)
    return {one.code: frozenset(keys[pk]) for pk, one in drills.items()}


def is_secret(drill: Drill) -> bool:
    return drill.no_notice and drill.started_at is None


def keys_of(person: int, user: int | None) -> set[str]:
    """As `Recipient.key` names the same human, as an entry among the people or as a login."""
    return {f"p{person}"} | ({f"u{user}"} if user is not None else set())


def standing(code: str, user: User) -> frozenset[str]:
    drill = Drill.objects.filter(code=code).select_related("lead_controller", "lead_evaluator")
    row = drill.first()
    return rights_of(row, user).being if row is not None else frozenset()


def standing_still(codes: Collection[str]) -> set[str]:
    rows = Drill.objects.filter(code__in=codes, status__in=STILL)
    return set(rows.values_list("code", flat=True))


def when_graded(incident: Any, at: datetime) -> None:
    from drills.services.real_watch import told_at_once  # it needs the models of all apps

    told_at_once(incident, at=at)


def banner(code: str, user: User) -> Banner | None:
    """What stands over everything of the drill. Three queries."""
    rows = Drill.objects.filter(code=code).select_related(
        "lead_controller", "lead_evaluator", "real_incident"
    )
    row = rows.first()
    if row is None:
        return None
    pause = row.pauses.filter(ended_at=None).first()
    real = row.real_incident if row.status == DrillStatus.INTERRUPTED else None
    may_stop = may_become_real(row) and rights_of(row, user).may("real_event")
    return Banner(
        code=row.code,
        title=row.title,
        url=row.get_absolute_url(),
        status=row.status,
        status_words=row.get_status_display(),
        paused_since=pause.began_at if pause is not None else None,
        reason=pause.reason if pause is not None else "",
        runner_url=address("runner", row) if row.is_live else "",
        real_event_url=address("real_event", row) if may_stop else "",
        real_number=real.number if real is not None else "",
        real_url=real.get_absolute_url() if real is not None else "",
    )


def address(name: str, drill: Drill) -> str:
    """Its page, or the drill's own where an installation has only the API."""
    try:
        return reverse(f"drills:{name}", args=[drill.code])
    except NoReverseMatch:
        return drill.get_absolute_url()


def people_of(drill: Drill) -> list[Person]:
    """Everybody who takes part, leads or is told besides, once, with their logins."""
    rows = Person.objects.filter(is_active=True).select_related("user")
    parts = rows.filter(pk__in=drill.participants.values("person"))
    leads = rows.filter(pk__in=[drill.lead_controller_id or 0, drill.lead_evaluator_id or 0])
    besides = rows.filter(pk__in=drill.whitelist.values("pk"))
    return list((parts | leads | besides).order_by("pk").distinct())


KINDS = (
    MessageKind(
        "drill.real_event",
        label=_("A drill was stopped by a real event"),
        title=_("STOP – REAL EVENT: %(drill)s is interrupted"),
        text=_(
            "Drill %(drill)s is stopped: a real event was declared as %(number)s by %(by)s at"
            " %(at)s. Nothing more of the drill is to be done."
        ),
        asks=_("Stop playing. Go to the real incident and take your part there."),
    ),
    MessageKind(
        "drill.real_event_mistaken",
        label=_("A real event in a drill was a false alarm"),
        title=_("False alarm: %(number)s during drill %(drill)s"),
        text=_("%(number)s was declared in the middle of drill %(drill)s by mistake. %(reason)s"),
        asks=_("Wait until the controller resumes the drill or ends it."),
    ),
    MessageKind(
        "drill.real_incident",
        label=_("A real incident on the systems of a drill"),
        title=_("Real incident %(number)s, grade %(grade)s, on systems of drill %(drill)s"),
        text=_("%(title)s: declared while drill %(drill)s runs on the same systems: %(systems)s."),
        asks=_("Decide now: stop the drill with REAL EVENT, pause it, or go on."),
    ),
)
