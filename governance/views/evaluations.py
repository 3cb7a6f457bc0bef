"""Evaluations: make one, read one, see how it differs from another."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import actor, require, visible_or_404
from accounts.request import PageRequest
from governance.filters.frameworks import EvaluationFilter
from governance.forms.frameworks import EvaluationForm
from governance.frameworks.frozen import frozen_groups
from governance.frameworks.history import differences
from governance.frameworks.pictures import figure_of, radar_of
from governance.models import Evaluation, Framework
from governance.services.evaluating import evaluate
from governance.services.standings import Result, judged, result_of
from lib.listing import Column, Listing, render_listing


@require_safe
def evaluation_list(request: PageRequest) -> HttpResponse:
    require(request.user, "governance.view")
    listing = Listing(
        request,
        Evaluation.objects.visible_to(request.user).for_list().defer("content"),
        columns=[
            Column("code", gettext_lazy("Number"), ["code"]),
            Column("framework", gettext_lazy("Framework"), ["framework__name_en"]),
            Column("at", gettext_lazy("Evaluated"), ["at"]),
            Column("result", gettext_lazy("Result"), css="num"),
            Column("by", gettext_lazy("By"), ["by__name"]),
            Column("note", gettext_lazy("Note")),
        ],
        row_template="governance/_evaluation_row.html",
        search_in=["code", "note", "framework__code", "framework__name_en", "framework__name_zh"],
        filterset_class=EvaluationFilter,
        ordering="-at",
        key="code",
        caption=_("Evaluations"),
        empty={
            "title": _("No evaluations yet"),
            "text": _("An evaluation freezes how a framework stands, with all its evidence."),
        },
    )
    return render_listing(request, "governance/evaluation_list.html", listing)


@require_http_methods(["GET", "POST"])
def evaluation_create(request: PageRequest, code: str) -> HttpResponse:
    require(request.user, "governance.change")
    framework: Framework = visible_or_404(Framework.objects.all(), request.user, code=code)
    form = EvaluationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = evaluate(framework, by=actor(request), at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("%(code)s keeps how it stands now.") % {"code": made.code})
        return redirect(made)
    found = judged(framework, at=timezone.now())
    result = result_of(framework.kind, found)
    context = {
        "framework": framework,
        "form": form,
        "summary": _summary(framework, result),
        "confirm_label": _("Evaluate now"),
        "cancel_url": framework.get_absolute_url(),
    }
    return render(request, "governance/evaluation_form.html", context)


def _summary(framework: Framework, result: Result) -> list[tuple[str, object]]:
    rows: list[tuple[str, object]] = [(_("Framework"), framework.name)]
    if result.level is not None:
        rows += [(_("Level"), result.level), (_("Score"), f"{result.score:.2f}")]
    rows.append((_("Met"), "–" if result.share is None else f"{result.share:.0%}"))
    rows.append((_("Requirements"), result.of))
    return rows


@require_safe
def evaluation_detail(request: PageRequest, code: str) -> HttpResponse:
    rows = Evaluation.objects.for_list()
    row: Evaluation = visible_or_404(rows, request.user, code=code)
    others = row.framework.evaluations.defer("content").exclude(pk=row.pk)
    before = others.filter(at__lt=row.at).first()
    wanted = request.GET.get("with", "")
    other = others.filter(code=wanted).first() if wanted else before
    if other is not None:
        other = Evaluation.objects.get(pk=other.pk)
    older, newer = (other, row) if other is None or other.at <= row.at else (row, other)
    context = {
        "evaluation": row,
        "framework": row.framework,
        "figure": figure_of(row),
        "groups": frozen_groups(row.content),
        "others": others[:24],
        "older": older,
        "newer": newer,
        "differences": differences(older.content, newer.content) if older and newer else None,
        "radar": radar_of(
            row.content["framework"]["kind"],
            row.content["requirements"],
            other.content["requirements"] if other else None,
            names=(row.code, other.code if other else ""),
        ),
    }
    return render(request, "governance/evaluation_detail.html", context)
