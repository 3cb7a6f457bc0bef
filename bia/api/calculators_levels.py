"""The calculator of the recovery level a pair of objectives needs (docs/method.md §20)."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from bia.api.calculators import TAGS, read
from bia.domain.dr_level import needed_level
from bia.reasons import explain
from bia.serializers.dr_catalogue import DrLevelAnswerSerializer, DrLevelQuestionSerializer
from bia.services.catalogue import current_catalogue
from lib.api.problems import ProblemsSerializer


@extend_schema(
    tags=TAGS,
    operation_id="calculate_dr_level",
    request=DrLevelQuestionSerializer,
    responses={200: DrLevelAnswerSerializer, 400: ProblemsSerializer},
)
@api_view(["POST"])
def dr_level(request: Request) -> Response:
    """The lowest level of a catalogue whose best case holds both objectives."""
    asked = read(DrLevelQuestionSerializer, request)
    known = {one.code: one for one in current_catalogue().dr_catalogues}
    catalogue = known.get(asked["catalogue"])
    if catalogue is None:
        words = _("There is no catalogue “%(code)s”. There are: %(known)s.") % {
            "code": asked["catalogue"],
            "known": ", ".join(sorted(known)),
        }
        raise ValidationError({"catalogue": [ErrorDetail(words, "does_not_exist")]})
    found = needed_level(catalogue.levels, asked["rto_s"], asked["rpo_s"])
    answer = {"level": found.level, "because": explain(found.because)}
    return Response(DrLevelAnswerSerializer(answer).data)


calculator_urls = [path("dr-level/", dr_level, name="calculator_dr_level")]
