"""Sentences of the recovery order (docs/method.md §18), merged into `bia.domain.reasons`."""

from bia.domain.marking import gettext_noop

RECOVERY: dict[str, str] = {
    "refused.teams_out_of_range": gettext_noop("Between 1 and {most} teams can be at work."),
}
