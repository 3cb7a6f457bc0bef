"""Ratings, official results, observations, measured times and the hot wash of a drill."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.idempotency import IdempotentCreate
from bia.models import Process, System
from drills.api.below import BelowDrill
from drills.models import Criterion, Drill, MeasuredTime, Observation, Rating
from drills.serializers import evaluation as shapes
from drills.services import drills as verbs
from drills.services.hot_wash import notes_of
from drills.services.results import Line, lines_of
from drills.services.scripting import script_of
from lib.errors import Refused
from lib.records import CODE_PATTERN


class Judged(BelowDrill):
    """Bodies name parts of the script by their keys."""

    def body_of(self, drill: Drill, shape: Any) -> dict[str, Any]:
        self.script = script_of(drill)
        return self.body(shape)

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "script": getattr(self, "script", None)}

    def criterion(self, drill: Drill) -> Criterion:
        rows = Criterion.objects.filter(script__drill=drill)
        found: Criterion = self.one(rows, key=self.kwargs["key"])
        return found


class RatingViewSet(Judged):
    serializer_class = shapes.DrillRatingSerializer

    @extend_schema(responses=shapes.DrillRatingSerializer(many=True))
    def list(self, request: Request, code: str) -> Response:
        """What each evaluator says of each criterion."""
        return self.page(_ratings(self.readable()), shapes.DrillRatingSerializer)

    @extend_schema(
        request=shapes.RatingBodySerializer, responses={201: shapes.DrillRatingSerializer}
    )
    def create(self, request: Request, code: str) -> Response:
        """One's own rating; saying the same again changes nothing."""
        drill = self.allowed("evaluate")
        values = self.called(self.body_of(drill, shapes.RatingBodySerializer))
        row = verbs.rate(drill, read_version=values.pop("version", None), **values)
        return self.made(shapes.DrillRatingSerializer(_ratings(drill).get(pk=row.pk)).data)


class ResultViewSet(Judged):
    serializer_class = shapes.CriterionResultSerializer
    pagination_class = None

    @extend_schema(responses=shapes.CriterionResultSerializer(many=True))
    def list(self, request: Request, code: str) -> Response:
        """What every criterion comes to now."""
        drill = self.readable()
        lines = lines_of(drill, timezone.now())
        return Response(shapes.CriterionResultSerializer(map(_line, lines), many=True).data)

    @extend_schema(
        request=shapes.SettlementSerializer, responses={200: shapes.CriterionResultSerializer}
    )
    def settle(self, request: Request, code: str, key: str) -> Response:
        """The lead evaluator decides, with a reason."""
        drill = self.allowed("settle")
        criterion = self.criterion(drill)
        values = self.called(self.body(shapes.SettlementSerializer))
        version = values.pop("version", None)
        verbs.settle(drill, criterion=criterion, read_version=version, **values)
        return self._answer(drill, criterion)

    @extend_schema(request=None, responses={200: shapes.CriterionResultSerializer})
    def unsettle(self, request: Request, code: str, key: str) -> Response:
        """Data and evaluators decide again."""
        drill = self.allowed("settle")
        criterion = self.criterion(drill)
        verbs.unsettle(drill, criterion=criterion, **self.called({}))
        return self._answer(drill, criterion)

    @extend_schema(
        request=shapes.RecordCountSerializer, responses={200: shapes.CriterionResultSerializer}
    )
    def count(self, request: Request, code: str, key: str) -> Response:
        """How many records were looked at and found whole."""
        drill = self.allowed("evaluate")
        criterion = self.criterion(drill)
        values = self.called(self.body(shapes.RecordCountSerializer))
        verbs.count_records(drill, criterion, **values)
        return self._answer(drill, criterion)

    def _answer(self, drill: Drill, criterion: Criterion) -> Response:
        lines = lines_of(drill, timezone.now())
        found = next(one for one in lines if one.criterion.pk == criterion.pk)
        return Response(shapes.CriterionResultSerializer(_line(found)).data)


class OnceAnObservation(Judged):
    def create(self, request: Request, code: str) -> Response:
        drill = self.allowed("evaluate")
        values = self.called(self.body_of(drill, shapes.ObservationBodySerializer))
        row = verbs.observe(drill, **values)
        return self.made(shapes.DrillObservationSerializer(_observed(drill).get(pk=row.pk)).data)


class ObservationViewSet(IdempotentCreate, OnceAnObservation):
    serializer_class = shapes.DrillObservationSerializer

    @extend_schema(responses=shapes.DrillObservationSerializer(many=True))
    def list(self, request: Request, code: str) -> Response:
        """What evaluators saw, in the order of its times."""
        return self.page(_observed(self.readable()), shapes.DrillObservationSerializer)

    @extend_schema(
        request=shapes.ObservationBodySerializer, responses={201: shapes.DrillObservationSerializer}
    )
    def create(self, request: Request, code: str) -> Response:
        """A strength, an area to improve, or neither; append-only. `Idempotency-Key` is
        honoured, and so is a `key` of the device."""
        return super().create(request, code)


class MeasuredTimeViewSet(BelowDrill):
    serializer_class = shapes.MeasuredTimeSerializer

    @extend_schema(responses=shapes.MeasuredTimeSerializer(many=True))
    def list(self, request: Request, code: str) -> Response:
        """Recovery times and data gaps against their targets."""
        return self.page(_measured(self.readable()), shapes.MeasuredTimeSerializer)

    @extend_schema(
        request=shapes.MeasuredBodySerializer, responses={201: shapes.MeasuredTimeSerializer}
    )
    def create(self, request: Request, code: str) -> Response:
        """Enter one the engine did not measure, or put one right."""
        drill = self.allowed("evaluate")
        values = self.called(self.body(shapes.MeasuredBodySerializer))
        values["subject"] = _subject(values["subject"])
        row = verbs.enter_measured(drill, read_version=values.pop("version", None), **values)
        return self.made(self._json(drill, row.pk))

    @extend_schema(responses={200: shapes.MeasuredTimeSerializer})
    def retrieve(self, request: Request, code: str, number: str) -> Response:
        """One time."""
        row = self.one(_measured(self.readable()), pk=self.number())
        return Response(shapes.MeasuredTimeSerializer(row).data)

    @extend_schema(
        request=shapes.MeasuredReviewSerializer, responses={200: shapes.MeasuredTimeSerializer}
    )
    def review(self, request: Request, code: str, number: str) -> Response:
        """It counts, or it does not and why."""
        drill = self.allowed("evaluate")
        row = self.one(_measured(drill), pk=self.number())
        values = self.called(self.body(shapes.MeasuredReviewSerializer))
        verbs.review_measured(drill, row, read_version=values.pop("version", None), **values)
        return Response(self._json(drill, row.pk))

    def _json(self, drill: Drill, pk: int) -> Any:
        return shapes.MeasuredTimeSerializer(_measured(drill).get(pk=pk)).data


class HotWashViewSet(BelowDrill):
    serializer_class = shapes.HotWashSerializer
    pagination_class = None

    @extend_schema(responses=shapes.HotWashSerializer(many=True))
    def list(self, request: Request, code: str) -> Response:
        """What participants said right after the drill."""
        drill = self.readable()
        return Response(shapes.HotWashSerializer(notes_of(drill), many=True).data)

    @extend_schema(request=shapes.HotWashBodySerializer, responses={201: shapes.HotWashSerializer})
    def create(self, request: Request, code: str) -> Response:
        """One's own three answers, with or without one's name."""
        drill = self.allowed("hot_wash")
        row = verbs.answer_hot_wash(drill, **self.called(self.body(shapes.HotWashBodySerializer)))
        return self.made(shapes.HotWashSerializer(row).data)


def _line(line: Line) -> dict[str, Any]:
    one = line.criterion
    return {
        "criterion": one.key, "group": one.group, "gate": one.gate, "source": line.source,
        "points": None if line.points is None else f"{line.points:f}", "level": line.level,
        "na": line.na, "spread": line.spread, "must_settle": line.must_be_settled,
        "reason": line.reason, "facts": line.facts, "ratings": line.ratings,
        "version": line.row.version if line.row is not None else None,
    }  # fmt: skip


def _subject(named: str) -> Process | System:
    """ "process:code" or "system:code". Raises Refused for what is not there."""
    import re

    kind, _colon, code = named.partition(":")
    model = {"process": Process, "system": System}.get(kind)
    found = None
    if model is not None and re.match(CODE_PATTERN, code):
        found = model._default_manager.filter(code=code).first()
    if not isinstance(found, Process | System):
        words = _("There is no object with the code “%(code)s”.") % {"code": named}
        raise Refused("does_not_exist", words, "subject")
    return found


def _ratings(drill: Drill) -> Any:
    rows = Rating.objects.filter(criterion__script__drill=drill)
    return rows.select_related("criterion", "evaluator").order_by("criterion__position", "id")


def _observed(drill: Drill) -> Any:
    rows = Observation.objects.filter(drill=drill)
    return rows.select_related("by", "expectation", "criterion").order_by("at", "id")


def _measured(drill: Drill) -> Any:
    rows = MeasuredTime.objects.filter(drill=drill)
    return rows.select_related("process", "system", "measurement").order_by("id")
