"""From a level that is too low to what must be done: the form of a corrective action, filled in."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from bia.investment.rows import LevelRow


def level_action(row: LevelRow) -> str:
    """Address of the form for a system whose chosen level is not its present one, else ""."""
    if row.level is None or row.level == row.present:
        return ""
    try:
        page = reverse("followup:action_create")
    except NoReverseMatch:
        return ""
    values = {"name": row.name, "level": row.level}
    fields = {
        "source": "other",
        "source_ref": f"level:{row.code}",
        "title": _("Bring %(name)s to recovery level %(level)s") % values,
        "finding": row.because or "",
        "kind": "correct",
        "subject": f"system:{row.code}",
        "verify_by": "document",
        "criterion": _("%(name)s stands on recovery level %(level)s, shown by a test.") % values,
    }
    return f"{page}?{urlencode(fields)}"
