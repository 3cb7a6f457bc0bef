"""The life cycle as nouns: each step shows its summary first, then does it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import require
from accounts.forms.refusals import show_refusal
from accounts.request import PageRequest
from accounts.views.saving import save_change
from lib.conflicts import merged
from lib.durations import format_duration
from lib.errors import DomainRefusal, GuardsUnmet, StaleVersion
from lib.language import spoken
from plans.access import require_edit, require_publish
from plans.feasible import feasibility_of
from plans.feasible_page import panel_of
from plans.forms.version import (
    AcceptingForm,
    ApproveForm,
    HeadForm,
    NewVersionForm,
    ReturnForm,
    StepForm,
    SubmitForm,
)
from plans.models import VersionStatus
from plans.plan_page.difference import content_of, headlines
from plans.plan_page.page import PlanPage
from plans.plan_page.problems import problems_of, warnings_on
from plans.services.lifecycle import (
    approve_version,
    return_version,
    submit_version,
    withdraw_version,
)
from plans.services.publication import publish_version
from plans.services.versions import change_version, discard_draft, new_draft
from plans.views.plan import plan_of
from plans.views.version import shown_page

SHOWN = 12


def step(
    request: PageRequest,
    shown: PlanPage,
    verb: Callable[..., Any],
    form: Any,
    *,
    done: str,
    back: str = "",
    fits: bool = True,
    **context: Any,
) -> HttpResponse:
    """Call `verb` for a posted, valid form; else, or when refused, the summary with the reason.

    Where the step does not fit now (`fits`), nobody is asked for a form that would be refused.
    """
    if request.method == "GET" and not fits:
        messages.warning(request, _("This step is not possible now, or not yours."))
        return redirect(shown.version.get_absolute_url())
    refusals: list[str] = []
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        values = form.given() if hasattr(form, "given") else dict(form.cleaned_data)
        read_version = form.cleaned_data.get("version")
        values.pop("version", None)
        try:
            verb(**values, read_version=read_version, by=request.user, at=timezone.now())
        except StaleVersion:
            refusals, status = [_("Somebody changed it in the meantime; look at it again.")], 409
        except DomainRefusal as refusal:
            show_refusal(form, refusal)
            status = 409 if isinstance(refusal, GuardsUnmet) else 422
        else:
            messages.success(request, done)
            return redirect(back or shown.version.get_absolute_url())
    context = {
        "plan": shown.plan, "version": shown.version, "page": shown, "form": form,
        "refusals": refusals, "summary": summary_of(shown), "cancel_url": shown.url,
        **_compared(shown), **context,
    }  # fmt: skip
    return render(request, "plans/plan_step.html", context, status=status)


def summary_of(shown: PlanPage) -> list[tuple[Any, ...]]:
    version, reading = shown.version, shown.reading
    covers = [one.name for named in reading.scope.values() for one in named]
    rows = [
        (_("Plan"), f"{shown.plan.name} {version.number}"),
        (_("Covers"), " · ".join(covers) or None),
        (_("Chapters and tasks"), f"{len(reading.chapters)} · {len(reading.tasks)}"),
        (_("Author"), version.author),
        (_("What changed"), version.change_summary or None),
    ]
    return rows + ([("SHA-256", version.sha256)] if version.sha256 else [])


def _compared(shown: PlanPage) -> dict[str, Any]:
    """What differs from the version before, in a few lines."""
    before = shown.version.based_on
    if before is None or not shown.is_open:
        return {}
    changes = headlines(content_of(before), shown.document, shown.user)
    query = f"?before={before.number}&after={shown.version.number}"
    address = reverse("plans:version_diff", args=[shown.plan.code]) + query
    more = len(changes) - SHOWN
    return {"changes": changes[:SHOWN], "more_changes": more, "before": before, "diff_url": address}


def _start(request: PageRequest, form_class: Any, shown: PlanPage, **more: Any) -> Any:
    data = request.POST if request.method == "POST" else None
    return form_class(data, initial={"version": shown.version.version, **more})


@require_http_methods(["GET", "POST"])
def version_submission(request: PageRequest, code: str, number: str) -> HttpResponse:
    shown = shown_page(request, code, number)
    require_edit(request.user, shown.plan, shown.version)
    view = feasibility_of(shown.version, timezone.now(), shown.document)
    return step(
        request, shown, partial(submit_version, shown.version), _start(request, SubmitForm, shown),
        done=_("Submitted. Those who are to approve it were told."),
        title=_("Submit for approval"), confirm_label=_("Submit"),
        problems=problems_of(shown), feasible=panel_of(view, request.user),
        warnings=warnings_on(shown, timezone.now(), view), show_problems=True,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def version_withdrawal(request: PageRequest, code: str, number: str) -> HttpResponse:
    shown = shown_page(request, code, number)
    require_edit(request.user, shown.plan, shown.version)
    return step(
        request, shown, partial(withdraw_version, shown.version), _start(request, StepForm, shown),
        done=_("Withdrawn; it is a draft again."),
        title=_("Withdraw the submission"), confirm_label=_("Withdraw"),
        warning=_("Signatures given so far count no more: submitted again, all are asked again."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def version_approval(request: PageRequest, code: str, number: str) -> HttpResponse:
    shown = shown_page(request, code, number)
    require(request.user, "plan.approve")
    view = feasibility_of(shown.version, timezone.now(), shown.document)
    form_class = AcceptingForm if view.is_red else ApproveForm
    form = _start(request, form_class, shown, seen_sha256=shown.version.sha256)
    return step(
        request, shown, partial(approve_version, shown.version), form, fits=shown.may_sign,
        done=_("Signed."), title=_("Approve"), confirm_label=_("Approve and sign"),
        warning=_too_slow(view) if view.is_red else _("What is approved cannot be changed."),
        feasible=panel_of(view, request.user),
        warnings=warnings_on(shown, timezone.now(), view), show_problems=True,
    )  # fmt: skip


def _too_slow(view: Any) -> str:
    if view.result is None:
        return _("The tasks wait for each other: nobody can say how long it takes.")
    total = format_duration(view.result.total_s, spoken())
    return _("It takes %(total)s until it works: longer than a process may stand still.") % {
        "total": total
    }


@require_http_methods(["GET", "POST"])
def version_return(request: PageRequest, code: str, number: str) -> HttpResponse:
    shown = shown_page(request, code, number)
    require(request.user, "plan.approve")
    return step(
        request, shown, partial(return_version, shown.version), _start(request, ReturnForm, shown),
        fits=shown.may_sign, done=_("Returned to its author."),
        title=_("Return"), confirm_label=_("Return"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def version_publication(request: PageRequest, code: str, number: str) -> HttpResponse:
    shown = shown_page(request, code, number)
    require_publish(request.user, shown.plan)
    ends = shown.effective.number if shown.effective else ""
    warning = _("It is in force at once. People named in it are asked to read it.")
    if ends:
        warning = _(
            "It is in force at once, and %(number)s ends. Printed copies of %(number)s are "
            "outdated then."
        ) % {"number": ends}
    return step(
        request, shown, partial(publish_version, shown.version), _start(request, StepForm, shown),
        fits=shown.status == VersionStatus.APPROVED,
        done=_("In force."), back=shown.plan.get_absolute_url(),
        title=_("Publish"), confirm_label=_("Put into force"), warning=warning,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def version_deletion(request: PageRequest, code: str, number: str) -> HttpResponse:
    shown = shown_page(request, code, number)
    require_edit(request.user, shown.plan, shown.version)

    def discard(*, read_version: int | None, by: Any, at: Any) -> None:
        discard_draft(shown.version, by=by, at=at)

    return step(
        request, shown, discard, _start(request, StepForm, shown),
        done=_("Discarded."), back=shown.plan.get_absolute_url(), danger=True,
        title=_("Discard the draft"), confirm_label=_("Discard"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def version_create(request: PageRequest, code: str) -> HttpResponse:
    """A new draft with the content of what is in force."""
    plan = plan_of(request, code)
    require_edit(request.user, plan)
    form = NewVersionForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            made = new_draft(plan, by=request.user, at=timezone.now(), **form.cleaned_data)
        except DomainRefusal as refusal:
            show_refusal(form, refusal)
            status = 409
        else:
            messages.success(request, _("The draft is there. What is in force stays in force."))
            return redirect(made)
    context = {
        "plan": plan, "form": form, "title": _("New version"), "confirm_label": _("Begin"),
        "cancel_url": plan.get_absolute_url(),
        "summary": [(_("Plan"), plan.name)],
    }  # fmt: skip
    return render(request, "plans/plan_step.html", context, status=status)


@require_http_methods(["GET", "POST"])
def version_edit(request: PageRequest, code: str, number: str) -> HttpResponse:
    """Summary of changes, authorisation, grade and chat group of a draft."""
    shown = shown_page(request, code, number)
    version = shown.version
    require_edit(request.user, shown.plan, version)
    if shown.status != "draft":
        raise Http404
    posted = merged(request.POST) if request.method == "POST" else None
    form = HeadForm(posted, instance=version)
    if posted is not None and form.is_valid():
        saved = save_change(
            request, form, partial(change_version, version, **form.given()),
            theirs=lambda current: HeadForm(instance=current), back=version.get_absolute_url(),
        )  # fmt: skip
        if saved is not None:
            return saved
    context = {
        "plan": shown.plan, "version": version, "form": form,
        "cancel_url": version.get_absolute_url(),
    }  # fmt: skip
    return render(request, "plans/version_form.html", context, status=422 if form.errors else 200)
