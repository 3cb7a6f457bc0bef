"""A whole plan, or its call tree alone, as PDF; cards stand in `card_pdf`."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lib.charts import Spec, svg
from lib.language import told
from lib.pdf.joining import Bookmark
from plans.feasible import feasibility_of
from plans.feasible_page import panel_of
from plans.models import PlanVersion, PrintCopy, VersionStatus
from plans.printing.card_pdf import card_pdf
from plans.printing.pdf import whole
from plans.printing.plan_content import PaperPlan, paper_plan
from plans.printing.tongue import Tongue

__all__ = ["calls_pdf", "card_pdf", "plan_pdf"]

PICTURE_PX = 720
STYLE = "plan"


@dataclass(frozen=True)
class Timing:
    """The chart and what it comes to, in the document's first language."""

    verdicts: Sequence[tuple[str, str]] = ()
    notes: Sequence[str] = ()
    picture: str = ""


def plan_pdf(
    version: PlanVersion,
    language: str,
    copy: PrintCopy | None = None,
    masked: bool = False,
    *,
    at: datetime | None = None,
) -> bytes:
    """`language` is en, zh-hans or both. With a `copy` its code is on the first page."""
    at = at or timezone.now()
    plan = paper_plan(version, language, copy=copy, masked=masked, at=at)
    words = _words(plan.tongue, plan)
    contents = _contents(plan, words)
    context = {
        "plan": plan,
        "words": words,
        "title": _title(plan),
        "contents": contents,
        "timing": _timing(version, plan, at),
    }
    return whole(
        render_to_string("plans/print/plan.html", context),
        STYLE,
        title=_title(plan),
        language=plan.tongue.lead,
        bookmarks=[Bookmark(name, anchor) for anchor, _depth, name in contents]
        if len(contents) > 3
        else [],
    )


def calls_pdf(version: PlanVersion, language: str, *, at: datetime | None = None) -> bytes:
    """Who calls whom, with numbers in full and space for the time."""
    plan = paper_plan(version, language, copy=None, masked=False, at=at or timezone.now())
    context = {"plan": plan, "words": _words(plan.tongue, plan), "title": _title(plan)}
    return whole(
        render_to_string("plans/print/calls.html", context),
        STYLE,
        title=_title(plan),
        language=plan.tongue.lead,
    )


def _title(plan: PaperPlan) -> str:
    return f"{plan.title.first} {plan.number}"


def _contents(plan: PaperPlan, words: dict[str, Any]) -> list[tuple[str, int, str]]:
    """Anchor, depth, words: in the order of the pages."""
    before = [
        ("criteria", plan.criteria),
        ("authorisation", plan.authorisation),
        ("tasks", plan.tasks),
        ("calls", plan.calls),
    ]
    after = [
        ("resources", plan.resources),
        ("messages", plan.messages),
        ("approvals", True),
        ("history", plan.history),
    ]
    chapters = [(one.anchor, one.depth, one.title.first) for one in plan.chapters]
    return [
        *((name, 1, words[name].first) for name, there in before if there),
        *chapters,
        *((name, 1, words[name].first) for name, there in after if there),
    ]


def _timing(version: PlanVersion, plan: PaperPlan, at: datetime) -> Timing:
    if not plan.tasks:
        return Timing()
    with translation.override(plan.tongue.lead):
        panel = panel_of(feasibility_of(version, at))
        return Timing(
            verdicts=[
                (row.verdict.status.value, f"{row.name}: {told(row.words)}")
                for row in panel.processes
            ],
            notes=list(panel.notes),
            picture=_drawn(panel.picture) if panel.picture is not None else "",
        )


def _drawn(spec: Spec) -> str:
    packed = base64.b64encode(svg(spec, width=PICTURE_PX).encode()).decode()
    return f"data:image/svg+xml;base64,{packed}"


STATUS = {
    VersionStatus.DRAFT: _("Draft"),
    VersionStatus.IN_REVIEW: _("In review"),
    VersionStatus.APPROVED: _("Approved, not yet in force"),
    VersionStatus.EFFECTIVE: _("In force"),
    VersionStatus.SUPERSEDED: _("Superseded"),
    VersionStatus.RETIRED: pgettext_lazy("plan", "Retired"),
}


def _words(tongue: Tongue, plan: PaperPlan) -> dict[str, Any]:
    say = tongue.say
    return {
        "version": say(_("Version")),
        "status": say(STATUS[VersionStatus(plan.status)]),
        "scan": say(_("Scan: is this plan current?")),
        "printed": say(_("printed")),
        "sample": say(_("sample data")),
        "sample_words": say(_("Sample data: the organisation is made up.")),
        "restricted": say(_("Restricted: only for those who may see this plan.")),
        "not_binding": say(_("This version is not in force. Do not act on it.")),
        "contents": say(_("Contents")),
        "criteria": say(_("When this plan is activated")),
        "or": say(_("or")),
        "authorisation": say(_("Authorised in advance")),
        "tasks": say(_("What is to be done")),
        "no": say(_("No.")),
        "task": say(_("Task")),
        "role": say(_("Role")),
        "backup": say(_("Backup")),
        "time": say(_("Time")),
        "uncounted": say(_("not counted against the RTO")),
        "after": say(_("After")),
        "done": say(_("Done")),
        "timing": say(_("Does it fit?")),
        "calls": say(_("Who calls whom")),
        "whom": say(pgettext_lazy("by phone", "Call")),
        "numbers": say(_("Numbers")),
        "wait": say(_("Wait")),
        "script": say(_("Say")),
        "reached": say(pgettext_lazy("by phone", "Reached")),
        "critical": say(_("must be reached")),
        "left": say(_("has left")),
        "nobody": say(_("nobody named")),
        "resources": say(_("What must be there")),
        "resource_heads": [
            say(one)
            for one in (_("Kind"), _("Resource"), _("Quantity"), _("Where it is"), _("Needed from"))
        ],
        "messages": say(_("Messages prepared")),
        "approvals": say(_("Approvals")),
        "approval_heads": [
            say(one)
            for one in (
                _("Approver"),
                _("Name"),
                _("Signed"),
                _("Comment"),
                _("Digest of what was signed"),
            )
        ],
        "unsigned": say(_("No signature yet.")),
        "history": say(_("Versions")),
    }
