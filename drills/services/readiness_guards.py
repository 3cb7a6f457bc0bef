"""What must be so before a drill is ready, and again before it starts (RESP §4.2)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from drills.models import (
    UNINFORMED,
    Criterion,
    Drill,
    DrillSettings,
    DrillType,
    Objective,
    Participant,
    ParticipantRole,
    SafetyCheck,
)
from drills.safety_words import SAFETY
from incidents.models import Incident
from lib.errors import Problem
from plans.models import VersionStatus

MAJOR = ("I", "II")
# What may be tested before it is in force; a version that was in force once is no draft.
DRAFTS = (VersionStatus.DRAFT, VersionStatus.IN_REVIEW, VersionStatus.APPROVED)


def unmet_for_readiness(drill: Drill, at: datetime) -> list[Problem]:
    """Every point of the list, in the order one works through it; about eight queries."""
    return [
        *_objectives(drill),
        *_plan(drill),
        *_people(drill),
        *_safety(drill),
        *no_real_emergency(drill, at),
    ]


def self_evaluated(drill: Drill) -> bool:
    """A tabletop without an evaluator who does not play: allowed, and said (RESP §4.2)."""
    return drill.type == DrillType.TABLETOP and not _independent(list(_parts(drill)), drill)


def _objectives(drill: Drill) -> list[Problem]:
    address = f"POST drills/{drill.code}/objectives/"
    judged = Exists(Criterion.objects.filter(objective=OuterRef("pk")))
    rows = list(
        Objective.objects.filter(script__drill=drill).annotate(judged=judged).order_by("position")
    )
    if not rows:
        words = _("Say what the drill is held for: at least one objective.")
        return [Problem("no_objective", words, "objectives", address)]
    bare = [one.key for one in rows if not one.judged]
    if bare:
        words = _("Say how it is judged: no criterion for objective %(keys)s.")
        address = f"POST drills/{drill.code}/criteria/"
        return [Problem("no_criterion", words % {"keys": ", ".join(bare)}, "criteria", address)]
    return []


def _plan(drill: Drill) -> list[Problem]:
    address = f"PATCH drills/{drill.code}/"
    version = drill.plan_version
    if version is None:
        words = _("Name the version of the plan that is drilled.")
        return [Problem("no_plan", words, "plan_version", address)]
    is_draft = drill.tests_draft and version.status in DRAFTS
    if version.status == VersionStatus.EFFECTIVE or is_draft:
        return []
    words = _("%(version)s is not in force: choose the one that is, or say that a draft is tested.")
    return [Problem("plan_not_effective", words % {"version": version}, "plan_version", address)]


def _people(drill: Drill) -> list[Problem]:
    parts = list(_parts(drill))
    address = f"POST drills/{drill.code}/participants/"
    found = []
    if not any(one.role == ParticipantRole.PLAYER for one in parts):
        found.append(Problem("no_player", _("Nobody plays yet."), "participants", address))
    if drill.lead_controller_id is None and not any(
        one.role == ParticipantRole.CONTROLLER for one in parts
    ):
        words = _("Nobody controls it yet.")
        found.append(Problem("no_controller", words, "participants", address))
    if drill.type != DrillType.TABLETOP and not _independent(parts, drill):
        words = _("Name an evaluator who does not play.")
        found.append(Problem("no_evaluator", words, "participants", address))
    waiting = [one for one in parts if one.invited_at is None and _is_told(drill, one)]
    if waiting:
        names = ", ".join(one.person.name for one in waiting[:3])
        more = "…" if len(waiting) > 3 else ""
        text = _("Not invited yet: %(names)s.") % {"names": names + more}
        address = f"POST drills/{drill.code}/invitations/"
        found.append(Problem("not_invited", text, "participants", address))
    return found


def _parts(drill: Drill) -> list[Participant]:
    return list(Participant.objects.filter(drill=drill).select_related("person"))


def _is_told(drill: Drill, part: Participant) -> bool:
    """Players of a drill without notice learn of it when it starts (DRL-5)."""
    return not (drill.no_notice and part.role in UNINFORMED)


def _independent(parts: list[Participant], drill: Drill) -> bool:
    players = {one.person_id for one in parts if one.role == ParticipantRole.PLAYER}
    evaluators = {one.person_id for one in parts if one.role == ParticipantRole.EVALUATOR}
    if drill.lead_evaluator_id is not None:
        evaluators.add(drill.lead_evaluator_id)
    return bool(evaluators - players)


def _safety(drill: Drill) -> list[Problem]:
    """Tabletops touch nothing."""
    if not drill.on_engine:
        return []
    done = set(SafetyCheck.objects.filter(drill=drill, done=True).values_list("key", flat=True))
    words = _("Safety list: “%(label)s” is not confirmed.")
    address = f"POST drills/{drill.code}/safety"
    return [
        Problem("not_safe", words % {"label": one.label}, one.key, f"{address}/{one.key}/")
        for one in SAFETY
        if one.key not in done
    ]


def no_real_emergency(drill: Drill, at: datetime) -> list[Problem]:
    """No functional or full drill on systems that a real I or II is about."""
    if not drill.on_engine:
        return []
    words = _("The real incident %(number)s, grade %(grade)s, is open on a system of this drill.")
    return [
        Problem(
            "real_emergency",
            words % {"number": one.number, "grade": one.effective_grade},
            "systems",
        )
        for one in emergencies(drill)
    ]


def emergencies(drill: Drill) -> list[Incident]:
    """Open real incidents of grade I or II on the systems of the drill."""
    graded = Q(grade__code__in=MAJOR) | Q(grade=None, provisional_grade__code__in=MAJOR)
    rows = Incident.objects.real().open().filter(graded, systems__in=drill.systems.all())
    return list(rows.select_related("grade", "provisional_grade").distinct().order_by("number"))


def is_early(drill: Drill, at: datetime) -> bool:
    early = timedelta(seconds=DrillSettings.current().start_early_s)
    return at < drill.planned_start - early


def not_too_early(drill: Drill, at: datetime) -> list[Problem]:
    if not is_early(drill, at):
        return []
    words = _("It is planned for much later: give a reason to start it now.")
    return [Problem("too_early", words, "reason")]
