"""Sentences of findings, merged into `bia.domain.reasons.ENGLISH` (docs/method.md §21)."""

from __future__ import annotations

from bia.domain.marking import gettext_noop

FINDING: dict[str, str] = {
    "finding.level_too_slow": gettext_noop(
        "Level {level} is back after {best_rto_s} at its best, {rto_s} are required: {over_s} too"
        " long."
    ),
    "finding.level_too_slow_by_far": gettext_noop(
        "Level {level} is back after {best_rto_s} at its best; what depends on it leaves it no"
        " time at all: {over_s} too long."
    ),
    "finding.level_loses_too_much": gettext_noop(
        "Level {level} loses {best_rpo_s} of data at its best, {rpo_s} are allowed: {over_s} too"
        " much."
    ),
    "finding.level_needed": gettext_noop("Level {level} is needed."),
    "finding.no_level_is_enough": gettext_noop("No level of the catalogue is enough."),
    "finding.asked_by": gettext_noop("Asked for by {node}."),
    "finding.reentry_over_mtd": gettext_noop(
        "An RTO of {rto_s} and {wrt_s} of re-entry are {sum_s}, {over_s} over the MTD of {mtd_s}."
    ),
    "finding.reentry_over_mtd_if_blocking": gettext_noop(
        "If re-entry blocks the business, an RTO of {rto_s} and {wrt_s} of re-entry are {sum_s},"
        " {over_s} over the MTD of {mtd_s}. Say in the register whether it does."
    ),
    "finding.no_rto": gettext_noop("No RTO is set, and it is needed directly by {processes}."),
    "finding.no_rto_critical": gettext_noop(
        "No RTO is set, and what is critical needs it directly: {processes}."
    ),
    "finding.no_mtd_there_either": gettext_noop("No MTD is set there either."),
    "finding.needed_by_critical": gettext_noop("Critical: {processes}."),
    "finding.processes_without_mtd": gettext_noop("No MTD is set either for {processes}."),
    "finding.no_mtd_no_rto": gettext_noop("The process is critical, and has neither MTD nor RTO."),
    "finding.no_mtd": gettext_noop("The process is critical, and has no MTD."),
    "finding.no_process_rto": gettext_noop("The process is critical, and has no RTO."),
    "finding.circle": gettext_noop("{nodes} need each other in a circle."),
    "finding.circle_parallel": gettext_noop(
        "They come back together or not at all; their times count as one."
    ),
    "finding.circle_deadlock": gettext_noop(
        "One of them waits for another one to be up first: restored by the book, none ever starts."
    ),
    "finding.looser_rto": gettext_noop(
        "The RTO of {rto_s} is {over_s} longer than the {required_s} that {node} asks for."
    ),
    "finding.looser_rto_no_time": gettext_noop(
        "The RTO of {rto_s} cannot hold: {node} leaves no time at all, it is {over_s} too long."
    ),
    "finding.looser_rpo": gettext_noop(
        "The RPO of {rpo_s} is {over_s} longer than the {required_s} that {node} asks for."
    ),
    "finding.group_too_small": gettext_noop(
        "The group “{group}” asks for {needs} of its alternatives and has {count}: {nodes}."
    ),
}
