"""How every status code looks: word, icon and tone. Never colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Status:
    """`tone` is one of ok, warning, danger, info, accent, neutral; `icon` a Tabler outline icon."""

    label: Any
    icon: str
    tone: str = "neutral"


STATUSES: dict[str, Status] = {
    # life cycle of an assessment
    "draft": Status(_("Draft"), "pencil", "neutral"),
    "submitted": Status(_("Submitted"), "send", "info"),
    "returned": Status(_("Returned"), "arrow-back-up", "warning"),
    "approved": Status(_("Approved"), "circle-check", "ok"),
    "superseded": Status(_("Superseded"), "history", "neutral"),
    # dates
    "due": Status(_("Due"), "clock", "warning"),
    "overdue": Status(_("Overdue"), "alert-triangle", "danger"),
    "done": Status(_("Done"), "check", "ok"),
    "open": Status(pgettext_lazy("status", "Open"), "circle-dot", "info"),
    "closed": Status(_("Closed"), "lock", "neutral"),
    "planned": Status(_("Planned"), "calendar", "neutral"),
    # corrective actions
    "action_open": Status(pgettext_lazy("corrective action", "Open"), "circle-dot", "info"),
    "in_progress": Status(_("In progress"), "progress", "info"),
    "awaiting_verification": Status(_("Awaiting verification"), "eye-check", "warning"),
    "verified": Status(_("Verified"), "shield-check", "ok"),
    "accepted_risk": Status(_("Risk accepted"), "hand-stop", "warning"),
    "ineffective": Status(_("Ineffective"), "repeat", "danger"),
    # promise against proof
    "met": Status(_("Met"), "circle-check", "ok"),
    "missed": Status(_("Missed"), "circle-x", "danger"),
    "gap": Status(_("Gap"), "circle-x", "danger"),
    "at_risk": Status(_("At risk"), "alert-triangle", "warning"),
    "unproven": Status(_("Not proven"), "help-circle", "warning"),
    "stale": Status(_("Out of date"), "clock-exclamation", "warning"),
    "unknown": Status(_("Unknown"), "help-circle", "neutral"),
    "mtd_breach": Status(_("MTD breached"), "alert-octagon", "danger"),
    "rto_miss": Status(_("RTO missed"), "circle-x", "danger"),
    "rpo_miss": Status(_("RPO missed"), "circle-x", "danger"),
    "infeasible": Status(_("Infeasible"), "ban", "danger"),
    "untested": Status(_("Not proven"), "help-circle", "warning"),
    "no_target": Status(_("No target"), "circle-dashed", "neutral"),
    # states and events of an outage
    "down": Status(_("Down"), "circle-x", "danger"),
    "workaround": Status(_("On workaround"), "arrow-bounce", "warning"),
    "reduced": Status(_("Short of people"), "user-minus", "info"),
    "unstated": Status(_("Duration not stated"), "help-circle", "neutral"),
    "back": Status(pgettext_lazy("outage", "Back"), "circle-check", "ok"),
    "workaround_starts": Status(_("Workaround starts"), "arrow-bounce", "warning"),
    "workaround_ends": Status(_("Workaround ends"), "player-stop", "warning"),
    "rto_passed": Status(_("RTO passed"), "clock-x", "danger"),
    "mtd_passed": Status(_("MTD passed"), "alert-octagon", "danger"),
    "restored": Status(_("Restored"), "circle-check", "ok"),
    "verification": Status(_("Verification"), "shield-check", "info"),
    "review": Status(_("Review"), "list-check", "info"),
    # jobs
    "queued": Status(_("Queued"), "clock", "neutral"),
    "running": Status(_("Running"), "loader", "info"),
    "ready": Status(_("Ready"), "circle-check", "ok"),
    "failed": Status(_("Failed"), "alert-triangle", "danger"),
    "cancelled": Status(_("Cancelled"), "ban", "neutral"),
    # webhooks
    "delivered": Status(_("Delivered"), "circle-check", "ok"),
    "failing": Status(_("Failing"), "alert-triangle", "danger"),
    "disabled": Status(_("Switched off"), "plug-off", "danger"),
    # things and people
    "active": Status(_("Active"), "circle-check", "ok"),
    "inactive": Status(_("Inactive"), "circle-off", "neutral"),
    "retired": Status(_("Retired"), "archive", "neutral"),
    "invited": Status(_("Invited"), "mail", "info"),
    "locked": Status(_("Locked"), "lock", "warning"),
    "expired": Status(_("Expired"), "clock-x", "danger"),
    "revoked": Status(_("Revoked"), "ban", "neutral"),
    # messages and what became of them
    "unread": Status(_("Unread"), "mail", "info"),
    "read": Status(pgettext_lazy("message", "Read"), "mail-opened", "neutral"),
    "to_acknowledge": Status(_("To acknowledge"), "hand-finger", "warning"),
    "pending": Status(_("Waiting"), "clock", "neutral"),
    "sending": Status(_("Being sent"), "loader", "info"),
    "claimed": Status(_("Being sent"), "loader", "info"),
    "sent": Status(_("Sent"), "circle-check", "ok"),
    "retry": Status(_("Tried again later"), "refresh", "warning"),
    "suppressed": Status(_("Not sent"), "mail-off", "neutral"),
    "unreachable": Status(_("Unreachable"), "alert-octagon", "danger"),
    # clocks and what happens to them
    "paused": Status(_("Paused"), "player-pause", "neutral"),
    "breached_running": Status(_("Overdue"), "alert-triangle", "danger"),
    "clock_met": Status(pgettext_lazy("clock", "Met"), "circle-check", "ok"),
    "corrected": Status(pgettext_lazy("clock", "Judged anew"), "clock-edit", "warning"),
    "met_late": Status(_("Met late"), "clock-check", "warning"),
    "warned": Status(_("Warned"), "bell", "info"),
    "breached": Status(_("Breached"), "alert-triangle", "danger"),
    "repeated": Status(_("Told again"), "bell-ringing", "danger"),
    "muted": Status(_("Muted"), "bell-off", "warning"),
    "started": Status(_("Started"), "player-play", "info"),
    "snoozed": Status(_("Snoozed"), "zzz", "warning"),
    "resumed": Status(_("Resumed"), "player-play", "info"),
    # printed copies
    "copy_current": Status(_("Current"), "circle-check", "ok"),
    "copy_outdated": Status(_("Outdated"), "alert-triangle", "danger"),
    "copy_retired": Status(pgettext_lazy("plan", "Retired"), "archive", "danger"),
    "copy_replaced": Status(_("Replaced"), "refresh", "neutral"),
    "copy_removed": Status(_("Removed"), "trash", "neutral"),
    "copy_lost": Status(_("Lost"), "help-circle", "warning"),
    "pack_incomplete": Status(_("Not complete"), "alert-triangle", "warning"),
    "pack_not_stored": Status(_("Not stored"), "alert-triangle", "warning"),
    # paper: batches and sheets
    "backfill_open": Status(pgettext_lazy("status", "Open"), "circle-dot", "info"),
    "backfill_entering": Status(_("Being entered"), "keyboard", "info"),
    "backfill_checking": Status(_("Being checked"), "eye-check", "warning"),
    "backfill_reconciled": Status(_("Reconciled"), "scale", "ok"),
    "backfill_posted": Status(pgettext_lazy("rows", "Posted"), "database-import", "ok"),
    "backfill_closed": Status(_("Closed"), "lock", "neutral"),
    "sheet_stock": Status(_("In stock"), "stack-2", "neutral"),
    "sheet_issued": Status(_("Issued"), "file-export", "warning"),
    "sheet_returned": Status(pgettext_lazy("sheet", "Returned"), "file-check", "ok"),
    "sheet_blank": Status(_("Returned blank"), "file", "neutral"),
    "sheet_lost": Status(pgettext_lazy("sheet", "Lost"), "file-unknown", "danger"),
    "sheet_void": Status(_("Void"), "file-x", "neutral"),
    # backups: sets and copies
    "set_expected": Status(_("Expected"), "calendar-due", "neutral"),
    "set_registered": Status(_("Registered"), "file-plus", "info"),
    "set_verifying": Status(_("Being verified"), "loader", "info"),
    "set_verified": Status(pgettext_lazy("backup", "Verified"), "shield-check", "ok"),
    "set_failed": Status(_("Failed"), "alert-triangle", "danger"),
    "set_missing": Status(_("Missing"), "file-unknown", "danger"),
    "set_expired": Status(pgettext_lazy("backup", "Expired"), "archive", "neutral"),
    "restorable": Status(_("Restorable"), "circle-check", "ok"),
    "not_restorable": Status(_("Not restorable"), "circle-x", "danger"),
    "quarantined": Status(_("In quarantine"), "biohazard", "danger"),
    "nothing": Status(_("Nothing restorable"), "alert-octagon", "danger"),
    "within_rpo": Status(_("Within RPO"), "circle-check", "ok"),
    "newest_failed": Status(_("Newest set failed"), "alert-triangle", "danger"),
    "run_late": Status(_("Run late or missing"), "clock-exclamation", "warning"),
    "no_policy": Status(_("No backup policy"), "shield-off", "neutral"),
    # backups: outcomes of checks and tests
    "pass": Status(_("Passed"), "circle-check", "ok"),
    "warn": Status(_("Passed with a warning"), "alert-triangle", "warning"),
    "fail": Status(_("Failed"), "circle-x", "danger"),
    "not_run": Status(_("Not run"), "circle-dashed", "warning"),
    "not_asked": Status(_("Not asked for"), "minus", "neutral"),
    # backups: runs
    "waiting": Status(_("Waiting"), "clock", "neutral"),
    "finished": Status(pgettext_lazy("run", "Finished"), "check", "ok"),
    # backups: the rhythm of a policy
    "rhythm_new": Status(_("Nothing expected yet"), "circle-dashed", "neutral"),
    "rhythm_on_time": Status(_("On time"), "circle-check", "ok"),
    "rhythm_running": Status(_("Running"), "loader", "info"),
    "rhythm_late": Status(_("Late"), "clock-exclamation", "warning"),
    "rhythm_missing": Status(_("Missing"), "file-unknown", "danger"),
    "rhythm_failed": Status(_("Failed"), "alert-triangle", "danger"),
    "rhythm_too_fast": Status(_("Too fast"), "player-track-next", "warning"),
    "rhythm_too_slow": Status(_("Too slow"), "hourglass-low", "warning"),
    "rhythm_too_often": Status(_("Too often"), "repeat", "warning"),
    # backups: places
    "reachable": Status(_("Reachable"), "plug-connected", "ok"),
    "not_reached": Status(_("Not reachable"), "plug-off", "danger"),
    "not_tried": Status(_("Not tried yet"), "help-circle", "neutral"),
    # plans and their versions
    "plan_draft": Status(_("Draft"), "pencil", "neutral"),
    "plan_in_review": Status(_("In review"), "gavel", "info"),
    "plan_approved": Status(_("Approved"), "circle-check", "info"),
    "plan_effective": Status(_("Effective"), "rosette-discount-check", "ok"),
    "plan_superseded": Status(_("Superseded"), "history", "neutral"),
    "plan_retired": Status(pgettext_lazy("plan", "Retired"), "archive", "neutral"),
    "plan_none": Status(_("Nothing in force"), "circle-dashed", "warning"),
    "plan_restricted": Status(_("Restricted"), "lock", "warning"),
    "plan_contacts_only": Status(_("Contacts only"), "address-book", "neutral"),
    "plan_green": Status(_("Feasible"), "circle-check", "ok"),
    "plan_amber": Status(_("Barely feasible"), "alert-triangle", "warning"),
    "plan_red": Status(_("Not feasible"), "circle-x", "danger"),
    "plan_accepted_red": Status(_("Not feasible, accepted"), "hand-stop", "danger"),
    "change_asked": Status(_("Change asked for"), "message-2-exclamation", "warning"),
    "request_open": Status(pgettext_lazy("change request", "Open"), "circle-dot", "info"),
    "request_adopted": Status(_("Adopted"), "check", "ok"),
    "request_rejected": Status(pgettext_lazy("change request", "Rejected"), "x", "neutral"),
    "approval_waiting": Status(_("Waiting"), "clock", "info"),
    "approval_approved": Status(_("Approved"), "circle-check", "ok"),
    "approval_returned": Status(_("Returned"), "arrow-back-up", "warning"),
    "approval_withdrawn": Status(_("Withdrawn"), "ban", "neutral"),
    "reading_read": Status(_("Read and understood"), "checks", "ok"),
    "reading_waiting": Status(_("Not read yet"), "clock", "warning"),
    "moved": Status(_("Moved"), "arrows-up-down", "info"),
    # contacts of plans
    "contact_ok": Status(_("Reached"), "phone-check", "ok"),
    "contact_unknown": Status(_("Not confirmed yet"), "phone", "neutral"),
    "contact_amber": Status(_("Doubtful"), "phone-pause", "warning"),
    "contact_red": Status(_("Cannot be reached"), "phone-off", "danger"),
    # plans being carried out, and their tasks
    "activation_active": Status(_("Being carried out"), "progress", "info"),
    "activation_ended": Status(pgettext_lazy("activation", "Ended"), "flag", "ok"),
    "activation_cancelled": Status(_("Cancelled"), "ban", "neutral"),
    "activation_exercise": Status(_("Exercise"), "school", "accent"),
    "recovery_not": Status(_("Not recovered"), "circle-dashed", "neutral"),
    "recovery_partly": Status(_("Partly recovered"), "circle-half-2", "warning"),
    "recovery_fully": Status(_("Fully recovered"), "circle-check", "ok"),
    "task_pending": Status(_("Waiting for others"), "clock", "neutral"),
    "task_open": Status(_("Can begin"), "circle-dot", "info"),
    "task_in_progress": Status(_("In progress"), "progress", "accent"),
    "task_done": Status(_("Done"), "check", "ok"),
    "task_failed": Status(_("Failed"), "alert-triangle", "danger"),
    "task_skipped": Status(_("Skipped"), "player-skip-forward", "neutral"),
    "task_late": Status(_("Past its limit"), "clock-x", "danger"),
    "task_mine": Status(_("Yours"), "user-check", "accent"),
    "task_amended": Status(_("Changed on the spot"), "pencil", "warning"),
    "task_added": Status(_("Added on the spot"), "plus", "warning"),
    "contacts_amber": Status(_("Contacts doubtful"), "phone-pause", "warning"),
    "contacts_red": Status(_("A contact cannot be reached"), "phone-off", "danger"),
    # incidents
    "incident_reported": Status(_("Reported"), "urgent", "danger"),
    "incident_assessing": Status(_("Assessing"), "eye-search", "danger"),
    "incident_responding": Status(_("Responding"), "flame", "danger"),
    "incident_verifying": Status(_("Verifying"), "checklist", "warning"),
    "incident_reviewing": Status(_("Reviewing"), "report-search", "info"),
    "incident_closed": Status(pgettext_lazy("incident", "Closed"), "lock", "neutral"),
    "incident_cancelled": Status(pgettext_lazy("incident", "Stood down"), "ban", "neutral"),
    "incident_merged": Status(_("Merged"), "arrow-merge", "neutral"),
    "incident_drill": Status(_("Drill"), "school", "accent"),
    "incident_restricted": Status(_("Restricted"), "lock", "warning"),
    # rows of an import, entries of a difference
    "new": Status(_("New"), "plus", "ok"),
    "added": Status(_("Added"), "plus", "ok"),
    "changed": Status(_("Changed"), "pencil", "info"),
    "unchanged": Status(_("Unchanged"), "equal", "neutral"),
    "removed": Status(_("Removed"), "minus", "danger"),
    "wrong": Status(_("Wrong"), "circle-x", "danger"),
}


def of(code: Any) -> Status:
    """The look of a code; an unknown one shows its own name, neutrally."""
    key = str(code)
    return STATUSES.get(key) or Status(key.replace("_", " ").capitalize(), "point", "neutral")
