"""What a person holds of the register and the assessments, and how it passes on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.handover import Holder, Holding
from accounts.models import User
from bia.models import Assessment, Dependency, Process, System, TeamMember
from bia.services.clocks import review_moved
from lib.versioning import change

IN_WORK = ("draft", "submitted", "returned")


class BiaHandover:
    """Processes, systems, team seats, dependencies on the person, assessments in work."""

    def describe(self, holder: Holder) -> list[Holding]:
        found = []
        if holder.person is not None:
            found += [
                _holding(_("Owner of the process"), one, "processes")
                for one in Process.objects.filter(owner=holder.person)
            ]
            found += [
                _holding(_("Owner of the system"), one, "systems")
                for one in System.objects.filter(owner=holder.person)
            ]
            found += [
                _holding(_("Member of the team"), one.team, "teams") for one in _seats(holder)
            ]
            found += [
                Holding(_("Needed by"), one.code, str(one.dependent), f"/dependencies/{one.code}/")
                for one in _needs(holder)
            ]
        if holder.user is not None:
            found += [
                Holding(
                    _("Author of the assessment in work"),
                    one.code,
                    one.process.name,
                    f"/assessments/{one.code}/",
                )
                for one in _assessments(holder)
            ]
        return found

    def hand_over(self, holder: Holder, successor: Holder, *, by: User, at: datetime) -> None:
        if holder.person is not None and successor.person is not None:
            for model in (Process, System):
                for one in model._default_manager.filter(owner=holder.person):
                    change(one, read_version=None, owner=successor.person)
                    if isinstance(one, Process) and one.review_due is not None:
                        review_moved(one, at=at, by=by)
            _pass_seats(holder, successor)
            _pass_needs(holder, successor)
        if holder.user is not None and successor.user is not None:
            for assessment in _assessments(holder):
                change(assessment, read_version=None, author=successor.user)


def _holding(kind: Any, row: Any, place: str) -> Holding:
    return Holding(kind, row.code, row.name, f"/{place}/{row.code}/")


def _seats(holder: Holder) -> list[TeamMember]:
    return list(TeamMember.objects.filter(person=holder.person).select_related("team"))


def _needs(holder: Holder) -> list[Dependency]:
    return list(Dependency.objects.for_list().filter(needs_person=holder.person))


def _assessments(holder: Holder) -> list[Assessment]:
    in_work = Assessment.objects.filter(author=holder.user, status__in=IN_WORK)
    return list(in_work.select_related("process"))


def _pass_seats(holder: Holder, successor: Holder) -> None:
    """A successor who sits in the team already keeps the own seat."""
    taken = set(TeamMember.objects.filter(person=successor.person).values_list("team", flat=True))
    for seat in _seats(holder):
        if seat.team_id in taken:
            seat.delete()
        else:
            seat.person = successor.person  # type: ignore[assignment]  # checked by the caller
            seat.save(update_fields=["person"])


def _pass_needs(holder: Holder, successor: Holder) -> None:
    """Two edges from one thing to the same person would say the same twice."""
    known = {(one.dependent_process_id, one.dependent_system_id) for one in _needs(successor)}
    for edge in _needs(holder):
        if (edge.dependent_process_id, edge.dependent_system_id) in known:
            edge.delete()
        else:
            change(edge, read_version=None, needs_person=successor.person)
