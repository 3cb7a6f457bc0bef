"""The evaluator's page: what is expected in time order, big buttons, what else was seen (DRL-11).

The page works without JavaScript; with it, what is tapped without a signal waits in the phone and
is sent with its key and the instant of the tap.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.request import PageRequest
from drills.forms.runner import JudgeForm, ObservationForm
from drills.models import Drill, Expectation
from drills.services.expectations import judge
from drills.services.observations import observe
from drills.stage_parts import EVALUATOR
from drills.views.deed import Deed, deed_page, drill_for, posted
from drills.views.runner import feed, stage_of, stage_page


@require_safe
def evaluator(request: PageRequest, code: str) -> HttpResponse:
    stage = stage_of(request, code)
    if not stage.sees_script:
        raise PermissionDenied("drill.evaluate")
    return stage_page(request, stage, EVALUATOR, "drills/evaluator.html", "evaluator_feed")


@require_safe
def evaluator_feed(request: PageRequest, code: str) -> HttpResponse:
    return feed(request, code, EVALUATOR, "evaluator_feed")


def _back(drill: Drill) -> str:
    return reverse("drills:evaluator", args=[drill.code])


@require_http_methods(["GET", "POST"])
def judgement(request: PageRequest, code: str, pk: int) -> HttpResponse:
    drill = drill_for(request, code, "evaluate")
    one = get_object_or_404(
        Expectation.objects.select_related("inject"), script__drill=drill, pk=pk
    )

    def do(values: dict[str, Any], call: dict[str, Any]) -> Expectation:
        # A big button says nothing of comment and evidence: what was written stays.
        given = {name: values[name] for name in ("comment", "evidence") if name in request.POST}
        return judge(
            drill, expectation=one, result=str(values["result"]),
            observed_at=values["observed_at"], **given, **call,
        )  # fmt: skip

    deed = Deed(
        title=gettext_lazy("Judge an expectation"),
        label=pgettext_lazy("button", "Save"),
        do=do,
        back=_back(drill),
        summary=(
            (gettext_lazy("Inject"), f"{one.inject.key} {one.inject.title}".strip()),
            (gettext_lazy("Expectation"), f"{one.key} {one.text}".strip()),
        ),
    )
    initial = {
        "result": one.result, "comment": one.comment, "evidence": one.evidence,
        "observed_at": one.observed_at,
    }  # fmt: skip
    return deed_page(request, drill, deed, JudgeForm(posted(request), initial=initial))


@require_http_methods(["GET", "POST"])
def observation(request: PageRequest, code: str) -> HttpResponse:
    drill = drill_for(request, code, "evaluate")
    key = request.POST.get("key", "").replace("\0", "")[:64]
    deed = Deed(
        title=gettext_lazy("What did you see?"),
        label=pgettext_lazy("button", "Save"),
        icon="eye",
        do=lambda values, call: observe(
            drill, kind=values["kind"], text=values["text"], key=key, **call
        ),
        back=_back(drill),
        done=gettext_lazy("Your observation was saved."),
    )
    return deed_page(request, drill, deed, ObservationForm(posted(request)))
