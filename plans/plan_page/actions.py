"""What the reader can do with a version now: the next step as buttons, the rest in a menu."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.access import may
from lib.language import spoken
from plans.models import VersionStatus
from plans.plan_page.links import page
from plans.plan_page.page import PlanPage


@dataclass(frozen=True)
class Action:
    words: Any
    icon: str
    url: str
    css: str = "btn"
    file: bool = False
    """It leads to a file, not to a page."""


def actions_of(shown: PlanPage) -> tuple[list[Action], list[Action]]:
    """At most three buttons, the first one the most likely; what has no page is left out."""
    first = [one for one in _steps(shown) if one.url]
    return first[:3], [*first[3:], *(one for one in _others(shown) if one.url)]


def _steps(shown: PlanPage) -> Iterator[Action]:
    status, code, number = shown.status, shown.plan.code, shown.version.number
    main = "btn btn-primary"
    if status == VersionStatus.DRAFT and shown.may_edit:
        yield Action(_("Submit for approval"), "send", shown.address("version_submission"), main)
        yield Action(_("Edit"), "pencil", page("plans:content_edit", code, number))
        yield Action(_("Authorisation and summary"), "file-pencil", shown.address("version_edit"))
    if status == VersionStatus.IN_REVIEW:
        if shown.may_sign:
            yield Action(_("Approve"), "circle-check", shown.address("version_approval"), main)
            yield Action(_("Return"), "arrow-back-up", shown.address("version_return"))
        if shown.may_edit:
            yield Action(_("Withdraw"), "arrow-back", shown.address("version_withdrawal"))
    if status == VersionStatus.APPROVED and shown.may_publish:
        yield Action(
            _("Publish"), "rosette-discount-check", shown.address("version_publication"), main
        )
    if shown.is_current:
        if shown.may_activate:
            yield Action(_("Carry out"), "player-play", page("plans:plan_activate", code), main)
        if shown.may_print:
            yield Action(_("Print"), "printer", page("plans:copy_create", code))


def _others(shown: PlanPage) -> Iterator[Action]:
    code, number = shown.plan.code, shown.version.number
    alive = shown.plan.retired_at is None
    if alive and shown.may_edit:
        if shown.being_made is None:
            yield Action(_("New version"), "file-plus", page("plans:version_create", code))
        yield Action(_("Edit name and scope"), "pencil", page("plans:plan_edit", code))
    if shown.is_current and shown.may_edit:
        yield Action(_("Still right: confirm"), "checks", page("plans:plan_attestation", code))
        yield Action(_("Ask people to read it"), "mail-share", shown.address("reading_create"))
    if alive:
        yield Action(
            _("Ask for a change"),
            "message-2-exclamation",
            page("plans:change_request_create", code),
        )
    yield Action(_("Compare versions"), "arrows-diff", page("plans:version_diff", code))
    language = "zh-hans" if spoken().startswith("zh") else "en"
    pdf = page("plans:print_preview", code, number, "plan", language)
    yield Action(_("Download as PDF"), "file-type-pdf", pdf)
    docx = page("plans:version_docx", code, number)
    yield Action(_("Download as DOCX"), "file-type-docx", docx, file=True)
    if may(shown.user, "audit.view"):
        yield Action(
            _("History"),
            "history",
            page("accounts:audit_object", "plans.planversion", shown.version.pk),
        )
    if shown.status == VersionStatus.DRAFT and shown.may_edit and shown.version.based_on_id:
        yield Action(_("Discard the draft"), "trash", shown.address("version_deletion"))
    if alive and shown.may_publish and (shown.is_current or shown.effective):
        yield Action(_("Retire the plan"), "archive", page("plans:plan_retirement", code))
