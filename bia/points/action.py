"""From a single point of failure to what must be done about it: an action's form, filled in."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from bia.analysis.single_points import PointRow
from lib.language import listed

MOST_NAMES = 8


def point_ref(row: PointRow) -> str:
    """What the action came from: "single-point:system:database"."""
    return f"single-point:{row.named.key}"


def point_action_url(row: PointRow) -> str:
    """Address of the filled-in form; sites, suppliers and people are no subject of an action."""
    fields = {
        "source": "gap",
        "source_ref": point_ref(row),
        "title": _("Take away the single point of failure %(name)s") % {"name": row.named.name},
        "finding": stopped_words(row),
        "priority": "P1"
        if row.critical_count and row.bridge in ("none", "capacity_unknown")
        else "P2",
        "kind": "correct",
        "verify_by": "document",
        "criterion": _("%(name)s alone no longer stops a process, or a workaround bridges it.")
        % {"name": row.named.name},
    }
    if row.named.table in ("process", "system"):
        fields["subject"] = f"{row.named.table}:{row.named.code}"
    try:
        return f"{reverse('followup:action_create')}?{urlencode(fields)}"
    except NoReverseMatch:
        return ""


def stopped_words(row: PointRow) -> str:
    names = [one.name for one in row.processes[:MOST_NAMES]]
    more = row.count - len(names)
    if more:
        names.append(_("%(n)s more") % {"n": more})
    return _("Its failure alone stops: %(names)s.") % {"names": listed(names)}
