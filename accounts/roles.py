"""Roles as one readable table: permission → which role holds it, and how far it reaches.

`ALL` reaches every row, `OWN` the rows of the departments in the person's grant (and of the
processes they own). A role that is not named for a permission does not have it.
"""

from __future__ import annotations

from enum import Enum


class Reach(Enum):
    NONE = 0
    OWN = 1
    ALL = 2


NONE, OWN, ALL = Reach.NONE, Reach.OWN, Reach.ALL

# The order of the columns below.
COLUMNS = (
    "administrator",
    "continuity_manager",
    "process_owner",
    "it_operations",
    "incident_commander",
    "auditor",
    "service_account",
)

#   permission                admin manager owner  ops  commander auditor service
TABLE: dict[str, tuple[Reach, ...]] = {
    "register.view":        (ALL,  ALL,    OWN,   ALL,   ALL,    ALL,   ALL),
    "register.change":      (NONE, ALL,    OWN,   NONE,  NONE,   NONE,  ALL),
    "infrastructure.change": (NONE, ALL,   NONE,  ALL,   NONE,   NONE,  ALL),
    "register.import":      (NONE, ALL,    NONE,  NONE,  NONE,   NONE,  ALL),
    "assessment.view":      (ALL,  ALL,    OWN,   ALL,   ALL,    ALL,   ALL),
    "assessment.change":    (NONE, ALL,    OWN,   NONE,  NONE,   NONE,  ALL),
    "assessment.approve":   (NONE, ALL,    NONE,  NONE,  NONE,   NONE,  NONE),
    "finding.view":        (ALL,  ALL,    OWN,   ALL,   ALL,    ALL,   ALL),
    "finding.change":      (NONE, ALL,    NONE,  NONE,  ALL,    NONE,  NONE),
    "scenario.change":     (NONE, ALL,    ALL,   ALL,   ALL,    NONE,  ALL),
    "investment.change":   (NONE, ALL,    NONE,  NONE,  NONE,   NONE,  ALL),
    "backup.view":         (ALL,  ALL,    ALL,   ALL,   ALL,    ALL,   ALL),
    "backup.change":       (NONE, ALL,    NONE,  ALL,   NONE,   NONE,  NONE),
    "backup.register":     (NONE, ALL,    NONE,  ALL,   NONE,   NONE,  ALL),
    "backup.verify":       (NONE, ALL,    NONE,  ALL,   ALL,    NONE,  ALL),
    "backup.release":      (NONE, ALL,    NONE,  NONE,  ALL,    NONE,  NONE),
    "backup_location.change": (ALL, NONE, NONE,  ALL,   NONE,   NONE,  NONE),
    "plan.view":            (ALL,  ALL,    ALL,   ALL,   ALL,    ALL,   ALL),
    "plan.view_restricted": (ALL,  ALL,    NONE,  NONE,  ALL,    ALL,   NONE),
    "plan.change":          (NONE, ALL,    ALL,   ALL,   ALL,    NONE,  ALL),
    "plan.approve":         (NONE, ALL,    ALL,   NONE,  ALL,    NONE,  NONE),
    "plan.publish":         (NONE, ALL,    ALL,   NONE,  NONE,   NONE,  NONE),
    "plan.activate":        (NONE, ALL,    ALL,   ALL,   ALL,    NONE,  ALL),
    "plan.print":           (ALL,  ALL,    ALL,   ALL,   ALL,    NONE,  NONE),
    "plan.pack":            (ALL,  ALL,    ALL,   ALL,   ALL,    ALL,   NONE),
    "plan_settings.change": (ALL,  ALL,    NONE,  NONE,  NONE,   NONE,  NONE),
    "response_role.change": (ALL,  ALL,    NONE,  NONE,  NONE,   NONE,  NONE),
    "paper_form.change":    (NONE, ALL,    ALL,   ALL,   NONE,   NONE,  NONE),
    "backfill.view":        (NONE, ALL,    ALL,   ALL,   ALL,    ALL,   NONE),
    "backfill.enter":       (NONE, ALL,    ALL,   ALL,   NONE,   NONE,  ALL),
    "backfill.personal":    (NONE, ALL,    ALL,   NONE,  NONE,   NONE,  NONE),
    "incident.view":        (ALL,  ALL,    ALL,   ALL,   ALL,    ALL,   ALL),
    "incident.view_restricted": (NONE, ALL, NONE, NONE,  ALL,    ALL,   NONE),
    "incident.report":      (NONE, ALL,    ALL,   ALL,   ALL,    NONE,  ALL),
    "incident.respond":     (NONE, ALL,    NONE,  ALL,   ALL,    NONE,  ALL),
    "incident.grade":       (NONE, ALL,    NONE,  ALL,   ALL,    NONE,  NONE),
    "incident.command":     (NONE, ALL,    NONE,  NONE,  ALL,    NONE,  NONE),
    "incident_settings.change": (ALL, ALL, NONE,  NONE,  NONE,   NONE,  NONE),
    "comms_template.change": (NONE, ALL,   NONE,  NONE,  ALL,    NONE,  NONE),
    "monitoring.change":    (ALL,  NONE,   NONE,  ALL,   NONE,   NONE,  NONE),
    "drill.view":           (ALL,  ALL,    ALL,   ALL,   ALL,    ALL,   ALL),
    "drill.view_unannounced": (NONE, ALL,  NONE,  NONE,  NONE,   ALL,   NONE),
    "drill.change":         (NONE, ALL,    NONE,  ALL,   ALL,    NONE,  ALL),
    "drill.approve":        (NONE, ALL,    NONE,  NONE,  NONE,   NONE,  NONE),
    "drill_policy.change":  (NONE, ALL,    NONE,  NONE,  NONE,   NONE,  NONE),
    "scenario_library.view": (ALL, ALL,    NONE,  ALL,   ALL,    ALL,   ALL),
    "scenario_library.change": (NONE, ALL, NONE,  NONE,  ALL,    NONE,  ALL),
    "drill_settings.change": (ALL, ALL,    NONE,  NONE,  NONE,   NONE,  NONE),
    "governance.view":      (ALL,  ALL,    ALL,   ALL,   ALL,    ALL,   ALL),
    "governance.change":    (NONE, ALL,    NONE,  NONE,  NONE,   NONE,  ALL),
    "governance.approve":   (NONE, ALL,    NONE,  NONE,  ALL,    NONE,  NONE),
    "governance_settings.change": (ALL, ALL, NONE, NONE, NONE,   NONE,  NONE),
    "level.change":         (NONE, ALL,    NONE,  ALL,   NONE,   NONE,  ALL),
    "level.confirm":        (NONE, ALL,    NONE,  ALL,   ALL,    NONE,  NONE),
    "change.request":       (NONE, ALL,    ALL,   ALL,   ALL,    NONE,  ALL),
    "change.assess":        (NONE, ALL,    NONE,  ALL,   NONE,   NONE,  ALL),
    "change.approve":       (NONE, ALL,    NONE,  NONE,  ALL,    NONE,  NONE),
    "risk.change":          (NONE, ALL,    ALL,   ALL,   NONE,   NONE,  ALL),
    "inspection.record":    (NONE, ALL,    NONE,  ALL,   NONE,   NONE,  ALL),
    "inspection.change":    (NONE, ALL,    NONE,  ALL,   NONE,   NONE,  NONE),
    "training.view":        (ALL,  ALL,    NONE,  NONE,  NONE,   ALL,   ALL),
    "training.change":      (NONE, ALL,    NONE,  NONE,  NONE,   NONE,  ALL),
    "campaign.view":        (ALL,  ALL,    NONE,  NONE,  NONE,   ALL,   NONE),
    "campaign.change":      (NONE, ALL,    NONE,  NONE,  NONE,   NONE,  NONE),
    "catalogue.view":       (ALL,  ALL,    ALL,   ALL,   ALL,    ALL,   ALL),
    "catalogue.change":     (ALL,  ALL,    NONE,  NONE,  NONE,   NONE,  NONE),
    "measurement.record":   (NONE, ALL,    NONE,  ALL,   ALL,    NONE,  ALL),
    "action.view":         (ALL,  ALL,    OWN,   ALL,   ALL,    ALL,   ALL),
    "action.change":       (NONE, ALL,    OWN,   OWN,   ALL,    NONE,  ALL),
    "action.approve":      (NONE, ALL,    NONE,  NONE,  ALL,    NONE,  NONE),
    "clock.view":          (ALL,  ALL,    OWN,   ALL,   ALL,    ALL,   ALL),
    "clock.control":       (NONE, ALL,    NONE,  NONE,  ALL,    NONE,  NONE),
    "clock_policy.change": (ALL,  ALL,    NONE,  NONE,  NONE,   NONE,  NONE),
    "notification.view":   (ALL,  ALL,    NONE,  NONE,  NONE,   ALL,   NONE),
    "notification.change": (ALL,  NONE,   NONE,  NONE,  NONE,   NONE,  NONE),
    "webhook.view":        (ALL,  ALL,    NONE,  NONE,  NONE,   ALL,   NONE),
    "webhook.change":      (ALL,  NONE,   NONE,  NONE,  NONE,   NONE,  NONE),
    "report.view":          (ALL,  ALL,    OWN,   ALL,   ALL,    ALL,   ALL),
    "report.create":        (ALL,  ALL,    OWN,   ALL,   ALL,    ALL,   ALL),
    "report.schedule":      (NONE, ALL,    NONE,  NONE,  NONE,   OWN,   NONE),
    "people.view":          (ALL,  ALL,    ALL,   ALL,   ALL,    ALL,   ALL),
    "people.change":        (ALL,  ALL,    NONE,  NONE,  NONE,   NONE,  ALL),
    "department.change":    (ALL,  ALL,    NONE,  NONE,  NONE,   NONE,  ALL),
    "user.view":            (ALL,  ALL,    NONE,  NONE,  NONE,   ALL,   NONE),
    "user.change":          (ALL,  NONE,   NONE,  NONE,  NONE,   NONE,  NONE),
    "organisation.view":    (ALL,  ALL,    ALL,   ALL,   ALL,    ALL,   ALL),
    "organisation.change":  (ALL,  ALL,    NONE,  NONE,  NONE,   NONE,  NONE),
    "audit.view":           (ALL,  ALL,    NONE,  NONE,  NONE,   ALL,   NONE),
    "sample.empty":         (ALL,  NONE,   NONE,  NONE,  NONE,   NONE,  NONE),
}  # fmt: skip


def reach(roles: frozenset[str], permission: str) -> Reach:
    """The farthest reach `roles` give for `permission`; an unknown permission is a bug."""
    row = TABLE[permission]
    reaches = [row[COLUMNS.index(role)] for role in roles]
    return max(reaches, key=lambda one: one.value, default=NONE)
