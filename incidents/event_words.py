"""What the entries of an incident's timeline are called (EVT-3), with an icon and a tone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Type of an entry → its words, icon and tone.
WORDS: dict[str, tuple[Any, str, str]] = {
    "declared": (pgettext_lazy("incident", "Declared"), "urgent", "danger"),
    "acknowledged": (_("Acknowledged"), "hand-stop", "info"),
    "graded": (_("Grade confirmed"), "gauge", "info"),
    "regraded": (_("Grade changed"), "gauge", "warning"),
    "grade_in_effect": (_("Suggested grade in effect"), "gauge", "warning"),
    "grade_proposed": (_("Lower grade proposed"), "gauge", "neutral"),
    "grade_refused": (_("Lower grade refused"), "gauge", "neutral"),
    "role_taken": (_("Role taken"), "user-check", "info"),
    "role_released": (_("Role released"), "user-x", "neutral"),
    "command_confirmed": (_("Still in command"), "user-check", "neutral"),
    "contact_attempt": (pgettext_lazy("incident", "Call"), "phone", "neutral"),
    "contact_missing": (_("Contact is missing"), "phone-off", "danger"),
    "contact_skipped": (_("Contact skipped"), "phone-off", "warning"),
    "unreachable": (_("Could not be reached"), "phone-off", "danger"),
    "escalated": (_("Escalated"), "stairs-up", "warning"),
    "escalation_skipped": (_("Skipped in the escalation"), "stairs-up", "neutral"),
    "ladder_exhausted": (_("Nobody answered the escalation"), "stairs-up", "danger"),
    "grade_suggested": (_("Suggested grade changed"), "bulb", "info"),
    "level_acknowledged": (_("Decision level acknowledged"), "hand-stop", "ok"),
    "step_done": (_("Step done"), "circle-check", "ok"),
    "step_reopened": (_("Step opened again"), "refresh", "warning"),
    "check_done": (_("Box ticked"), "square-check", "neutral"),
    "plan_activated": (_("Plan activated"), "clipboard-list", "info"),
    "plan_stood_down": (_("Plan stood down"), "clipboard-off", "neutral"),
    "task_changed": (_("Task of a plan"), "clipboard-list", "neutral"),
    "report": (_("Situation report"), "report", "info"),
    "decision": (_("Decision"), "gavel", "accent"),
    "comms_drafted": (_("Message drafted"), "speakerphone", "neutral"),
    "comms_changed": (_("Message changed"), "speakerphone", "neutral"),
    "comms_waiting": (_("Message waits for approval"), "speakerphone", "warning"),
    "comms_approved": (_("Message approved"), "speakerphone", "ok"),
    "comms_refused": (_("Message sent back"), "speakerphone", "warning"),
    "comms_sent": (_("Message sent"), "speakerphone", "info"),
    "impact_opened": (_("Impact opened"), "target", "danger"),
    "impact_changed": (_("Impact changed"), "target", "warning"),
    "impact_ended": (_("Impact ended"), "target", "ok"),
    "impact_dropped": (_("Not affected after all"), "target-off", "neutral"),
    "outcome_recorded": (_("Loss recorded"), "receipt", "neutral"),
    "etr_changed": (_("Expected recovery changed"), "hourglass", "neutral"),
    "restored": (pgettext_lazy("incident", "Restored"), "plug-connected", "ok"),
    "verify_failed": (_("Verification failed"), "circle-x", "danger"),
    "recovery_confirmed": (_("Recovery confirmed by the owner"), "circle-check", "ok"),
    "verified": (_("Recovery verified"), "shield-check", "ok"),
    "merged": (_("Merged"), "arrow-merge", "neutral"),
    "unmerged": (_("Merger undone"), "arrows-split", "warning"),
    "related": (_("Related incident named"), "link", "neutral"),
    "unrelated": (_("Relation ended"), "unlink", "neutral"),
    "attached": (_("Part of a larger incident"), "sitemap", "neutral"),
    "detached": (_("No longer part of a larger incident"), "sitemap", "neutral"),
    "reopened": (_("Reopened"), "refresh", "danger"),
    "cancel_requested": (_("False alarm: a second person is asked"), "ban", "warning"),
    "cancel_refused": (_("No false alarm: it goes on"), "ban", "neutral"),
    "cancelled": (pgettext_lazy("incident", "Stood down"), "ban", "neutral"),
    "closed": (pgettext_lazy("incident", "Closed"), "lock", "neutral"),
    "times_corrected": (_("Times corrected"), "clock-edit", "warning"),
    "details_changed": (_("Details changed"), "pencil", "neutral"),
    "systems_changed": (_("Systems changed"), "server", "neutral"),
    "cadence_changed": (_("Report interval changed"), "repeat", "neutral"),
    "group_changed": (_("Chat group changed"), "messages", "neutral"),
    "note": (_("Note"), "message", "neutral"),
    "attachment": (_("File"), "paperclip", "neutral"),
    "translation": (_("Translation"), "language", "neutral"),
    "clock_warned": (_("Time is running out"), "clock-exclamation", "warning"),
    "clock_breached": (pgettext_lazy("incident", "Time is up"), "alarm", "danger"),
    "clock_repeated": (_("Still overdue"), "alarm", "danger"),
    "clock_muted": (_("Overdue; no more reminders"), "bell-off", "warning"),
    "snoozed": (_("Snoozed"), "zzz", "neutral"),
    "review_submitted": (_("Review submitted"), "send", "info"),
    "review_returned": (_("Review sent back"), "arrow-back-up", "warning"),
    "review_approved": (_("Review approved"), "circle-check", "ok"),
    "plan_judged": (_("Plan judged"), "clipboard-check", "neutral"),
    "action_created": (_("Corrective action written down"), "tool", "neutral"),
    "alert_firing": (_("Alert"), "bell-ringing", "warning"),
    "alert_resolved": (_("Alert resolved"), "bell-check", "neutral"),
    "all_resolved": (_("All alerts resolved"), "bell-check", "ok"),
}


def title_of(type: str, payload: Mapping[str, Any] | None = None) -> str:
    """The words of a type; one nobody knows stands for itself."""
    return str(WORDS[type][0]) if type in WORDS else type.replace("_", " ")
