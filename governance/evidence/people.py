"""Who holds which role, who was trained, and who can be reached."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, Role, RoleGrant
from governance.evidence.found import Found, Look, share, state
from governance.evidence.pages import page
from governance.evidence.registry import evidence
from governance.models import CourseNeed, TrainingRecord
from plans.contact_plans import contact_ids
from plans.contact_state import states_of
from plans.domain.reachability import OK
from plans.models import ResponseRole, RoleHolder


@evidence("team_roles", _("Response roles with a holder and a deputy"))
def team_roles(look: Look) -> Found:
    counts = (
        ResponseRole.objects.filter(is_active=True)
        .order_by()
        .annotate(n=Count("holders", filter=Q(holders__person__is_active=True)))
        .aggregate(all=Count("pk"), two=Count("pk", filter=Q(n__gte=2)))
    )
    return share(
        counts["two"], counts["all"],
        _("%(count)s of %(of)s response roles have a holder and a deputy."),
        nothing=_("No response role is defined yet."), url=page("plans:role_list"),
    )  # fmt: skip


def _needs(look: Look) -> Mapping[int, set[int]]:
    """Course → the people who must hold it (three queries)."""

    def ask() -> Mapping[int, set[int]]:
        rows = list(
            CourseNeed.objects.filter(course__is_active=True).values_list(
                "course_id", "response_role_id", "role", "everybody"
            )
        )
        found: dict[int, set[int]] = defaultdict(set)
        if not rows:
            return found
        here = set(Person.objects.filter(is_active=True).values_list("pk", flat=True))
        holders = _by_role(RoleHolder.objects.values_list("role_id", "person_id"))
        granted = _by_role(
            RoleGrant.objects.filter(user__is_active=True, user__person__isnull=False)
            .values_list("role", "user__person")
        )  # fmt: skip
        for course, response, role, everybody in rows:
            whom = here if everybody else holders[response] if response else granted[role]
            found[course] |= whom & here
        return found

    return look.once("training needs", ask)


def _by_role(rows: Any) -> dict[Any, set[int]]:
    found: dict[Any, set[int]] = defaultdict(set)
    for role, person in rows:
        found[role].add(person)
    return found


def _held(look: Look) -> tuple[set[tuple[int, int]], date | None]:
    """(course, person) pairs that are valid on the day, and the newest day of one."""

    def ask() -> tuple[set[tuple[int, int]], date | None]:
        today = look.today
        rows = TrainingRecord.objects.filter(
            Q(valid_until=None) | Q(valid_until__gte=today), passed=True, on__lte=today
        ).values_list("course_id", "person_id", "on")
        found = list(rows)
        return {(course, person) for course, person, _on in found}, max(
            (on for *_pair, on in found), default=None
        )

    return look.once("training records", ask)


@evidence("competence", _("Needed courses and certificates that are held and valid"))
def competence(look: Look) -> Found:
    needed = {(course, person) for course, people in _needs(look).items() for person in people}
    held, _on = _held(look)
    return share(
        len(needed & held), len(needed),
        _("%(count)s of %(of)s courses and certificates that somebody needs are held and valid."),
        nothing=_("No course says yet who needs it."), url=page("governance:competence"),
    )  # fmt: skip


@evidence("team_trained", _("Members of response teams with all they need"))
def team_trained(look: Look) -> Found:
    team = set(
        RoleHolder.objects.filter(role__is_active=True, person__is_active=True).values_list(
            "person_id", flat=True
        )
    )
    held, _on = _held(look)
    wanted: dict[int, set[int]] = defaultdict(set)
    for course, people in _needs(look).items():
        for person in people & team:
            wanted[person].add(course)
    ready = [
        person
        for person, courses in wanted.items()
        if all((course, person) in held for course in courses)
    ]
    return share(
        len(ready), len(team) if wanted else 0,
        _("%(count)s of %(of)s people with a role in a response have all the training it needs."),
        nothing=_("No course is needed by a role in a response yet."),
        url=page("governance:competence"),
    )  # fmt: skip


@evidence("roles", _("A continuity manager and a deputy"))
def roles(look: Look) -> Found:
    counts = RoleGrant.objects.filter(role=Role.CONTINUITY_MANAGER, user__is_active=True).aggregate(
        n=Count("user", distinct=True),
        backed=Count("user", distinct=True, filter=Q(user__person__deputy__is_active=True)),
    )
    url = page("accounts:user_list")
    if not counts["n"]:
        return state("0", _("Nobody is continuity manager."), url=url)
    if counts["n"] == 1 and not counts["backed"]:
        return state("0.5", _("There is one continuity manager and no deputy."), url=url)
    return state("1", _("The continuity manager has a deputy."), url=url)


@evidence("reachability", _("Contacts of plans that were reached and confirmed"))
def reachability(look: Look) -> Found:
    states = states_of(contact_ids(), look.at)
    return share(
        sum(one.level == OK for one in states.values()), len(states),
        _("%(count)s of %(of)s contacts named in plans have confirmed that they can be reached."),
        nothing=_("No plan in force names a contact."), url=page("plans:reachability"),
    )  # fmt: skip
