"""From a finding to what must be done about it: the form of a corrective action, filled in."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from bia.findings.telling import Telling
from bia.models import Finding

PRIORITY = {"high": "P1", "medium": "P2", "low": "P3"}


def finding_ref(finding: Finding) -> str:
    """What the action came from: "finding:FND-2026-0001"."""
    return f"finding:{finding.code}"


def action_url(finding: Finding, telling: Telling) -> str:
    """Address of the filled-in form; "" without a subject an action can be about."""
    subject = telling.subject(finding)
    if not finding.process_id and not finding.system_id:
        return ""
    fields = {
        "source": "finding",
        "source_ref": finding_ref(finding),
        "subject": subject.key,
        "title": f"{telling.title(finding)}: {subject.name}"[:200],
        "finding": telling.text(finding),
        "priority": PRIORITY.get(finding.severity, "P2"),
        "kind": "correct",
        "verify_by": "document",
        "criterion": _("The rules clear the finding %(code)s.") % {"code": finding.code},
    }
    try:
        return f"{reverse('followup:action_create')}?{urlencode(fields)}"
    except NoReverseMatch:
        return ""
