"""The timeline and what is new on it."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor
from accounts.api.idempotency import IdempotentCreate
from incidents.api.below import BelowIncident
from incidents.api.files import FilesParser
from incidents.api.loading import incidents_for_api
from incidents.models import Attachment, Incident, IncidentEntry
from incidents.serializers import timeline as shapes
from incidents.serializers.incident import IncidentSerializer
from incidents.services import incidents as verbs
from incidents.services.logbook import visibilities_of
from lib.api.parsers import BoundedJSONParser

MOST_NEW = 200
LARGEST_SEQ = 2**31 - 1
SINCE = OpenApiParameter(
    "since", int, description="The `seq` one has already; 0 for everything.", required=False
)
TYPE = OpenApiParameter("type", str, description="Only entries of this type.")


class OnceANote(BelowIncident):
    def create(self, request: Request, code: str) -> Response:
        incident = self.allowed("respond")
        is_json = request.content_type == "application/json"
        shape = shapes.NoteSerializer if is_json else shapes.NoteWithFilesSerializer
        values = self.called(self.body(shape))
        entry = verbs.log(incident, **({"text": ""} | values))
        return self.made(shapes.IncidentEntrySerializer(_complete(incident).get(pk=entry.pk)).data)


class EventViewSet(IdempotentCreate, OnceANote):
    """Append-only; each entry is chained to the one before."""

    serializer_class = shapes.IncidentEntrySerializer
    parser_classes = (BoundedJSONParser, FilesParser)

    @extend_schema(parameters=[SINCE, TYPE], responses=shapes.IncidentEntrySerializer(many=True))
    def list(self, request: Request, code: str) -> Response:
        """Entries the caller may read, oldest first."""
        incident = self.incident()
        rows = asked_entries(_readable(incident, request), request)
        return self.page(rows, shapes.IncidentEntrySerializer)

    @extend_schema(
        request={
            "application/json": shapes.NoteSerializer,
            "multipart/form-data": shapes.NoteWithFilesSerializer,
        },
        responses={201: shapes.IncidentEntrySerializer},
    )
    def create(self, request: Request, code: str) -> Response:
        """Write an entry, with files as multipart: pictures, PDF, Office files without macros and
        plain text, at most 20 MB each. `Idempotency-Key` is honoured."""
        return super().create(request, code)

    @extend_schema(responses={200: shapes.IncidentEntrySerializer})
    def retrieve(self, request: Request, code: str, number: str) -> Response:
        """One entry by its `seq`."""
        incident = self.incident()
        return Response(shapes.IncidentEntrySerializer(self._entry(incident)).data)

    @extend_schema(
        request=shapes.CorrectionSerializer, responses={201: shapes.IncidentEntrySerializer}
    )
    def correct(self, request: Request, code: str, number: str) -> Response:
        """The wrong entry stays; another one says what is right."""
        incident = self.allowed("respond")
        entry = self._entry(incident)
        made = verbs.correct_entry(entry, **self.called(self.body(shapes.CorrectionSerializer)))
        fresh = IncidentEntry.objects.get(pk=made.pk)
        return self.made(shapes.IncidentEntrySerializer(fresh).data)

    @extend_schema(request=None, responses={200: shapes.IncidentEntrySerializer})
    def pin(self, request: Request, code: str, number: str) -> Response:
        """Mark what the review must not miss."""
        return self._mark(verbs.pin)

    @extend_schema(request=None, responses={200: shapes.IncidentEntrySerializer})
    def unpin(self, request: Request, code: str, number: str) -> Response:
        """Take the mark away."""
        return self._mark(verbs.unpin)

    def _mark(self, verb: Any) -> Response:
        incident = self.allowed("respond")
        entry = self._entry(incident)
        verb(entry, by=actor(self.request), at=timezone.now())
        return Response(shapes.IncidentEntrySerializer(self._entry(incident)).data)

    def _entry(self, incident: Incident) -> IncidentEntry:
        seq = self.number()
        if seq > LARGEST_SEQ:
            raise Http404
        found: IncidentEntry = self.one(_readable(incident, self.request), seq=seq)
        return found


class FeedViewSet(BelowIncident):
    serializer_class = shapes.FeedSerializer

    @extend_schema(parameters=[SINCE], responses={200: shapes.FeedSerializer, 204: None})
    def retrieve(self, request: Request, code: str) -> Response:
        """What is new since `since`; 204 when nothing is."""
        since = since_of(request)
        rows = Incident.objects.visible_to(actor(request)).filter(number=code)
        seq = last_seq(rows, code)
        if seq <= since:
            return Response(status=204)
        incident = incidents_for_api(rows).get()
        context = self.get_serializer_context()
        head = {"incident": IncidentSerializer(incident, context=context).data}
        rows = _readable(incident, request)
        return Response(head | news(rows, shapes.IncidentEntrySerializer, since=since, seq=seq))


def _complete(incident: Incident) -> Any:
    rows = incident.timeline.select_related("actor", "corrects", "pin")
    files = Prefetch("attachments", Attachment.objects.defer("content"))
    return rows.prefetch_related(files, "corrected_by")


def _readable(incident: Incident, request: Request) -> Any:
    seen = visibilities_of(incident, actor(request))
    return _complete(incident).filter(visibility__in=seen)


def asked_entries(rows: Any, request: Request) -> Any:
    """Of the entries one may read those after `since` and of `type`, oldest first."""
    rows = rows.filter(seq__gt=since_of(request))
    kind = request.query_params.get("type", "")
    if kind:
        rows = rows.filter(type=kind) if "\0" not in kind else rows.none()
    return rows.order_by("seq")


def last_seq(rows: Any, code: str) -> int:
    """The number of the last entry of the one row there may be; 404 when there is none."""
    seq: int | None = rows.values_list("seq", flat=True).first() if "\0" not in code else None
    if seq is None:
        raise Http404
    return seq


def news(entries: Any, shape: Any, *, since: int, seq: int) -> dict[str, Any]:
    """What a feed says of `entries` after `since`: at most MOST_NEW, and whether there is more."""
    found = list(entries.filter(seq__gt=since).order_by("seq")[: MOST_NEW + 1])
    more = len(found) > MOST_NEW
    found = found[:MOST_NEW]
    return {
        "seq": found[-1].seq if more else seq,
        "more": more,
        "server_now": timezone.now(),
        "events": shape(found, many=True).data,
    }


def since_of(request: Request) -> int:
    raw = request.query_params.get("since", "") or "0"
    if not (raw.isascii() and raw.isdigit() and len(raw) < 12):
        words = _("A whole number of at least %(minimum)s is expected.") % {"minimum": 0}
        raise ValidationError({"since": [words]})
    return min(int(raw), LARGEST_SEQ)
