"""Drills as `followup` asks about them: who is told, who may see them. A code is "DRL-2026-0001".

Everything loads in a constant number of queries, whatever the number of drills.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, User
from drills.domain.states import OVER
from drills.models import Drill, Participant, ParticipantRole
from followup import registry
from followup.registry import Recipient, Subject
from followup.roles import register_roles

LEADS = ("lead_controller__user", "lead_evaluator__user")


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    registry.register_subject("drill", Drills())
    register_roles(
        player=_("player"),
        controller=_("controller"),
        evaluator=_("evaluator"),
        observer=_("observer"),
    )


class Drills:
    """Open until it is archived or cancelled."""

    label = _("Drill")

    def load(self, codes: Collection[str]) -> Mapping[str, Subject]:
        rows = list(Drill.objects.filter(code__in=codes).select_related(*LEADS))
        return {one.code: subject for one, subject in zip(rows, subjects(rows), strict=True)}

    def drills_of(self, codes: Collection[str]) -> Mapping[str, str]:
        return {code: code for code in codes}

    def visible_to(self, user: User, codes: Collection[str]) -> set[str]:
        rows = Drill.objects.visible_to(user).filter(code__in=codes)
        return set(rows.values_list("code", flat=True))

    def visible_codes(self, user: User) -> QuerySet[Any]:
        return Drill.objects.visible_to(user).order_by().values("code")

    def search(self, user: User, words: Sequence[str], most: int) -> Sequence[tuple[str, str]]:
        rows = Drill.objects.visible_to(user)
        for word in words:
            rows = rows.filter(Q(code__icontains=word) | Q(title__icontains=word))
        return [(one.code, f"{one.code} {one.title}") for one in rows[:most]]

    def hold(self, codes: Collection[str]) -> set[str]:
        """Their rows, locked as the verbs lock them; those in use are left out."""
        rows = Drill.objects.select_for_update(skip_locked=True, of=("self",))
        held = set(rows.filter(code__in=codes).order_by("pk").values_list("code", flat=True))
        # What does not exist (any more) is in nobody's use.
        known = set(Drill.objects.filter(code__in=codes).values_list("code", flat=True))
        return held | (set(codes) - known)


def drill_subject(drill: Drill) -> Subject:
    return subjects([drill])[0]


def subjects(rows: Iterable[Drill]) -> list[Subject]:
    """Two queries, whatever the number of drills."""
    drills = list(rows)
    parts: dict[int, list[Participant]] = defaultdict(list)
    taking = Participant.objects.filter(
        drill__in=[one.pk for one in drills], person__is_active=True
    ).select_related("person__user")
    for part in taking.order_by("id"):
        parts[part.drill_id].append(part)
    return [_subject(one, parts[one.pk]) for one in drills]


def _subject(drill: Drill, parts: Sequence[Participant]) -> Subject:
    roles: dict[str, list[Recipient]] = {name: [] for name in ParticipantRole.values}
    for part in parts:
        roles[part.role].append(recipient(part.person))
    for person, name in (
        (drill.lead_controller, ParticipantRole.CONTROLLER.value),
        (drill.lead_evaluator, ParticipantRole.EVALUATOR.value),
    ):
        if person is not None and person.is_active:
            roles[f"lead_{name}"] = [recipient(person)]
            if recipient(person) not in roles[name]:
                roles[name].append(recipient(person))
    return Subject(
        kind="drill",
        code=drill.code,
        title=drill.title,
        url=drill.get_absolute_url(),
        is_open=drill.status not in OVER,
        exercise=True,
        roles={name: tuple(people) for name, people in roles.items()},
        drill=drill.code,
    )


def recipient(person: Person) -> Recipient:
    return Recipient(person=person, user=person.user)
