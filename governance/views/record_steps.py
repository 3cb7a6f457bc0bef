"""The steps of a record as pages: submitted, put into force, returned, retired, an audit held."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.access import may, visible_or_404
from accounts.models import User
from accounts.request import PageRequest
from governance.forms.records import HoldingForm, RecordReasonForm
from governance.models import APPROVED_KINDS, BcmsRecord, RecordKind
from governance.services import records as verbs
from governance.services.record_revision import revise_record
from governance.views.confirming import Step, step_page


def _keeps(_row: BcmsRecord, user: User) -> bool:
    return may(user, verbs.PERMISSION)


def _submits(row: BcmsRecord, user: User) -> bool:
    return row.kind in APPROVED_KINDS and _keeps(row, user)


def _approves(_row: BcmsRecord, user: User) -> bool:
    return may(user, verbs.APPROVE)


def _holds(row: BcmsRecord, user: User) -> bool:
    return row.kind == RecordKind.AUDIT and _keeps(row, user)


def _revise(record: BcmsRecord, *, read_version: int | None, **call: Any) -> None:
    """The page that follows is that of the draft."""
    draft = revise_record(record, **call)
    record.code = draft.code


STEPS: dict[str, Step] = {
    "submission": Step(
        gettext_lazy("Submit it?"), gettext_lazy("Submit"),
        gettext_lazy("It waits for top management."), verbs.submit_record, _submits, ("draft",),
        None, "send", main=True,
    ),
    "approval": Step(
        gettext_lazy("Put it into force?"), gettext_lazy("Put into force"),
        gettext_lazy("It is in force."), verbs.approve_record, _approves, ("submitted",), None,
        "gavel", main=True,
    ),
    "return": Step(
        gettext_lazy("Return it?"), gettext_lazy("Return"), gettext_lazy("It was returned."),
        verbs.return_record, _approves, ("submitted",), RecordReasonForm, "arrow-back-up",
    ),
    "revision": Step(
        gettext_lazy("Write the next edition?"), gettext_lazy("Revise"),
        gettext_lazy("Write the next edition; the present one stays in force until then."),
        _revise, _submits, ("in_force",), None, "edit",
    ),
    "holding": Step(
        gettext_lazy("What did the audit find?"), gettext_lazy("Result"),
        gettext_lazy("The result is written down."), verbs.hold_audit, _holds, ("in_force",),
        HoldingForm, "clipboard-check", main=True,
    ),
    "retirement": Step(
        gettext_lazy("Retire it?"), gettext_lazy("Retire"), gettext_lazy("It is retired."),
        verbs.retire_record, verbs.may_retire, ("draft", "in_force"), None, "archive",
        gettext_lazy("It then counts for nothing any more and cannot come back."), danger=True,
    ),
}  # fmt: skip


@require_http_methods(["GET", "POST"])
def record_step(request: PageRequest, code: str, noun: str) -> HttpResponse:
    if noun not in STEPS:
        raise Http404
    row: BcmsRecord = visible_or_404(BcmsRecord.objects.for_list(), request.user, code=code)
    summary: list[tuple[Any, Any]] = [
        (row.get_kind_display(), f"{row.code} {row.title}"),
        (_("Edition"), row.edition),
        (_("State"), row.get_state_display()),
        (_("Owner"), row.owner or "–"),
    ]
    if row.submitted_by is not None:
        summary.append((_("Submitted by"), row.submitted_by))
    return step_page(
        request, row, STEPS[noun], template="governance/record_step.html", summary=summary,
        context={"record": row, "noun": noun, "show_text": noun in ("submission", "approval")},
    )  # fmt: skip
