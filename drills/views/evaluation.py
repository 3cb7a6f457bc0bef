"""The evaluation of a drill: criteria rated and settled, times and figures."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import actor
from accounts.models import Organisation
from accounts.request import PageRequest
from drills.evaluation_page import EvaluationPage
from drills.forms.evaluation import (
    FiguresForm,
    MeasuredForm,
    RatingForm,
    RecordsForm,
    RejectForm,
    SettleForm,
)
from drills.models import Criterion, CriterionResult, Drill, Level, MeasuredTime, ResultSource
from drills.services import measured, ratings, results
from drills.services.lifecycle import finish_evaluation
from drills.services.rights import require_right
from drills.verdict_words import verdict_words
from drills.views.one import drill_of
from drills.views.part_form import PartForm, part_page
from lib.errors import DomainRefusal, StaleVersion


@require_safe
def evaluation(request: PageRequest, code: str) -> HttpResponse:
    """Players see it after the end; before, criteria would tell them what is looked for."""
    drill = drill_of(request, code)
    if drill.ended_at is None:
        require_right(drill, request.user, "see_script")
    page = EvaluationPage(drill, request.user, timezone.now())
    context = {"drill": drill, "page": page, "levels": Level.choices}
    return render(request, "drills/evaluation.html", context)


@require_POST
def rating(request: PageRequest, code: str, key: str) -> HttpResponse:
    """One's own rating of one criterion, from the page of the evaluation."""
    drill = drill_of(request, code)
    require_right(drill, request.user, "evaluate")
    criterion = _criterion(drill, key)
    form = RatingForm(request.POST)
    back = f"{_page(drill)}#c-{criterion.pk}"
    if not form.is_valid():
        text = " ".join(str(error) for errors in form.errors.values() for error in errors)
        messages.error(request, f"{criterion.key}: {text}")
        return redirect(back)
    given = form.cleaned_data
    try:
        ratings.rate(
            drill, criterion=criterion, level=given["level"], reason=given["reason"],
            by=actor(request), at=timezone.now(),
        )  # fmt: skip
    except DomainRefusal as refusal:
        messages.error(request, " ".join(str(one.message) for one in refusal.problems))
    else:
        messages.success(request, _("Rated: %(key)s.") % {"key": criterion.key})
    return redirect(back)


@require_http_methods(["GET", "POST"])
def settlement(request: PageRequest, code: str, key: str) -> HttpResponse:
    drill = drill_of(request, code)
    require_right(drill, request.user, "settle")
    criterion = _criterion(drill, key)

    def form_of(data: Any, row: Any) -> forms.Form:
        known = row or CriterionResult.objects.filter(criterion=criterion).first()
        initial: dict[str, Any] = {}
        if known is not None and known.source == ResultSource.SETTLED:
            levels: dict[Any, str] = {100: "achieved", 75: "mostly", 40: "partly", 0: "not"}
            level = "na" if known.na else levels.get(known.points, "points")
            initial = {"level": level, "points": known.points, "reason": known.reason}
        if known is not None:
            initial["version"] = known.version
        return SettleForm(data, initial=initial)

    part = PartForm(
        title=_("Settle %(key)s") % {"key": criterion.key},
        back=f"{_page(drill)}#c-{criterion.pk}",
        crumb=(pgettext("drill", "Evaluation"), "drills:evaluation"),
        done=_("Settled."),
        do=lambda form, call: results.settle(
            drill, criterion=criterion, read_version=form.cleaned_data["version"],
            **form.values, **call,
        ),
        more={"subject": criterion.text},
    )  # fmt: skip
    return part_page(request, drill, part, form_of)


@require_POST
def settlement_withdrawal(request: PageRequest, code: str, key: str) -> HttpResponse:
    drill = drill_of(request, code)
    criterion = _criterion(drill, key)
    _do(request, lambda call: results.unsettle(drill, criterion=criterion, **call), _("Withdrawn."))
    return redirect(f"{_page(drill)}#c-{criterion.pk}")


@require_http_methods(["GET", "POST"])
def records(request: PageRequest, code: str, key: str) -> HttpResponse:
    drill = drill_of(request, code)
    require_right(drill, request.user, "evaluate")
    criterion = _criterion(drill, key)
    part = PartForm(
        title=_("Count records"), back=f"{_page(drill)}#c-{criterion.pk}",
        crumb=(pgettext("drill", "Evaluation"), "drills:evaluation"), done=_("Saved."),
        do=lambda form, call: measured.count_records(
            drill, criterion, **form.cleaned_data, **call
        ),
        more={"subject": criterion.text},
    )  # fmt: skip
    return part_page(
        request, drill, part, lambda data, _row: RecordsForm(data, initial=criterion.params)
    )


@require_http_methods(["GET", "POST"])
def figures(request: PageRequest, code: str) -> HttpResponse:
    drill = drill_of(request, code)
    require_right(drill, request.user, "evaluate")

    def form_of(data: Any, row: Any) -> forms.Form:
        known = row or drill
        names = (*measured.FIGURES, "version")
        initial = {name: getattr(known, name) for name in names}
        return FiguresForm(data, initial=initial, currency=Organisation.current().currency)

    def do(form: forms.Form, call: dict[str, Any]) -> None:
        given = dict(form.cleaned_data)
        measured.enter_figures(drill, read_version=given.pop("version"), **given, **call)

    part = PartForm(
        title=_("Figures of the drill"), back=_page(drill),
        crumb=(pgettext("drill", "Evaluation"), "drills:evaluation"), done=_("Saved."), do=do,
    )  # fmt: skip
    return part_page(request, drill, part, form_of)


@require_http_methods(["GET", "POST"])
def measured_create(request: PageRequest, code: str) -> HttpResponse:
    drill = drill_of(request, code)
    require_right(drill, request.user, "evaluate")
    part = PartForm(
        title=_("Enter a measured time"), back=f"{_page(drill)}#measured",
        crumb=(pgettext("drill", "Evaluation"), "drills:evaluation"), done=_("Saved."),
        do=lambda form, call: measured.enter_measured(drill, **form.values, **call),
    )  # fmt: skip
    return part_page(request, drill, part, lambda data, _row: MeasuredForm(data, drill=drill))


@require_POST
def measured_acceptance(request: PageRequest, code: str, pk: int) -> HttpResponse:
    drill = drill_of(request, code)
    row = _measured(drill, pk)
    _do(
        request,
        lambda call: measured.review_measured(drill, row, accepted=True, **call),
        _("It counts."),
    )
    return redirect(f"{_page(drill)}#measured")


@require_http_methods(["GET", "POST"])
def measured_rejection(request: PageRequest, code: str, pk: int) -> HttpResponse:
    drill = drill_of(request, code)
    require_right(drill, request.user, "evaluate")
    row = _measured(drill, pk)
    part = PartForm(
        title=_("Leave a measured time out"), back=f"{_page(drill)}#measured",
        crumb=(pgettext("drill", "Evaluation"), "drills:evaluation"), done=_("It does not count."),
        do=lambda form, call: measured.review_measured(
            drill, row, accepted=False, **form.cleaned_data, **call
        ),
        more={"subject": row.process or row.system},
    )  # fmt: skip
    return part_page(
        request, drill, part, lambda data, _row: RejectForm(data, initial={"note": row.note})
    )


@require_http_methods(["GET", "POST"])
def evaluation_finish(request: PageRequest, code: str) -> HttpResponse:
    drill = drill_of(request, code)
    require_right(drill, request.user, "evaluate")
    page = EvaluationPage(drill, request.user, timezone.now())
    total = page.score.total
    part = PartForm(
        title=_("Finish the evaluation"), back=_page(drill),
        crumb=(pgettext("drill", "Evaluation"), "drills:evaluation"),
        label=_("Finish the evaluation"),
        done=_("Evaluated: the report is drafted from the data."), confirms=True,
        warning=_("Evaluators can no longer rate; findings and texts of the report are drafted."),
        summary=(
            (_("Drill"), f"{drill.code} {drill.title}"),
            (_("Score"), "–" if total is None else f"{total:f}"),
            (_("Verdict"), verdict_words(page.score.verdict)),
            (_("Rated, by weight"), f"{page.score.rated_percent:f} %"),
        ),
        do=lambda _form, call: finish_evaluation(drill, **call),
    )  # fmt: skip
    refusals = [one.message for one in page.missing]
    return part_page(request, drill, part, lambda data, _row: forms.Form(data), refusals)


def _do(request: PageRequest, do: Any, done: str) -> None:
    try:
        do({"by": actor(request), "at": timezone.now()})
    except (DomainRefusal, StaleVersion) as refusal:
        problems = getattr(refusal, "problems", [])
        messages.error(request, " ".join(str(one.message) for one in problems) or str(refusal))
    else:
        messages.success(request, done)


def _page(drill: Drill) -> str:
    return reverse("drills:evaluation", args=[drill.code])


def _criterion(drill: Drill, key: str) -> Criterion:
    row = Criterion.objects.filter(script__drill=drill, key=key.replace("\0", "")).first()
    if row is None:
        raise Http404
    return row


def _measured(drill: Drill, pk: int) -> MeasuredTime:
    row = drill.measured.filter(pk=pk).select_related("process", "system").first()
    if row is None:
        raise Http404
    return row
