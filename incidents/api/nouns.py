"""State changes of an incident: POST makes the noun so, DELETE undoes it where that is possible.

Doing again what is done changes nothing and answers the incident as it is. What stands in the way
is 409, each guard one error; `…/guards/` tells them beforehand.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor, may
from incidents.api.below import BelowIncident
from incidents.models import CheckRun, Impact, Incident
from incidents.serializers import nouns as shapes
from incidents.serializers.incident import IncidentSerializer
from incidents.serializers.people import (
    HappeningSerializer,
    MaybeReasonSerializer,
    StepReasonSerializer,
)
from incidents.services import incidents as verbs
from incidents.services.guards import is_fresh
from incidents.services.rights import rights_of
from lib.api.errors import told as told_of
from lib.errors import Refused


class AcknowledgementViewSet(BelowIncident):
    @extend_schema(request=HappeningSerializer, responses={200: IncidentSerializer})
    def create(self, request: Request, code: str) -> Response:
        """Somebody takes it in hand; who does so first commands."""
        return self.step(verbs.acknowledge, HappeningSerializer, "respond")


class GradeViewSet(BelowIncident):
    @extend_schema(request=shapes.GradeSerializer, responses={200: IncidentSerializer})
    def create(self, request: Request, code: str) -> Response:
        """Confirm the grade; later a worse one takes effect at once, and a lower one is proposed
        to the decision level (`grade_proposal` then shows it)."""
        incident = self.allowed("grade", "propose_lower")
        values = self.called(self.body(shapes.GradeSerializer))
        grade, current = values["grade"], incident.grade
        no_process = values.pop("no_process_affected", False)
        if current is None or current.pk == grade.pk:
            verbs.confirm_grade(incident, no_process_affected=no_process, **values)
        elif grade.severity < current.severity:
            verbs.raise_grade(incident, **({"reason": ""} | values))
        else:
            verbs.propose_lower(incident, **({"reason": ""} | values))
        return self.answer(incident)

    @extend_schema(request=shapes.GradeCommentSerializer, responses={200: IncidentSerializer})
    def agree(self, request: Request, code: str) -> Response:
        """The decision level agrees to the lower grade. Once it has been silent for long enough
        the commander's own agreement is enough."""
        incident = self.allowed("agree_lower", "propose_lower")
        values = self.called(self.body(shapes.GradeCommentSerializer))
        if rights_of(incident, actor(request)).may("agree_lower"):
            verbs.agree_lower(incident, **values)
        else:
            values.pop("comment", None)
            verbs.lower_alone(incident, **values)
        return self.answer(incident)

    @extend_schema(request=shapes.GradeRefusalSerializer, responses={200: IncidentSerializer})
    def refuse(self, request: Request, code: str) -> Response:
        """The decision level keeps the grade, and says why."""
        return self.step(verbs.refuse_lower, shapes.GradeRefusalSerializer, "agree_lower")

    @extend_schema(request=None, responses={200: IncidentSerializer})
    def withdraw(self, request: Request, code: str) -> Response:
        """The lower grade is no longer asked for."""
        return self.step(verbs.withdraw_lower, shapes.GradeCommentSerializer, "propose_lower")


class RestorationViewSet(BelowIncident):
    @extend_schema(request=shapes.RestorationSerializer, responses={200: IncidentSerializer})
    def create(self, request: Request, code: str) -> Response:
        """The service works again: its open impacts end, the verification begins."""
        incident = self.allowed("restore")
        values = self.called(self.body(shapes.RestorationSerializer))
        values["remaining"] = _impacts(incident, values.get("remaining", ()), "remaining")
        verbs.restore(incident, **values)
        return self.answer(incident)

    @extend_schema(request=shapes.FailureSerializer, responses={200: IncidentSerializer})
    def fail(self, request: Request, code: str) -> Response:
        """It does not work after all: impacts and their RTO go on from their first start."""
        incident = self.allowed("restore")
        values = self.called(self.body(shapes.FailureSerializer))
        values["check"] = _check(incident, values.get("check"))
        given = values.get("impacts")
        values["impacts"] = (
            _impacts(incident, given, "impacts") if given is not None else _ended(incident)
        )
        verbs.fail_verification(incident, **values)
        return self.answer(incident)


class VerificationViewSet(BelowIncident):
    @extend_schema(
        request=shapes.RecoveryVerificationSerializer, responses={200: IncidentSerializer}
    )
    def create(self, request: Request, code: str) -> Response:
        """The recovery was proven: boxes ticked, traffic let back, grades I and II confirmed by
        the process owner."""
        return self.step(verbs.verify, shapes.RecoveryVerificationSerializer, "verify")

    @extend_schema(
        request=shapes.RecoveryConfirmationSerializer, responses={200: IncidentSerializer}
    )
    def confirm(self, request: Request, code: str) -> Response:
        """The owner of a process says that the business works again."""
        shape = shapes.RecoveryConfirmationSerializer
        return self.step(verbs.confirm_recovery, shape, "confirm_recovery")


class ClosureViewSet(BelowIncident):
    @extend_schema(request=HappeningSerializer, responses={200: IncidentSerializer})
    def create(self, request: Request, code: str) -> Response:
        """Nothing is left to do: measurements become final."""
        return self.step(verbs.close, HappeningSerializer, "close")


class CancellationViewSet(BelowIncident):
    @extend_schema(request=shapes.CancellationSerializer, responses={200: IncidentSerializer})
    def create(self, request: Request, code: str) -> Response:
        """A false alarm. Of grades I and II a second person completes it, unless it is two
        minutes old at most."""
        incident = self.incident()
        user = actor(request)
        # Who declared it may take it back at once; the verb asks for the time.
        mine = incident.declared_by_id == user.pk and may(user, "incident.report")
        fresh = mine and is_fresh(incident, timezone.now())
        if not fresh and not rights_of(incident, user).may("cancel"):
            raise PermissionDenied
        verbs.cancel(incident, **self.called(self.body(shapes.CancellationSerializer)))
        return self.answer(incident)

    @extend_schema(request=StepReasonSerializer, responses={200: IncidentSerializer})
    def refuse(self, request: Request, code: str) -> Response:
        """It is no false alarm: the first one's request falls."""
        return self.step(verbs.keep_going, StepReasonSerializer, "cancel")


class MergerViewSet(BelowIncident):
    @extend_schema(request=shapes.MergerSerializer, responses={200: IncidentSerializer})
    def create(self, request: Request, code: str) -> Response:
        """Merge this one `into` another, or several `sources` into this one; the answer is the
        incident of the address."""
        incident = self.allowed("merge")
        values = self.called(self.body(shapes.MergerSerializer))
        into, sources = values.pop("into", None), values.pop("sources", None)
        if (into is None) == (sources is None):
            raise Refused("into_or_sources", _("Give either “into” or “sources”."), "into")
        if into is not None:
            verbs.merge([incident], into=self.named(into, "into"), **values)
        else:
            found = [self.named(one, "sources") for one in sources or ()]
            verbs.merge(found, into=incident, **values)
        return self.answer(incident)

    @extend_schema(request=MaybeReasonSerializer, responses={200: IncidentSerializer})
    def destroy(self, request: Request, code: str) -> Response:
        """It was another one after all: within a day this one goes on as it was."""
        return self.step(verbs.unmerge, MaybeReasonSerializer, "merge")


class ReopeningViewSet(BelowIncident):
    @extend_schema(request=shapes.ReopeningSerializer, responses={200: IncidentSerializer})
    def create(self, request: Request, code: str) -> Response:
        """The same fault is back within three days of its restoration."""
        return self.step(verbs.reopen, shapes.ReopeningSerializer, "reopen", "reopen_closed")


class GuardsViewSet(BelowIncident):
    serializer_class = shapes.GuardSerializer
    pagination_class = None

    @extend_schema(responses=shapes.GuardSerializer(many=True))
    def list(self, request: Request, code: str) -> Response:
        """What the caller may do now, and what stands in the way of the rest."""
        incident, at = self.incident(), timezone.now()
        answer = []
        for verb in STEPS:
            problems = verbs.unmet(incident, verb, by=actor(request), at=at)
            told = [
                {"code": one.code, "detail": told_of(one), "attr": one.field} for one in problems
            ]
            answer.append({"step": verb, "allowed": not told, "problems": told})
        return Response(answer)


STEPS = (
    "acknowledge", "confirm_grade", "raise_grade", "propose_lower", "agree_lower", "restore",
    "fail_verification", "verify", "close", "cancel", "merge", "reopen",
)  # fmt: skip


def _impacts(incident: Incident, ids: Sequence[int], field: str) -> list[Impact]:
    """Raises Refused for one that is no impact of this incident."""
    found = {one.pk: one for one in incident.impacts.select_related("process")}
    if any(pk not in found for pk in ids):
        raise Refused("does_not_exist", _("The incident has no such impact."), field)
    return [found[pk] for pk in ids]


def _ended(incident: Incident) -> list[Impact]:
    """What ended with the restoration."""
    if incident.restored_at is None:
        return []
    return list(incident.impacts.filter(end_at=incident.restored_at))


def _check(incident: Incident, pk: int | None) -> CheckRun | None:
    if pk is None:
        return None
    row = CheckRun.objects.filter(step__incident=incident, pk=pk).select_related("step").first()
    if row is None:
        raise Refused("does_not_exist", _("The card has no such box."), "check")
    return row
