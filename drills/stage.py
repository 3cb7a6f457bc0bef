"""The stage: one drill as one person sees it at one instant, while it runs.

Every part of the runner's and the evaluator's page is a function `part(stage) -> dict` of
`drills.stage_parts` with a template; a part that has nothing to show answers {} and is left empty.
Whoever plays is shown what was told to them and nothing of the script.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Count, Prefetch, Q, QuerySet
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from drills.domain.conditions import Holds, holds, keys_of
from drills.event_words import OF_THE_SCRIPT, Line, line_of
from drills.models import (
    LIVE,
    DeliveryMode,
    Drill,
    DrillStatus,
    Expectation,
    Inject,
    InjectFile,
    InjectStatus,
    Participant,
    ParticipantRole,
)
from drills.response_roles import role_names
from drills.services.expectations import results_of
from drills.services.rights import Rights, rights_of

# A worker delivers them every five seconds.
PATIENCE_S = 30
MOST_DUE, MOST_NEXT, MOST_DONE, MOST_TOLD, MOST_LINES = 50, 15, 10, 50, 30
# What everybody who takes part may read while it runs.
PUBLIC = ("started", "paused", "resumed", "interrupted", "mistaken", "ended", "note")


@dataclass
class Stage:
    drill: Drill
    user: User
    at: datetime
    # Expectations of one role only: what an evaluator who follows one team looks at.
    role: str = ""

    @cached_property
    def rights(self) -> Rights:
        return rights_of(self.drill, self.user)

    def may(self, verb: str) -> bool:
        return self.rights.may(verb)

    @cached_property
    def sees_script(self) -> bool:
        """Whoever plays learns nothing of it, whatever else they are, unless they also judge."""
        being = self.rights.being
        plays = ParticipantRole.PLAYER.value in being and self.drill.status in LIVE
        return self.may("see_script") and (not plays or bool(being & {"controller", "evaluator"}))

    @property
    def controls(self) -> bool:
        return self.sees_script and self.may("inject")

    @property
    def is_going(self) -> bool:
        return self.drill.status in (DrillStatus.RUNNING, DrillStatus.PAUSED)

    @property
    def script_s(self) -> int | None:
        return self.drill.script_time_s(self.at)

    @property
    def injects(self) -> QuerySet[Inject]:
        return Inject.objects.filter(script__drill=self.drill)

    @cached_property
    def counts(self) -> dict[str, int]:
        rows = self.injects.order_by().values("status").annotate(count=Count("pk"))
        return {one["status"]: one["count"] for one in rows}

    def shown(self, rows: QuerySet[Inject], most: int) -> Sequence[Inject]:
        files = InjectFile.objects.defer("content")
        found = rows.select_related("controller", "delivered_by").prefetch_related(
            Prefetch("files", files), "to_people"
        )
        return list(found[:most])

    @cached_property
    def due(self) -> Sequence[Inject]:
        """Those a controller has to deliver now, the oldest first: also what nobody has noticed
        yet because the platform's clock stands still."""
        rows = self.injects.filter(status=InjectStatus.DUE).order_by("offset_s", "position", "pk")
        asked = self.shown(rows, MOST_DUE)
        noticed = sorted([*asked, *self._reached[0]], key=lambda one: (one.offset_s, one.position))
        return noticed[:MOST_DUE]

    @cached_property
    def _reached(self) -> tuple[list[Inject], list[Inject], list[Inject]]:
        """Pending ones whose time has come: (to be delivered, about to deliver themselves,
        waiting for their condition)."""
        reached = self.script_s
        if reached is None:
            return [], [], []
        rows = self.injects.filter(status=InjectStatus.PENDING, offset_s__lte=reached)
        found: tuple[list[Inject], list[Inject], list[Inject]] = ([], [], [])
        for one in self.shown(rows.order_by("offset_s", "position", "pk"), MOST_DUE):
            if self.waits_for(one)[0] is not Holds.YES:
                found[2].append(one)
            elif one.mode == DeliveryMode.AUTO and reached - one.offset_s < PATIENCE_S:
                found[1].append(one)
            else:
                found[0].append(one)
        return found

    @cached_property
    def coming(self) -> Sequence[Inject]:
        """In time order."""
        rows = self.injects.filter(status=InjectStatus.PENDING)
        if self.script_s is not None:
            rows = rows.filter(offset_s__gt=self.script_s)
        later = self.shown(rows.order_by("offset_s", "position", "pk"), MOST_NEXT)
        return [*self._reached[1], *later]

    @property
    def waiting(self) -> Sequence[Inject]:
        """Their time has come, their condition has not."""
        return self._reached[2]

    @cached_property
    def done(self) -> Sequence[Inject]:
        ended = (InjectStatus.DELIVERED.value, InjectStatus.SKIPPED.value)
        rows = self.injects.filter(status__in=ended).order_by("-delivered_at", "-offset_s", "-pk")
        return self.shown(rows, MOST_DONE)

    @cached_property
    def results(self) -> dict[str, str]:
        return results_of(self.drill)

    def waits_for(self, inject: Inject) -> tuple[Holds, list[tuple[str, str]]]:
        """Whether its condition holds, and (expectation, its result) of what it asks."""
        if not inject.condition:
            return Holds.YES, []
        known = self.results
        return holds(inject.condition, known), [
            (key, known.get(key, "")) for key in keys_of(inject.condition)
        ]

    @cached_property
    def roles(self) -> dict[str, str]:
        return role_names(self.drill)

    def addressees(self, inject: Inject) -> list[str]:
        """Whom it is for, in words; empty: everybody who plays."""
        people = [str(one.name) for one in inject.to_people.all()]
        return [self.roles.get(code, code) for code in inject.to_roles] + people

    @cached_property
    def my_parts(self) -> Sequence[Participant]:
        return list(Participant.objects.filter(drill=self.drill, person__user=self.user))

    @property
    def _told(self) -> QuerySet[Inject]:
        """What was delivered to this person, newest first; observers see everything delivered."""
        rows = self.injects.filter(status=InjectStatus.DELIVERED).order_by("-delivered_at", "-pk")
        plays = [one for one in self.my_parts if one.role == ParticipantRole.PLAYER]
        if plays:
            everybody = Q(to_roles=[], to_people=None)
            mine = Q(to_roles__overlap=[one.response_role for one in plays if one.response_role])
            by_name = Q(to_people__in=[one.person_id for one in plays])
            rows = rows.filter(everybody | mine | by_name).distinct()
        return rows

    @cached_property
    def told(self) -> Sequence[Inject]:
        return self.shown(self._told, MOST_TOLD)

    def was_told(self, inject: int) -> bool:
        return self._told.filter(pk=inject).exists()

    @property
    def expectations(self) -> QuerySet[Expectation]:
        rows = Expectation.objects.filter(script__drill=self.drill)
        if self.role:
            rows = rows.filter(role=self.role)
        return rows.select_related("inject", "criterion", "evaluator")

    @cached_property
    def expected_roles(self) -> Sequence[tuple[str, str]]:
        """(code, name) of the roles something is expected of."""
        rows = Expectation.objects.filter(script__drill=self.drill).exclude(role="")
        codes = rows.order_by("role").values_list("role", flat=True).distinct()
        return [(code, self.roles.get(code, code)) for code in codes]

    @cached_property
    def lines(self) -> Sequence[Line]:
        """The newest of the timeline this person may read."""
        rows = self.drill.timeline.select_related("actor").exclude(type="inject_due")
        if not self.sees_script:
            rows = rows.exclude(type__in=OF_THE_SCRIPT).filter(type__in=PUBLIC)
        return [line_of(one) for one in rows.order_by("-seq")[:MOST_LINES]]

    def page(self, name: str, *more: object) -> str:
        """The address of another page of this drill; "" while there is none."""
        try:
            return reverse(f"drills:{name}", args=[self.drill.code, *more])
        except NoReverseMatch:
            return ""
