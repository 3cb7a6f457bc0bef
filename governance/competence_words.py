"""How somebody's standing with a course looks: word, icon, tone. Never colour alone."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from governance.domain.competence import Standing

LOOKS: dict[str, tuple[Any, str, str]] = {
    Standing.VALID: (pgettext_lazy("competence", "Held"), "check", "ok"),
    Standing.EXPIRING: (_("Expires soon"), "clock", "warning"),
    Standing.EXPIRED: (pgettext_lazy("competence", "Expired"), "clock-exclamation", "danger"),
    Standing.FAILED: (pgettext_lazy("competence", "Not passed"), "x", "danger"),
    Standing.MISSING: (pgettext_lazy("competence", "Missing"), "circle-dashed", "danger"),
}
