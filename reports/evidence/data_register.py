"""What was promised and what proves it: objectives, measurements, findings, campaigns."""

from __future__ import annotations

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from bia.models import CampaignItem, Confirmation, Finding, Measurement, Process, System
from reports.evidence.tables import Dataset, person, table_of

OBJECTIVES = Dataset(
    "processes",
    _("Processes with their objectives, as they stood at the pack's instant"),
    "register.view",
    lambda pack: Process.objects.filter(pack.among("process", "pk")).order_by("code"),
    {name: name for name in ("code", "name", "critical", "life_safety", "mtd_s", "rto_s", "rpo_s",
                             "wrt_s", "mbco_percent", "review_due", "version")}
    | {"department": "department__code", "owner": "owner__name", "tier": "tier__code"},
    table_of(Process),
)  # fmt: skip
SYSTEMS = Dataset(
    "systems",
    _("Systems with their objectives, as they stood at the pack's instant"),
    "register.view",
    lambda pack: System.objects.filter(pack.among("system", "pk")).order_by("code"),
    {name: name for name in ("code", "name", "kind", "importance", "rto_s", "rpo_s", "restore_s",
                             "dr_level", "version")} | {"site": "site__code"},
    table_of(System),
)  # fmt: skip
MEASUREMENTS = Dataset(
    "measurements",
    _("Recovery times and data gaps that were measured, with their source and confidence"),
    "assessment.view",
    lambda pack: Measurement.objects.filter(
        pack.among("process", "process", or_none=True),
        pack.among("system", "system", or_none=True),
        pack.within("at"),
    ).order_by("at", "pk"),
    {"code": "code", "process": "process__code", "system": "system__code",
     **{name: name for name in ("kind", "value_s", "target_s", "source", "at", "confidence",
                                "note", "created_at")},
     "created_by": person("created_by")},
    table_of(Measurement),
)  # fmt: skip
FINDINGS = Dataset(
    "findings",
    _("Findings of the rules, with what was done about each"),
    "finding.view",
    lambda pack: Finding.objects.filter(
        pack.among("finding", "pk"), raised_at__lte=pack.at
    ).order_by("raised_at", "pk"),
    {"code": "code", "process": "process__code", "system": "system__code",
     **{name: name for name in ("rule", "subject", "severity", "params", "state", "raised_at",
                                "cleared_at", "dismissed_at", "dismissal_reason",
                                "dismissed_until")},
     "dismissed_by": person("dismissed_by")},
    table_of(Finding),
)  # fmt: skip
CONFIRMATIONS = Dataset(
    "confirmations",
    _("“Nothing changed”: approved assessments confirmed for another period"),
    "assessment.view",
    lambda pack: Confirmation.objects.filter(
        pack.among("process", "assessment__process"), pack.within("at")
    ).order_by("at", "pk"),
    {"assessment": "assessment__code", "process": "assessment__process__code",
     "by": person("by"), "at": "at", "note": "note", "review_due": "review_due"},
    table_of(Confirmation),
)  # fmt: skip
CAMPAIGNS = Dataset(
    "campaigns",
    _("Review campaigns: which process was asked, and when it was answered"),
    "assessment.view",
    lambda pack: CampaignItem.objects.filter(pack.among("process", "process"))
    .annotate(when=Coalesce("answered_at", F("campaign__created_at")))
    .filter(when__gt=pack.since, when__lte=pack.at)
    .order_by("campaign__code", "process__code"),
    {"campaign": "campaign__code", "name": "campaign__name", "due_on": "campaign__due_on",
     "asked_at": "campaign__created_at", "process": "process__code",
     "assessment": "assessment__code", "answered_at": "answered_at"},
    table_of(CampaignItem),
)  # fmt: skip

DATASETS = (OBJECTIVES, SYSTEMS, MEASUREMENTS, FINDINGS, CONFIRMATIONS, CAMPAIGNS)
