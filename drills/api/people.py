"""Participants, invitations, attendance and the safety list of a drill."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from drills.api.below import BelowDrill
from drills.models import Drill, Participant
from drills.serializers import people as shapes
from drills.serializers.drill import DrillSerializer
from drills.serializers.nouns import (
    DrillReasonSerializer,
    DrillStepSerializer,
    InvitationAnswerSerializer,
    SafetyBodySerializer,
    SafetySerializer,
)
from drills.services import drills as verbs
from drills.services.preparing import safety_list
from incidents.api.incident import known_only_of
from lib.api.resources import read_version


class ParticipantViewSet(BelowDrill):
    serializer_class = shapes.DrillParticipantSerializer

    @extend_schema(responses=shapes.DrillParticipantSerializer(many=True))
    def list(self, request: Request, code: str) -> Response:
        """Who takes part, was asked, answered and was there."""
        return self.page(_parts(self.drill()), shapes.DrillParticipantSerializer)

    @extend_schema(
        request=shapes.AddParticipantSerializer, responses={201: shapes.DrillParticipantSerializer}
    )
    def create(self, request: Request, code: str) -> Response:
        """Somebody takes part; while the drill runs they are there from then on."""
        drill = self.allowed("prepare")
        values = self.called(self.body(shapes.AddParticipantSerializer))
        made = verbs.add_participant(drill, values.pop("person"), **values)
        return self.made(self._json(drill, made.pk))

    @extend_schema(responses={200: shapes.DrillParticipantSerializer})
    def retrieve(self, request: Request, code: str, number: str) -> Response:
        """One part of one person."""
        drill = self.drill()
        return Response(self._json(drill, self._part(drill).pk))

    @extend_schema(
        request=shapes.ParticipantChangeSerializer,
        responses={200: shapes.DrillParticipantSerializer},
    )
    def partial_update(self, request: Request, code: str, number: str) -> Response:
        """Another part, another role in the response."""
        drill = self.allowed("prepare")
        part = self._part(drill)
        version = read_version(request)
        shape = shapes.ParticipantChangeSerializer
        data = known_only_of(shapes.DrillParticipantSerializer, request.data, shape)
        body = shape(data=data, context=self.get_serializer_context())
        body.is_valid(raise_exception=True)
        values = dict(body.validated_data)
        values.pop("version", None)
        verbs.change_participant(part, values, read_version=version, **self.called({}))
        return Response(self._json(drill, part.pk))

    @extend_schema(request=None, responses={204: None})
    def destroy(self, request: Request, code: str, number: str) -> Response:
        """They take no part after all. Once it runs they are marked absent instead."""
        drill = self.allowed("prepare")
        verbs.remove_participant(self._part(drill), **self.called({}))
        return Response(status=204)

    @extend_schema(
        request=shapes.PresenceSerializer, responses={200: shapes.DrillParticipantSerializer}
    )
    def attend(self, request: Request, code: str, number: str) -> Response:
        """When they were there, until the attendance is locked."""
        drill = self.allowed("attendance")
        part = self._part(drill)
        verbs.attend(part, **self.called(self.body(shapes.PresenceSerializer)))
        return Response(self._json(drill, part.pk))

    def _part(self, drill: Drill) -> Participant:
        found: Participant = self.one(_parts(drill), pk=self.number())
        return found

    def _json(self, drill: Drill, pk: int) -> Any:
        return shapes.DrillParticipantSerializer(_parts(drill).get(pk=pk)).data

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """What somebody changed first is shown with its drill."""
        if args and isinstance(args[0], Participant):
            args = (_parts(args[0].drill).get(pk=args[0].pk), *args[1:])
        return super().get_serializer(*args, **kwargs)


class InvitationViewSet(BelowDrill):
    @extend_schema(request=DrillStepSerializer, responses={200: DrillSerializer})
    def create(self, request: Request, code: str) -> Response:
        """Ask everybody who was not asked yet; of one without notice only those who may know."""
        return self.step(verbs.invite, DrillStepSerializer, "prepare")

    @extend_schema(request=InvitationAnswerSerializer, responses={200: DrillSerializer})
    def answer_invitation(self, request: Request, code: str) -> Response:
        """Confirm or decline one's own invitation."""
        drill = self.allowed("hot_wash", "prepare")
        verbs.answer(drill, **self.called(self.body(InvitationAnswerSerializer)))
        return self.answer(drill)


class AttendanceViewSet(BelowDrill):
    @extend_schema(request=DrillStepSerializer, responses={200: DrillSerializer})
    def create(self, request: Request, code: str) -> Response:
        """Lock it: the evaluation counts on who was there."""
        return self.step(verbs.lock_attendance, DrillStepSerializer, "attendance")

    @extend_schema(request=DrillReasonSerializer, responses={200: DrillSerializer})
    def destroy(self, request: Request, code: str) -> Response:
        """Open it again, while the drill is being evaluated."""
        return self.step(verbs.unlock_attendance, DrillReasonSerializer, "attendance")


class SafetyViewSet(BelowDrill):
    serializer_class = SafetySerializer
    pagination_class = None

    @extend_schema(responses=SafetySerializer(many=True))
    def list(self, request: Request, code: str) -> Response:
        """What must be safe before real systems are touched."""
        return Response(_safety(self.allowed("see_script", "prepare")))

    @extend_schema(request=SafetyBodySerializer, responses={200: SafetySerializer})
    def tick(self, request: Request, code: str, key: str) -> Response:
        """Confirm a point."""
        return self._mark(key, done=True)

    @extend_schema(request=SafetyBodySerializer, responses={200: SafetySerializer})
    def untick(self, request: Request, code: str, key: str) -> Response:
        """It is not so any more; a drill that was ready is in preparation again."""
        return self._mark(key, done=False)

    def _mark(self, key: str, *, done: bool) -> Response:
        drill = self.allowed("prepare")
        values = self.called(self.body(SafetyBodySerializer))
        verbs.tick_safety(drill, key.replace("\0", ""), done=done, **values)
        return Response(next(one for one in _safety(drill) if one["key"] == key))


def _safety(drill: Drill) -> list[dict[str, Any]]:
    rows: list[tuple[Any, Any]] = list(safety_list(drill))
    return [
        {
            "key": point.key,
            "label": str(point.label),
            "asks": str(point.asks),
            "done": check is not None and check.done,
            "note": check.note if check is not None else "",
            "at": check.at if check is not None else None,
            "by": check.by.username if check is not None and check.by is not None else None,
        }
        for point, check in rows
    ]


def _parts(drill: Drill) -> Any:
    return drill.participants.for_list().select_related("drill").order_by("role", "id")  # type: ignore[attr-defined]
