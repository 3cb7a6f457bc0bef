"""Sentences of the recovery order (docs/method.md §18), merged into `bia.domain.reasons`."""

from bia.domain.marking import gettext_noop

RECOVERY: dict[str, str] = {
    "refused.teams_out_of_range": gettext_noop("Between 1 and {most} teams can be at work."),
    # when it can start
    "recovery.ready.at_once": gettext_noop("It waits for nothing."),
    "recovery.ready.decided": gettext_noop("It may start once it is decided, at {ready_s}."),
    "recovery.ready.supplier": gettext_noop("It may start at {ready_s}, when {supplier} is up."),
    # when it does
    "recovery.start.waited": gettext_noop(
        "Both its turn and a team come {waited_s} later, at {start_s}."
    ),
    # why before others
    "recovery.turn.own": gettext_noop("It must be back by {required_s}, its own objective."),
    "recovery.turn.required": gettext_noop("{dependent} needs it back by {required_s}."),
    "recovery.turn.no_time_left": gettext_noop(
        "{dependent} would have needed it {over_s} before the disruption."
    ),
    "recovery.turn.last": gettext_noop("No objective reaches it, so all others come first."),
    "recovery.turn.code": gettext_noop("Things are taken in the order of their codes."),
}
