"""Who of the contacts can be reached; asking them now, and recording who was reached by phone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import actor, may, require, visible_or_404
from accounts.models import Person
from accounts.request import PageRequest
from lib.errors import DomainRefusal
from plans.contact_report import deciding_roles
from plans.contact_words import gap_words, reasons_of
from plans.domain.reachability import LEVELS
from plans.models import PlanSettings, ReachabilityCheck
from plans.reachability_page import contacts_of
from plans.services import reachability as verbs

SHOWN = 100


@require_GET
def reachability(request: PageRequest) -> HttpResponse:
    """`?level=` red, amber, unknown or ok; all without."""
    require(request.user, "plan.view")
    at = timezone.now()
    asked = request.GET.get("level", "")
    level = asked if asked in LEVELS else ""
    contacts = contacts_of(request.user, at)
    counts = Counter(one.state.level for one in contacts)
    matching = [one for one in contacts if not level or one.state.level == level]
    page = Paginator(matching, SHOWN).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(one, reasons_of(one.state)) for one in page],
        "total": len(contacts),
        "counts": [(one, counts[one]) for one in reversed(LEVELS)],
        "level": level,
        "mine": _mine(request),
        "decisions": [
            (grade, role, [gap_words(one) for one in role.gaps])
            for grade, role in deciding_roles(at)
        ],
        "house": PlanSettings.current(),
        "may_ask": may(request.user, verbs.PERMISSION),
    }
    return render(request, "plans/reachability.html", context)


@require_POST
def reachability_ask(request: PageRequest, code: str) -> HttpResponse:
    person = _person(request, code)
    words = _("%(name)s was asked.") % {"name": person}
    return _done(request, words, lambda **who: verbs.ask_now(person, **who))


@require_POST
def reachability_record(request: PageRequest, code: str) -> HttpResponse:
    """`outcome`: reached, wrong or declined."""
    person = _person(request, code)
    outcome = request.POST.get("outcome", "")
    if outcome not in verbs.OUTCOMES:
        return HttpResponseBadRequest()
    words = _("Recorded for %(name)s.") % {"name": person}
    return _done(request, words, lambda **who: verbs.record_by_hand(person, outcome=outcome, **who))


@require_POST
def reachability_mine(request: PageRequest) -> HttpResponse:
    """The signed-in contact answers without the link."""
    correct = request.POST.get("correct") == "yes"
    words = _("Thank you.") if correct else _("Thank you. Your plans' owners were told.")
    return _done(request, words, lambda **who: verbs.answer_myself(correct=correct, **who))


def _person(request: PageRequest, code: str) -> Person:
    require(request.user, verbs.PERMISSION)
    rows = Person.objects.select_related("user")
    found: Person = visible_or_404(rows, request.user, code=code)
    return found


def _done(request: PageRequest, words: str, verb: Callable[..., object]) -> HttpResponse:
    try:
        verb(by=actor(request), at=timezone.now())
    except DomainRefusal as refusal:
        messages.error(request, str(refusal.problems[0].message))
    else:
        messages.success(request, words)
    back = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return redirect("plans:reachability")


def _mine(request: PageRequest) -> ReachabilityCheck | None:
    rows = ReachabilityCheck.objects.waiting().select_related("person")
    return rows.filter(person__user=request.user).first()
