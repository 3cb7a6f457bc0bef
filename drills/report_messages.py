"""The words of messages about after-action reports, and when one is no longer wanted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from drills.models import AfterActionReport, ReportState
from followup.messages import MessageKind
from followup.messages import register as register_kinds
from followup.models import Notification
from followup.reasons import register_reasons


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    register_kinds(*KINDS)
    register_reasons(drill_report_moved_on=_("The report was decided or handed in meanwhile."))


def no_longer_submitted(rows: Sequence[Notification]) -> Mapping[int, str]:
    return _not_in(rows, ReportState.SUBMITTED)


def no_longer_draft(rows: Sequence[Notification]) -> Mapping[int, str]:
    """One that is not drafted yet is wanted like a draft."""
    return _gone_on(rows, lambda state: state is not None and state != ReportState.DRAFT)


def _not_in(rows: Sequence[Notification], state: str) -> Mapping[int, str]:
    return _gone_on(rows, lambda now: now != state)


def _gone_on(
    rows: Sequence[Notification], is_over: Callable[[str | None], bool]
) -> Mapping[int, str]:
    """`is_over` is asked of the state of the report; None: there is none."""
    codes = {one.pk: str(one.params.get("number", "")) for one in rows}
    found = AfterActionReport.objects.filter(drill__code__in=set(codes.values()))
    states = dict(found.values_list("drill__code", "state"))
    return {pk: "drill_report_moved_on" for pk, code in codes.items() if is_over(states.get(code))}


KINDS = (
    MessageKind(
        "drill_report.submitted",
        label=_("The report of a drill waits for approval"),
        title=_("To approve: report of %(number)s %(title)s"),
        text=_("%(by)s submitted the after-action report."),
        asks=_("Approve it, or send it back with a reason."),
        stop=no_longer_submitted,
    ),
    MessageKind(
        "drill_report.returned",
        label=_("The report of a drill was sent back"),
        title=_("Sent back: report of %(number)s %(title)s"),
        text=_("%(by)s sent it back: %(reason)s"),
        asks=_("Complete it and submit it again."),
        stop=no_longer_draft,
    ),
    MessageKind(
        "drill_report.approved",
        label=_("The report of a drill was approved"),
        title=_("Approved: report of %(number)s %(title)s"),
        text=_("%(by)s approved it: what was measured counts. What is left: its actions."),
    ),
    MessageKind(
        "drill_report.due",
        label=_("The report of a drill is due"),
        title=_("Report of %(number)s %(title)s is not written yet"),
        text=_("It is due on %(due)s."),
        asks=_("Complete and submit it."),
        stop=no_longer_draft,
    ),
    MessageKind(
        "drill_report.approval_due",
        label=_("The report of a drill is still to be approved"),
        title=_("Report of %(number)s %(title)s is not approved yet"),
        text=_("It is to be approved by %(due)s."),
        asks=_("Approve it, or send it back with a reason."),
        stop=no_longer_submitted,
    ),
)
