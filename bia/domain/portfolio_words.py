"""Sentences about the choice of recovery levels under a budget (docs/method.md §22)."""

from bia.domain.marking import gettext_noop

PORTFOLIO: dict[str, str] = {
    "refused.duplicate_key": gettext_noop("{key} stands twice."),
}
