"""Sentences of the graph (docs/method.md §16), merged into `bia.domain.reasons.ENGLISH`."""

from bia.domain.marking import gettext_noop

GRAPH: dict[str, str] = {
    "refused.duplicate_key": gettext_noop("The key “{key}” stands twice."),
    "refused.unknown_key": gettext_noop("No node has the key “{key}”."),
    "refused.self_edge": gettext_noop("“{key}” cannot need itself."),
    "refused.duplicate_edge": gettext_noop("That it needs “{key}” stands twice."),
    "refused.ends_before_start": gettext_noop("A workaround cannot end before it is active."),
    "refused.no_group": gettext_noop("How many are needed says nothing without a group."),
    "refused.empty_group": gettext_noop("The group “{group}” must need at least 1."),
    "refused.contradictory_group": gettext_noop(
        "All edges of the group “{group}” must state the same number."
    ),
    "refused.group_too_small": gettext_noop(
        "The group “{group}” has {count} alternatives, fewer than it needs."
    ),
}
