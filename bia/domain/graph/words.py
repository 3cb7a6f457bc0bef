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
    # what is required
    "graph.required.none": gettext_noop("No objective reaches it."),
    "graph.required.own": gettext_noop("Required within {required_s}, its own objective."),
    "graph.required.equal": gettext_noop("Required within {required_s}, as {owner} is."),
    "graph.required.less": gettext_noop("Required: {owner} {start_s} {less} = {required_s}."),
    "graph.required.bridged": gettext_noop(
        "Required within {required_s}, as long as the workaround of {owner} for {supplier} endures."
    ),
    "graph.required.bridged_less": gettext_noop(
        "Required: the workaround of {owner} for {supplier} endures {start_s} {less} ="
        " {required_s}."
    ),
    "graph.required.stands_in": gettext_noop(
        "It is one of several alternatives and must be able to stand in alone."
    ),
    # when it is back
    "graph.finish.at_once": gettext_noop("Back at once: it waits for nothing."),
    "graph.finish.own": gettext_noop("Back after {finish_s} of its own restoring."),
    "graph.finish.sum": gettext_noop("Back: {plus} = {finish_s}."),
    "graph.finish.bridged": gettext_noop(
        "Back after {finish_s}: a workaround stands in for {supplier} from {start_s}."
    ),
    "graph.finish.bridged_sum": gettext_noop(
        "Back: a workaround stands in for {supplier} from {start_s} + {plus} = {finish_s}."
    ),
    "graph.finish.unknown": gettext_noop(
        "It may take longer: not every duration that this rests on is known."
    ),
    "graph.finish.not_known": gettext_noop(
        "When it is back is not known: a duration that this rests on is missing."
    ),
    # what that means
    "graph.status.no_target": gettext_noop("No objective reaches it, so nothing is promised."),
    "graph.status.infeasible": gettext_noop(
        "Required within {required_s}, and its own restoring alone takes {own_s}."
    ),
    "graph.status.no_time_left": gettext_noop(
        "What depends on it takes {over_s} longer by itself than its objective allows."
    ),
    "graph.status.mtd_breach": gettext_noop(
        "Back after {counted_s}, {over_s} beyond the MTD of {mtd_s}; {required_s} are required."
    ),
    "graph.status.rto_miss": gettext_noop(
        "Back after {counted_s}, {over_s} later than the {required_s} required."
    ),
    "graph.status.untested": gettext_noop(
        "{counted_s} would do for the {required_s} required, but no valid test proves every time"
        " behind it."
    ),
    "graph.status.not_known": gettext_noop(
        "{counted_s} would do for the {required_s} required, but not every duration behind it is"
        " known."
    ),
    "graph.status.lower_bound": gettext_noop(
        "It takes at least {counted_s} of the {required_s} required, and not every duration behind"
        " it is known."
    ),
    "graph.status.nothing_known": gettext_noop(
        "Required within {required_s}, and nobody knows how long it takes: a duration behind it is"
        " missing."
    ),
    "graph.status.no_promise": gettext_noop(
        "Required within {required_s}, and no contract says how soon it is back."
    ),
    "graph.status.met": gettext_noop("Back after {counted_s}, within the {required_s} required."),
}
