"""Sentences of the what-if (docs/method.md §19), merged into `bia.domain.reasons.ENGLISH`."""

from bia.domain.marking import gettext_noop

WHAT_IF: dict[str, str] = {
    "what_if.untouched": gettext_noop("Nothing it cannot do without has failed."),
    "what_if.failed_itself": gettext_noop("It has failed itself and is back at {back_s}."),
    "what_if.failed_for_good": gettext_noop("It has failed itself; nobody knows until when."),
    "what_if.back_with": gettext_noop("Back at {back_s}, together with {node}."),
    "what_if.back_at_the_earliest": gettext_noop(
        "Back at {back_s} at the earliest, together with {node}; something it rests on has no"
        " restore duration and counts as 0."
    ),
    "what_if.nobody_knows": gettext_noop("Nobody knows when {node} is back."),
    "what_if.carried": gettext_noop(
        "Carried by its workaround from {from_s} until {node} is back at {back_s}."
    ),
    "what_if.carried_for_good": gettext_noop(
        "Carried by its workaround from {from_s}; nobody knows when {node} is back."
    ),
    "what_if.workaround_ends": gettext_noop(
        "The workaround ends at {ends_s}, {node} is back only at {back_s}."
    ),
    "what_if.workaround_ends_for_good": gettext_noop(
        "The workaround ends at {ends_s}, and nobody knows when {node} is back."
    ),
    "what_if.guessed": gettext_noop(
        "{node} has failed and has no restore duration; it counts as 0, the true time is longer."
    ),
    "what_if.reduced": gettext_noop("It works on with fewer people."),
    "what_if.short_of_people": gettext_noop("Too few people for its minimum capacity."),
}
