"""From a requirement to what must be done about it: the form of a corrective action, filled in."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from governance.services.standings import Judged

TITLE = 200


def action_url(one: Judged) -> str:
    """Address of the filled-in form, in the reader's language; "" without such a page."""
    try:
        page = reverse("followup:action_create")
    except NoReverseMatch:
        return ""
    return f"{page}?{urlencode(proposal(one))}"


def proposal(one: Judged) -> dict[str, str]:
    """What is open says what the finding is; it is proven by the evidence read again."""
    row = one.requirement
    open_ones = [found.words for found in one.found.values() if (found.value or 0) < 1]
    comment = one.standing.comment if one.standing else ""
    finding = " ".join(open_ones) or comment or row.text
    return {
        "source": "maturity",
        "source_ref": row.code,
        "title": f"{row.number} {row.name}"[:TITLE],
        "finding": finding,
        "kind": "correct",
        "priority": "P2",
        "verify_by": "document",
        "criterion": _("%(requirement)s is met: %(text)s")
        % {"requirement": row.code, "text": row.text or row.name},
    }
