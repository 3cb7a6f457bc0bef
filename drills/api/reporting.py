"""The after-action report of a drill and its findings."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor
from drills.api.evaluation import Judged
from drills.models import AfterActionReport, Drill, DrillFinding, SignOff
from drills.serializers import reporting as shapes
from drills.serializers.nouns import DrillStepSerializer
from drills.services import drills as verbs
from drills.services.scripting import script_of
from incidents.api.incident import known_only_of
from lib.api.resources import read_version
from lib.errors import Refused
from plans.models import Plan


class ActionReportViewSet(Judged):
    serializer_class = shapes.ActionReportSerializer

    @extend_schema(responses={200: shapes.ActionReportSerializer})
    def retrieve(self, request: Request, code: str) -> Response:
        """The report; 404 before the evaluation is finished."""
        drill = self.readable()
        return self._answer(drill)

    @extend_schema(
        request=shapes.ActionReportChangeSerializer,
        responses={200: shapes.ActionReportSerializer},
    )
    def partial_update(self, request: Request, code: str) -> Response:
        """Write the draft."""
        drill = self.allowed("report")
        self._there(drill)
        version = read_version(request)
        shape = shapes.ActionReportChangeSerializer
        data = known_only_of(shapes.ActionReportSerializer, request.data, shape)
        body = shape(data=data, context=self.get_serializer_context())
        body.is_valid(raise_exception=True)
        values = dict(body.validated_data)
        values.pop("version", None)
        verbs.change_report(drill, read_version=version, **self.called(values))
        return self._answer(drill)

    @extend_schema(request=DrillStepSerializer, responses={200: shapes.ActionReportSerializer})
    def redraft(self, request: Request, code: str) -> Response:
        """Fill what is empty from the data again."""
        return self._step(verbs.redraft_report, DrillStepSerializer, "report")

    @extend_schema(request=DrillStepSerializer, responses={200: shapes.ActionReportSerializer})
    def submit(self, request: Request, code: str) -> Response:
        """It is written: the facts are frozen. 409 with everything that is missing."""
        return self._step(verbs.submit_report, DrillStepSerializer, "report")

    @extend_schema(
        request=shapes.ReportApprovalSerializer, responses={200: shapes.ActionReportSerializer}
    )
    def approve(self, request: Request, code: str) -> Response:
        """By a continuity manager who neither wrote nor submitted it: measured times go to the
        BIA, plans are asked to change, actions learn of their re-tests."""
        return self._step(verbs.approve_report, shapes.ReportApprovalSerializer, "approve")

    @extend_schema(
        request=shapes.ReportReturnSerializer, responses={200: shapes.ActionReportSerializer}
    )
    def send_back(self, request: Request, code: str) -> Response:
        """Back to its author, with what is missing."""
        return self._step(verbs.return_report, shapes.ReportReturnSerializer, "approve")

    @extend_schema(
        request=shapes.ReportSignatureSerializer, responses={200: shapes.ActionReportSerializer}
    )
    def sign(self, request: Request, code: str) -> Response:
        """Sign it as it stands, in one's own part; twice is once."""
        return self._step(verbs.sign_report, shapes.ReportSignatureSerializer, *ANY_PART)

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """What somebody changed first is shown with all its parts."""
        if args and isinstance(args[0], AfterActionReport):
            args = (_reports().get(pk=args[0].pk), *args[1:])
        return super().get_serializer(*args, **kwargs)

    def _step(self, verb: Any, shape: Any, *rights: str) -> Response:
        drill = self.allowed(*rights)
        self._there(drill)
        verb(drill, **self.called(self.body(shape)))
        return self._answer(drill)

    def _there(self, drill: Drill) -> AfterActionReport:
        found: AfterActionReport = self.one(_reports(), drill=drill)
        return found

    def _answer(self, drill: Drill) -> Response:
        return Response(shapes.ActionReportSerializer(self._there(drill)).data)


ANY_PART = ("report", "approve", "evaluate")


class FindingViewSet(Judged):
    serializer_class = shapes.DrillFindingSerializer

    @extend_schema(responses=shapes.DrillFindingSerializer(many=True))
    def list(self, request: Request, code: str) -> Response:
        """Strengths and areas to improve."""
        return self.page(_findings(self.readable()), shapes.DrillFindingSerializer)

    @extend_schema(
        request=shapes.FindingBodySerializer, responses={201: shapes.DrillFindingSerializer}
    )
    def create(self, request: Request, code: str) -> Response:
        """One more, until the report is submitted."""
        drill = self.allowed("report")
        values = self._seen(self.body_of(drill, shapes.FindingBodySerializer))
        row = verbs.add_finding(drill, **self.called(values))
        return self.made(self._json(drill, row.pk))

    @extend_schema(responses={200: shapes.DrillFindingSerializer})
    def retrieve(self, request: Request, code: str, key: str) -> Response:
        """One finding, by its key or number."""
        drill = self.readable()
        return Response(self._json(drill, self._finding(drill).pk))

    @extend_schema(
        request=shapes.FindingChangeSerializer, responses={200: shapes.DrillFindingSerializer}
    )
    def partial_update(self, request: Request, code: str, key: str) -> Response:
        """Put it right, and say what is done about it."""
        drill = self.allowed("report")
        row = self._finding(drill)
        version = read_version(request)
        shape = shapes.FindingChangeSerializer
        self.script = script_of(drill)
        data = known_only_of(shapes.DrillFindingSerializer, request.data, shape)
        body = shape(data=data, context=self.get_serializer_context())
        body.is_valid(raise_exception=True)
        values = self._seen(dict(body.validated_data))
        values.pop("version", None)
        verbs.change_finding(drill, row, read_version=version, **self.called(values))
        return Response(self._json(drill, row.pk))

    @extend_schema(request=None, responses={204: None})
    def destroy(self, request: Request, code: str, key: str) -> Response:
        """Remove one without an action."""
        drill = self.allowed("report")
        verbs.remove_finding(drill, self._finding(drill), **self.called({}))
        return Response(status=204)

    @extend_schema(
        request=shapes.FindingActionSerializer, responses={201: shapes.DrillFindingSerializer}
    )
    def act(self, request: Request, code: str, key: str) -> Response:
        """A corrective action for it; asked again it is the same one."""
        drill = self.allowed("report")
        row = self._finding(drill)
        values = self.body(shapes.FindingActionSerializer)
        call = self.called({"at": values.pop("at", None)})
        verbs.create_finding_action(drill, row, fields=values, **call)
        return self.made(self._json(drill, row.pk))

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """What somebody changed first is shown with all it names."""
        if args and isinstance(args[0], DrillFinding):
            args = (_findings(args[0].drill).get(pk=args[0].pk), *args[1:])
        return super().get_serializer(*args, **kwargs)

    def _seen(self, values: dict[str, Any]) -> dict[str, Any]:
        """A plan one may not see is not there."""
        plan = values.get("plan")
        if plan is not None:
            rows = Plan.objects.visible_to(actor(self.request))
            if not rows.filter(pk=plan.pk).exists():
                words = _("There is no object with the code “%(code)s”.") % {"code": plan.code}
                raise Refused("does_not_exist", words, "plan")
        return values

    def _finding(self, drill: Drill) -> DrillFinding:
        """By its key "F3", or by its number, as guards name it."""
        key = self.kwargs["key"]
        rows = _findings(drill)
        if key.isascii() and key.isdigit():
            found = rows.filter(pk=self.number("key")).first()
            if found is None:
                raise Http404
            return found  # type: ignore[no-any-return]
        return self.one(rows, key=key)  # type: ignore[no-any-return]

    def _json(self, drill: Drill, pk: int) -> Any:
        return shapes.DrillFindingSerializer(_findings(drill).get(pk=pk)).data


def _reports() -> Any:
    signed = Prefetch("signed", SignOff.objects.select_related("by"))
    rows = AfterActionReport.objects.select_related(
        "drill", "author", "submitted_by", "approved_by"
    )
    return rows.prefetch_related(signed)


def _findings(drill: Drill) -> Any:
    rows = DrillFinding.objects.filter(drill=drill)
    return rows.select_related("drill", "criterion", "action", "plan").order_by("id")
