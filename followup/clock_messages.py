"""The words of clock messages, and when one is no longer wanted (NTF-3, NTF-4).

Every kind of clock has a message kind "clock.<kind>"; a kind without words of its own takes those
of "clock". Each stands alone: what it is, number and title, what is asked, by when.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from followup.messages import MessageKind, register
from followup.models import LIVE, Notification
from followup.registry import Subject, load_subjects
from followup.roles import register_roles
from followup.services.clock_audience import Audience

TITLE = _("%(status)s: %(what)s, %(number)s")
TEXT = _("%(what)s for %(number)s “%(title)s”. Due by %(due)s. %(late)s %(outage)s")

# kind of clock → (what it is called in settings, what is asked of the reader).
ASKS = {
    "notify": (_("Response contacts to notify"), _("Reach every required contact.")),
    "assess": (_("First assessment"), _("Assess the event and confirm its grade.")),
    "decision_response": (_("Response of the decision level"), _("Acknowledge the event.")),
    "situation_report": (_("Situation report"), _("Submit the situation report.")),
    "impact_rto": (_("RTO of an impact"), _("Restore the process or start its workaround.")),
    "impact_mtd": (_("MTD of an impact"), _("Restore the process or start its workaround.")),
    "contingency_step": (_("Step of a contingency plan"), _("Finish the step of the plan.")),
    "verify_recovery": (_("Verification of the recovery"), _("Finish the required checks.")),
    "incident_review": (_("Review after the event"), _("Submit the review.")),
    "backfill": (_("Backfill"), _("Enter what was kept on paper and reconcile it.")),
    "action_due": (
        _("Corrective action due"),
        _("Finish the action and give the evidence, or ask for a later date."),
    ),
    "action_verification": (
        _("Corrective action to verify"),
        _("Check whether the action works; verify it or send it back."),
    ),
    "risk_expiry": (
        _("Accepted risk expires"),
        _("Decide again: accept the risk for longer or open the action."),
    ),
    "etr_passed": (_("Expected recovery passed"), _("Give a new expected time of recovery.")),
    "in_command": (_("Still in command?"), _("Confirm that you are in command.")),
    "reprint": (
        _("Outdated print to replace"),
        _("Print the new version, hang it up in its place, and tick it off."),
    ),
    "plan_review": (_("Plan review"), _("Review the plan and attest it.")),
    "plan_approval": (_("Signature of a plan waiting"), _("Sign the version or return it.")),
    "drill_slot": (_("Drill of the programme"), _("Hold the drill in its period.")),
    "governance_due": (
        _("Due in governance"),
        _("Do it and write it down, or give it a later date."),
    ),
    "assessment_review": (
        _("Review of a business impact analysis"),
        _("Review the analysis: confirm it or start a new one."),
    ),
    "assessment_approval": (_("Approval waiting"), _("Approve the assessment or return it.")),
    "campaign_request": (_("Request of a campaign"), _("Fill in and submit the assessment.")),
    "reachability": (
        _("Reachability of a contact"),
        _("Open the link and say whether the phone numbers are right."),
    ),
}


ROLES = {
    "requester": _("requester"),
    "deputies": _("deputies"),
    "author": _("author"),
    "commander": _("incident commander"),
    "scribe": _("scribe"),
    "followers": _("followers"),
    "leads": _("team leads"),
    "decision_level": _("decision level"),
    "level_above": _("decision level above"),
    "duty": _("people on duty"),
    "duty_manager": _("duty manager"),
    "alternates": _("alternates"),
    "executives": _("executives"),
    "process_owner": _("process owner"),
    "plan_owner": _("plan owner"),
    "role_holder": _("role holder"),
    "backup": _("backup of the role"),
    "programme_owner": _("programme owner"),
    "participants": _("participants"),
    "store_leads": _("store leads"),
    "store_managers": _("store managers"),
    "contact": _("contact of plans"),
}


def register_messages() -> None:
    """Called once, from `AppConfig.ready`."""
    register_roles(**ROLES)
    register(
        MessageKind(
            key="clock",
            label=_("Deadline"),
            title=TITLE,
            text=TEXT,
            asks=_("Do what is due."),
            stop=no_longer_wanted,
        ),
        *(
            MessageKind(
                key=f"clock.{kind}",
                label=label,
                title=TITLE,
                text=TEXT,
                asks=asks,
                stop=no_longer_wanted,
            )
            for kind, (label, asks) in ASKS.items()
        ),
        MessageKind(
            key="ticker.stopped",
            label=_("Timing service stopped"),
            title=_("The timing service has stopped"),
            text=_("Nothing that is due has been told since %(since)s."),
            asks=_("Start the worker of the queue “ticks” and beat again."),
        ),
    )


def no_longer_wanted(rows: Sequence[Notification]) -> Mapping[int, str]:
    """The clock stopped, its subject is settled or gone, or the reader left the role.

    A constant number of queries.
    """
    clocks = dict(
        Notification.objects.filter(
            pk__in=[row.pk for row in rows], clock__isnull=False
        ).values_list("pk", "clock__state")
    )
    keys = {(row.subject_kind, row.subject_code) for row in rows if row.subject_kind}
    subjects = load_subjects(keys)
    audience = Audience(subjects.values())
    found = {}
    for row in rows:
        subject = subjects.get((row.subject_kind, row.subject_code))
        reason = _reason(row, clocks.get(row.pk), subject, audience)
        if reason:
            found[row.pk] = reason
    return found


def _reason(
    row: Notification, state: str | None, subject: Subject | None, audience: Audience
) -> str:
    if state is not None and state not in LIVE:
        return "clock_stopped"
    if row.subject_kind and subject is None:
        return "subject_gone"
    if subject is not None and not subject.is_open:
        return "subject_closed"
    return "" if _still_in_role(row, subject, audience) else "role_left"


def _still_in_role(row: Notification, subject: Subject | None, audience: Audience) -> bool:
    """A group's copy has no role to leave."""
    if row.person_id is None and row.user_id is None:
        return True
    key = f"p{row.person_id}" if row.person_id is not None else f"u{row.user_id}"
    return any(
        recipient.key == key for role in row.roles for recipient in audience.in_role(role, subject)
    )
