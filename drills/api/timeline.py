"""The timeline of a drill and what is new on it."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor
from accounts.api.idempotency import IdempotentCreate
from drills.api.below import BelowDrill
from drills.api.loading import drills_for_api
from drills.event_words import OF_THE_SCRIPT
from drills.models import LIVE, Drill
from drills.script_page import may_read_script
from drills.serializers import reporting as shapes
from drills.serializers.drill import DrillSerializer
from drills.services import drills as verbs
from incidents.api.timeline import SINCE, TYPE, asked_entries, last_seq, news, since_of


class OnceANote(BelowDrill):
    def create(self, request: Request, code: str) -> Response:
        drill = self.allowed("log")
        entry = verbs.log(drill, **self.called(self.body(shapes.DrillNoteSerializer)))
        return self.made(shapes.DrillEntrySerializer(_complete(drill).get(pk=entry.pk)).data)


class DrillEventViewSet(IdempotentCreate, OnceANote):
    """Append-only; each entry is chained to the one before."""

    serializer_class = shapes.DrillEntrySerializer

    @extend_schema(parameters=[SINCE, TYPE], responses=shapes.DrillEntrySerializer(many=True))
    def list(self, request: Request, code: str) -> Response:
        """Entries the caller may read, oldest first; players read nothing of the script."""
        drill = self.drill()
        rows = asked_entries(_readable(drill, request), request)
        return self.page(rows, shapes.DrillEntrySerializer)

    @extend_schema(request=shapes.DrillNoteSerializer, responses={201: shapes.DrillEntrySerializer})
    def create(self, request: Request, code: str) -> Response:
        """A line of the discussion, by anybody who takes part. `Idempotency-Key` is honoured."""
        return super().create(request, code)


class DrillFeedViewSet(BelowDrill):
    serializer_class = shapes.DrillFeedSerializer

    @extend_schema(parameters=[SINCE], responses={200: shapes.DrillFeedSerializer, 204: None})
    def retrieve(self, request: Request, code: str) -> Response:
        """What is new since `since`; 204 when nothing is."""
        since = since_of(request)
        rows = Drill.objects.visible_to(actor(request)).filter(code=code)
        seq = last_seq(rows, code)
        if seq <= since:
            return Response(status=204)
        drill = drills_for_api(Drill.objects.filter(code=code)).get()
        head = {"drill": DrillSerializer(drill, context=self.get_serializer_context()).data}
        rows = _readable(drill, request)
        return Response(head | news(rows, shapes.DrillEntrySerializer, since=since, seq=seq))


def _complete(drill: Drill) -> Any:
    return drill.timeline.select_related("actor", "corrects")


def _readable(drill: Drill, request: Request) -> Any:
    rows = _complete(drill)
    if drill.status in LIVE and not may_read_script(drill, actor(request)):
        rows = rows.exclude(type__in=OF_THE_SCRIPT)
    return rows
