"""The main menu in the app order: entries whose page exists and may be seen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import may


@dataclass(frozen=True)
class Entry:
    """`permission` "" means everybody who is signed in."""

    label: Any
    url_name: str
    permission: str = ""


@dataclass(frozen=True)
class Group:
    """A heading with entries, or (with `url_name`) one link on the first level."""

    key: str
    label: Any
    icon: str
    url_name: str = ""
    permission: str = ""
    entries: tuple[Entry, ...] = field(default=())


MENU: tuple[Group, ...] = (
    Group("dashboard", _("Dashboard"), "layout-dashboard", "dashboard"),
    Group("register", _("Register"), "database", entries=(
        Entry(_("Processes"), "bia:process_list", "register.view"),
        Entry(_("Systems"), "bia:system_list", "register.view"),
        Entry(_("Data sets"), "bia:dataset_list", "register.view"),
        Entry(_("Teams"), "bia:team_list", "register.view"),
        Entry(_("Sites"), "bia:site_list", "register.view"),
        Entry(_("Suppliers"), "bia:supplier_list", "register.view"),
        Entry(_("Products and services"), "bia:product_list", "register.view"),
        Entry(_("Obligations"), "bia:obligation_list", "register.view"),
        Entry(_("Dependencies"), "bia:dependency_list", "register.view"),
        Entry(_("People"), "accounts:person_list", "people.view"),
        Entry(_("Departments"), "accounts:department_list", "people.view"),
    )),
    Group("bia", _("Business impact analysis"), "activity", entries=(
        Entry(_("Assessments"), "bia:assessment_list", "assessment.view"),
        Entry(_("Due reviews"), "bia:assessment_due", "assessment.view"),
        Entry(_("Campaigns"), "bia:campaign_list", "campaign.view"),
        Entry(_("Measurements"), "bia:measurement_list", "register.view"),
    )),
    Group("followup", _("Follow-up"), "checklist", entries=(
        Entry(_("Corrective actions"), "followup:action_list", "action.view"),
        Entry(_("Calendar"), "followup:calendar"),
        Entry(_("Clocks"), "followup:clock_list", "clock.view"),
        Entry(_("Messages"), "followup:inbox"),
    )),
    Group("analysis", _("Analysis"), "arrows-diff", entries=(
        Entry(_("Gaps"), "bia:gap_list", "assessment.view"),
        Entry(_("Findings"), "bia:finding_list", "finding.view"),
        Entry(_("Dependency map"), "bia:map", "register.view"),
        Entry(_("Single points of failure"), "bia:single_point_list", "assessment.view"),
        Entry(_("What-if"), "bia:scenario_list", "assessment.view"),
        Entry(_("Recovery order"), "bia:recovery_order", "assessment.view"),
        Entry(_("Levels and cost"), "bia:portfolio", "assessment.view"),
        Entry(_("Expected loss"), "bia:loss_list", "assessment.view"),
    )),
    Group("backups", _("Backups"), "database-export", entries=(
        Entry(_("Could we restore?"), "backups:overview", "backup.view"),
        Entry(_("Backup calendar"), "backups:calendar", "backup.view"),
        Entry(_("Backup sets"), "backups:set_list", "backup.view"),
        Entry(_("Verifications"), "backups:verification_list", "backup.view"),
        Entry(_("Restore tests"), "backups:restore_test_list", "backup.view"),
        Entry(_("Policies"), "backups:policy_list", "backup.view"),
        Entry(_("Storage locations"), "backups:location_list", "backup.view"),
        Entry(_("Proof and evidence"), "backups:evidence", "backup.view"),
    )),
    Group("plans", _("Plans"), "notebook", entries=(
        Entry(_("Plans"), "plans:plan_list", "plan.view"),
        Entry(_("Being carried out"), "plans:activation_list", "plan.view"),
        Entry(_("Reviews and change requests"), "plans:review_list", "plan.view"),
        Entry(_("Roles and contacts"), "plans:role_list", "plan.view"),
        Entry(_("Reachability"), "plans:reachability", "plan.view"),
        Entry(_("Printed copies"), "plans:copy_list", "plan.view"),
        Entry(_("Paper forms"), "plans:form_list", "plan.view"),
        Entry(_("Backfill"), "plans:backfill_list", "backfill.view"),
        Entry(_("Offline pack"), "plans:pack_list", "plan.pack"),
        Entry(_("Incident grades"), "plans:grade_list", "catalogue.view"),
    )),
    Group("incidents", _("Incidents"), "urgent", entries=(
        Entry(_("Declare an incident"), "incidents:incident_declare", "incident.report"),
        Entry(_("Incidents"), "incidents:incident_list", "incident.view"),
        Entry(_("Incident metrics"), "incidents:metrics", "incident.view"),
        Entry(_("Message templates"), "incidents:template_list", "incident.view"),
        Entry(_("Monitoring sources"), "incidents:source_list", "incident.view"),
        Entry(_("Rules of incidents"), "incidents:settings", "incident.view"),
    )),
    Group("drills", _("Drills"), "school", entries=(
        Entry(_("Drill calendar"), "drills:calendar", "drill.view"),
        Entry(_("Drills"), "drills:drill_list", "drill.view"),
        Entry(_("Drill programme"), "drills:policy_list", "drill.view"),
        Entry(_("Coverage"), "drills:matrix", "drill.view"),
        Entry(_("Drill scenarios"), "drills:scenario_list", "scenario_library.view"),
        Entry(_("Freezes"), "drills:freeze_list", "drill.view"),
        Entry(_("Rules of drills"), "drills:settings", "drill.view"),
    )),
    Group("governance", _("Governance"), "building-bank", entries=(
        Entry(_("Programme health"), "governance:health", "governance.view"),
        Entry(_("Checklist and maturity"), "governance:maturity", "governance.view"),
        Entry(_("Standards and clauses"), "governance:framework_list", "governance.view"),
        Entry(_("Management system"), "governance:record_list", "governance.view"),
        Entry(_("Programmes"), "governance:programme_list", "governance.view"),
        Entry(_("Cadence"), "governance:duty_list", "governance.view"),
        Entry(_("Management reviews"), "governance:review_list", "governance.view"),
        Entry(_("Competence"), "governance:competence", "training.view"),
        Entry(_("My training"), "governance:my_training"),
        Entry(_("Levels and architectures"), "governance:level_list", "governance.view"),
        Entry(_("Recovery strategies"), "governance:strategy_list", "governance.view"),
        Entry(_("Investment cases"), "governance:case_list", "governance.view"),
        Entry(_("Changes"), "governance:change_list", "governance.view"),
        Entry(_("Risks"), "governance:risk_list", "governance.view"),
        Entry(_("Inspections"), "governance:inspection_list", "governance.view"),
        Entry(_("Case library"), "governance:case_study_list", "governance.view"),
        Entry(_("Rules of governance"), "governance:settings", "governance_settings.change"),
    )),
    Group("reports", _("Reports"), "report", "reports:report_list", "report.view"),
    Group("catalogues", _("Catalogues"), "books", "bia:catalogue", "catalogue.view"),
    Group("administration", _("Administration"), "settings", entries=(
        Entry(_("Users"), "accounts:user_list", "user.view"),
        Entry(_("Organisation"), "accounts:organisation", "organisation.view"),
        Entry(_("Notifications"), "followup:settings", "notification.view"),
        Entry(_("Channels"), "followup:channel_list", "notification.view"),
        Entry(_("Deliveries"), "followup:delivery_list", "notification.view"),
        Entry(_("Working days"), "followup:working_days", "organisation.view"),
        Entry(_("Webhooks"), "followup:webhook_list", "webhook.view"),
        Entry(_("Audit trail"), "accounts:audit_list", "audit.view"),
        Entry(_("API tokens"), "accounts:token_list"),
    )),
)  # fmt: skip

ACCOUNT: tuple[tuple[Any, str, str], ...] = (
    (_("Profile and language"), "user", "accounts:profile"),
    (_("How I am told"), "bell-cog", "followup:my_notifications"),
    (_("Change password"), "key", "account_change_password"),
    (_("Two-factor sign-in"), "device-mobile", "mfa_index"),
    (_("Sessions"), "devices", "usersessions_list"),
    (_("API tokens"), "api", "accounts:token_list"),
)


def address(url_name: str) -> str:
    """The page's address, or "" while there is no such page."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The menu for this person on this page: only pages that exist and may be seen."""
    built = []
    for group in MENU:
        entries = [_link(request, e.label, e.url_name, e.permission) for e in group.entries]
        shown = [entry for entry in entries if entry]
        own = _link(request, group.label, group.url_name, group.permission)
        if shown or own:
            built.append(
                {
                    "key": group.key,
                    "label": group.label,
                    "icon": group.icon,
                    "url": own.get("url", ""),
                    "entries": shown,
                    "here": False,
                }
            )
    _mark_here(built, request.path)
    return built


def _link(request: HttpRequest, label: Any, url_name: str, permission: str) -> dict[str, Any]:
    url = address(url_name) if url_name else ""
    if not url or (permission and not may(request.user, permission)):
        return {}
    return {"label": label, "url": url, "here": False}


def _mark_here(groups: list[dict[str, Any]], path: str) -> None:
    """Mark the entry with the longest address that the page's address starts with."""
    links = [(link, group) for group in groups for link in (group, *group["entries"])]
    fitting = [
        (link, group)
        for link, group in links
        if link["url"]
        and (path == link["url"] or (link["url"] != "/" and path.startswith(link["url"])))
    ]
    if fitting:
        link, group = max(fitting, key=lambda pair: len(pair[0]["url"]))
        group["here"] = True
        link["here"] = "page" if path == link["url"] else "true"
        if link is not group:
            group["here"] = "group"


def account_links() -> list[dict[str, Any]]:
    links = [{"label": label, "icon": icon, "url": address(name)} for label, icon, name in ACCOUNT]
    return [link for link in links if link["url"]]


def page_names() -> list[str]:
    """Every URL name of the menu that exists now: what the browser tests visit."""
    names = [group.url_name for group in MENU if group.url_name]
    names += [entry.url_name for group in MENU for entry in group.entries]
    return [name for name in names if address(name)]
