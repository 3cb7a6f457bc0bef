"""Sentences about the choice of recovery levels under a budget (docs/method.md §22)."""

from bia.domain.marking import gettext_noop

PORTFOLIO: dict[str, str] = {
    "portfolio.all_met": gettext_noop(
        "Every objective is met for {cost_money} a year; the expected loss is {loss_money} a year."
    ),
    "portfolio.nothing_offered": gettext_noop(
        "No system has a recovery option yet, so there is nothing to choose from."
    ),
    "portfolio.some_missed": gettext_noop(
        "Objectives missed: {count}. The levels cost {cost_money} a year, the expected loss is"
        " {loss_money};"
        " meeting every objective would cost {full_money}."
    ),
    "portfolio.some_impossible": gettext_noop(
        "Objectives missed: {count}. The levels cost {cost_money} a year, the expected loss is"
        " {loss_money};"
        " no levels meet every objective."
    ),
    "portfolio.impossible": gettext_noop(
        "No level of {node} reaches both its objectives, whatever it costs."
    ),
    "portfolio.impossible_together": gettext_noop(
        "No levels meet every objective together, whatever they cost."
    ),
    "portfolio.over_budget": gettext_noop(
        "Meeting every objective costs at least {minimal_money} a year, the budget is"
        " {budget_money}."
    ),
    "portfolio.too_poor": gettext_noop(
        "Even the cheapest levels cost {minimal_money} a year, the budget is {budget_money}."
    ),
    "portfolio.relaxed": gettext_noop(
        "Without the {objective} of {limit_s} of {node}, {minimal_money} a year would be enough."
    ),
    "portfolio.relaxed_not_enough": gettext_noop(
        "Without the {objective} of {limit_s} of {node}, {minimal_money} a year would still be"
        " needed."
    ),
    "portfolio.relaxed_in_vain": gettext_noop(
        "Without the {objective} of {limit_s} of {node} it would still be impossible."
    ),
    "portfolio.why_cheapest": gettext_noop("The cheapest level that meets its objectives."),
    "portfolio.why_no_target": gettext_noop("No objective is set: the cheapest level."),
    "portfolio.why_worth": gettext_noop(
        "Costs {more_money} a year more than the cheapest level that meets its objectives, and"
        " saves"
        " {saved_money} of expected loss."
    ),
    "portfolio.why_tied": gettext_noop(
        "Costs {more_money} a year more than its own objectives ask for, because {node} stands"
        " on it."
    ),
    "portfolio.why_missed": gettext_noop("Misses its {objective}."),
    "portfolio.why_missed_for": gettext_noop(
        "Misses its {objective}; a level that meets it costs {more_money} a year more."
    ),
    "portfolio.why_impossible": gettext_noop(
        "Misses its {objective}; no level meets its objectives."
    ),
    "refused.too_many": gettext_noop("At most {limit} are possible."),
    "refused.unknown_system": gettext_noop("There is no system {key} here."),
    "refused.itself": gettext_noop("{key} cannot stand on itself."),
    "refused.circle": gettext_noop("{key} waits for itself in a circle."),
}

PORTFOLIO_WORDS: dict[str, dict[str, str]] = {
    "objective": {"rto": gettext_noop("RTO"), "rpo": gettext_noop("RPO")},
}
