"""The draft whose content is edited: found by plan and number, and only for who may."""

from __future__ import annotations

import re

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import require, visible_or_404
from accounts.request import PageRequest
from plans.access import require_edit
from plans.models import PlanVersion
from plans.plan_page.links import page
from plans.services.content_rights import is_editable

NUMBER = re.compile(r"(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})")
TABS = (
    ("section_list", pgettext_lazy("plan", "Text")),
    ("criterion_list", _("Activation")),
    ("task_list", _("Tasks")),
    ("resource_list", _("Resources")),
    ("message_list", _("Messages")),
    ("card_edit", _("Response card")),
    ("call_tree", _("Call tree")),
)
WITH_CONTACTS = ("card_edit", "call_tree")


def version_of(request: PageRequest, code: str, number: str) -> PlanVersion:
    """404 for what may not be seen and for what is no number of a version."""
    require(request.user, "plan.view")
    found = NUMBER.fullmatch(number)
    if found is None:
        raise Http404
    rows = PlanVersion.objects.select_related(
        "plan__owner", "plan__deputy", "serves_grade__decision_role", "based_on"
    )
    one: PlanVersion = visible_or_404(
        rows, request.user, plan__code=code, major=int(found[1]), minor=int(found[2])
    )
    return one


def draft_of(
    request: PageRequest, code: str, number: str, *, contacts: bool = False
) -> tuple[PlanVersion, HttpResponse | None]:
    """The version to edit; with a page to go to instead when it is not to be edited (now).

    403 for who may not. `contacts`: a contacts-only draft will do.
    """
    version = version_of(request, code, number)
    require_edit(request.user, version.plan, version)
    if is_editable(version, contacts=contacts):
        return version, None
    if version.contacts_only and is_editable(version, contacts=True):
        words = _("This draft changes contacts only; anything else needs a full new version.")
        address = page("plans:card_edit", code, number)
    else:
        words = _("Only a draft can be edited; start a new draft of this plan.")
        address = version.get_absolute_url()
    messages.warning(request, words)
    return version, redirect(address)


def tabs_of(version: PlanVersion, current: str) -> list[tuple[str, str, bool]]:
    """Words, address and whether it is the current one, of every part that can be edited."""
    found = []
    for name, words in TABS:
        if version.contacts_only and name not in WITH_CONTACTS:
            continue
        address = page(f"plans:{name}", version.plan.code, version.number)
        if address:
            found.append((str(words), address, name == current))
    return found
