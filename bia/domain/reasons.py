"""Why a result is what it is, kept as data so that each reader gets it in their language.

A reason is a code with parameters; `text` is its plain English, `bia.reasons.explain` the
translated one. Parameters ending in `_s` are seconds and are shown as durations, those ending
in `_money` are amounts and are shown with their thousands apart.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Self

from bia.domain.dr_level_words import DR_LEVEL
from bia.domain.finding_words import FINDING
from bia.domain.graph.words import GRAPH
from bia.domain.graph.words_recovery import RECOVERY
from bia.domain.losses.words import LOSS
from bia.domain.marking import gettext_noop
from bia.domain.outage.words import WHAT_IF
from bia.domain.portfolio.words import PORTFOLIO, PORTFOLIO_WORDS
from bia.domain.sums import PARAMS, written
from lib.durations import format_duration

Param = int | str
ParamValue = int | str | date | Decimal


ENGLISH: dict[str, str] = {
    # mtd
    "mtd.last_tolerable": gettext_noop(
        "{category}: the score {last_score} at {last_s} is the last below the threshold"
        " {threshold}; at {crossed_s} it is {score}."
    ),
    "mtd.first_intolerable": gettext_noop(
        "{category}: the score first reaches the threshold {threshold} at {crossed_s} ({score})."
    ),
    "mtd.interpolated": gettext_noop(
        "{category}: between {last_s} ({last_score}) and {crossed_s} ({score}) the threshold"
        " {threshold} is crossed at {mtd_s}, interpolated by {method}."
    ),
    "mtd.intolerable_at_once": gettext_noop(
        "{category}: the first horizon, {crossed_s}, already scores {score}, the threshold is"
        " {threshold}: no outage is known to be tolerable."
    ),
    "mtd.never_crossed": gettext_noop(
        "{category}: the threshold {threshold} is not reached within {last_s}, the grid does not"
        " answer."
    ),
    "mtd.no_scores": gettext_noop("{category}: nothing is rated, the grid does not answer."),
    "mtd.grid_does_not_answer": gettext_noop(
        "No category reaches its threshold: the grid does not answer. This is not “unlimited”."
    ),
    "mtd.capped": gettext_noop("{cap} allows at most {cap_s}, less than the {mtd_s} of the grid."),
    "mtd.cap_only": gettext_noop("The grid does not answer; {cap} allows at most {cap_s}."),
    "mtd.not_monotone": gettext_noop(
        "{category}: the score falls from {from_score} at {from_s} to {to_score} at {to_s};"
        " impact should not shrink with time."
    ),
    "mtd.starts_intolerable": gettext_noop(
        "{category}: already intolerable at the first horizon, {crossed_s}. Add shorter horizons."
    ),
    # targets
    "rto.suggested": gettext_noop(
        "{cap_s} is the longest RTO that keeps a margin of {min_margin} within the MTD of"
        " {mtd_s}; the ladder's next step down is {rto_s}."
    ),
    "rto.suggested_by_wrt": gettext_noop(
        "The MTD of {mtd_s} less {wrt_s} of blocking work recovery leaves {cap_s}; the ladder's"
        " next step down is {rto_s}."
    ),
    "rto.wrt_exceeds_mtd": gettext_noop(
        "Blocking work recovery takes {wrt_s}, longer than the MTD of {mtd_s}: no RTO is possible."
    ),
    "rto.ladder_too_coarse": gettext_noop(
        "At most {cap_s} is possible, and no step of the ladder is so short."
    ),
    "targets.rto_over_mtd": gettext_noop(
        "The RTO of {rto_s} exceeds the MTD of {mtd_s} by {overrun_s}."
    ),
    "targets.rto_wrt_over_mtd": gettext_noop(
        "The RTO of {rto_s} and {wrt_s} of blocking work recovery exceed the MTD of {mtd_s} by"
        " {overrun_s}."
    ),
    "targets.margin_low": gettext_noop(
        "The margin is {margin}, the tier asks for at least {min_margin}."
    ),
    "targets.margin_kept": gettext_noop(
        "The margin is {margin}, the tier asks for at least {min_margin}."
    ),
    "targets.no_margin": gettext_noop("The MTD is 0, so there is no margin to speak of."),
    "targets.not_set": gettext_noop("MTD and RTO must both be set before they can be compared."),
    "targets.mtd_over_cap": gettext_noop("The MTD of {mtd_s} exceeds what {cap} allows, {cap_s}."),
    "targets.rto_over_cap": gettext_noop(
        "The RTO of {value_s} exceeds what {cap} allows, {cap_s}."
    ),
    "targets.rpo_over_cap": gettext_noop(
        "The RPO of {value_s} exceeds what {cap} allows, {cap_s}."
    ),
    "targets.mtd_not_proposed": gettext_noop(
        "An MTD of {value_s} was decided, {proposed_s} is proposed."
    ),
    "targets.rto_not_proposed": gettext_noop(
        "An RTO of {value_s} was decided, {proposed_s} is proposed."
    ),
    "targets.rpo_not_proposed": gettext_noop(
        "An RPO of {value_s} was decided, {proposed_s} is proposed."
    ),
    "targets.workaround_short": gettext_noop(
        "The workaround lasts {endurance_s}, shorter than the RTO of {rto_s}."
    ),
    "targets.peak_shorter": gettext_noop(
        "At the peak an RTO of {peak_s} is needed, shorter than the {rto_s} decided."
    ),
    "rto.suggested_by_cap": gettext_noop(
        "{cap} allows an RTO of at most {cap_s}; the ladder's next step down is {rto_s}."
    ),
    "rpo.suggested": gettext_noop("{by} allows {limit_s}; the ladder's next step down is {rpo_s}."),
    "rpo.no_limit": gettext_noop("No limit on lost data is known, so no RPO can be proposed."),
    "rpo.ladder_too_coarse": gettext_noop(
        "{by} allows {limit_s}, and no step of the ladder is so short."
    ),
    "rpo.met": gettext_noop("At worst {worst_s} of data are lost, within the RPO of {rpo_s}."),
    "rpo.missed": gettext_noop(
        "At worst {worst_s} of data are lost, {gap_s} more than the RPO of {rpo_s}."
    ),
    "rpo.no_target": gettext_noop("At worst {worst_s} of data are lost; no RPO is set."),
    # tiers
    "tier.by_rto": gettext_noop("The RTO of {rto_s} is within the {max_s} of tier {tier}."),
    "tier.by_safety": gettext_noop("Lives depend on it: tier {tier}, whatever the RTO."),
    "tier.by_floor": gettext_noop("An obligation asks for at least tier {tier}."),
    "tier.unclassified": gettext_noop("The RTO of {rto_s} is longer than every tier's."),
    "tier.no_rto": gettext_noop("No RTO is set, so there is no tier."),
    # loss
    "loss.on_points": gettext_noop(
        "The stated losses, straight lines between them, up to {outage_s}."
    ),
    "loss.on_rates": gettext_noop("The stated rates per hour, added up to {outage_s}."),
    # work recovery
    "work_recovery.backlog": gettext_noop("{backlog} records are to be entered."),
    # gap
    "gap.no_target": gettext_noop("No target is set."),
    "gap.untested": gettext_noop("No valid measurement since {since}: the target is not proven."),
    "gap.only_simulated": gettext_noop("Only simulated results since {since}: they prove nothing."),
    "gap.mtd_breach": gettext_noop(
        "{tested_s} were measured on {on} ({source}), over the MTD of {mtd_s}."
    ),
    "gap.rto_miss": gettext_noop(
        "{tested_s} were measured on {on} ({source}), {gap_s} over the target of {target_s}."
    ),
    "gap.met": gettext_noop(
        "{tested_s} were measured on {on} ({source}), within the target of {target_s}."
    ),
    "gap.looser_than_tier": gettext_noop(
        "The target of {target_s} is looser than the {max_s} of tier {tier}."
    ),
    # what cannot be true
    "refused.negative": gettext_noop("This cannot be negative."),
    "refused.too_large": gettext_noop("This is larger than any real value ({limit} at most)."),
    "refused.not_a_number": gettext_noop("A finite number is needed."),
    "refused.over_one": gettext_noop("A share lies between 0 and 1."),
    "refused.empty": gettext_noop("At least one value is needed."),
    "refused.not_ascending": gettext_noop(
        "Times must ascend; {at_s} does not come after {before_s}."
    ),
    "refused.duplicate_time": gettext_noop("{at_s} stands twice."),
    "refused.duplicate_category": gettext_noop("The category {category} stands twice."),
    "refused.no_threshold": gettext_noop("The category {category} has no threshold."),
    "refused.unknown_policy": gettext_noop("There is no policy {policy}."),
    "refused.falling_amount": gettext_noop(
        "A cumulative loss cannot fall; {amount} is less than {before}."
    ),
    "refused.open_segment": gettext_noop("Only the last segment is open-ended, and it must be."),
    "refused.empty_span": gettext_noop("The end must come after the start."),
    "refused.no_staff": gettext_noop("At least one person is needed."),
    "refused.unknown_tier": gettext_noop("There is no tier {tier}."),
}

# Sentences that stand in a module of their own.
ENGLISH |= DR_LEVEL | FINDING | GRAPH | LOSS | PORTFOLIO | RECOVERY | WHAT_IF

WORDS: dict[str, dict[str, str]] = {
    "method": {
        "linear": gettext_noop("a straight line"),
        "log_time": gettext_noop("a straight line over the logarithm of time"),
        "log_log": gettext_noop("a straight line over both logarithms"),
    },
    "by": {
        "tolerated_loss": gettext_noop("The tolerated loss"),
        "reentry_capacity": gettext_noop("The capacity to re-enter records"),
        "legal_limit": gettext_noop("The legal limit"),
    },
    **PORTFOLIO_WORDS,
}
"""Parameters whose values are codes of our own, in English."""


@dataclass(frozen=True)
class Reason:
    """A code of `ENGLISH` with the values its sentence needs."""

    code: str
    params: tuple[tuple[str, Param], ...] = ()

    @classmethod
    def of(cls, code: str, **params: ParamValue) -> Self:
        return cls(code, tuple((name, _plain(value)) for name, value in params.items()))

    @property
    def text(self) -> str:
        """The reason in plain English."""
        return ENGLISH[self.code].format(**shown(self))

    def as_json(self) -> dict[str, object]:
        """For a frozen snapshot; `from_json` reads it back."""
        return {"code": self.code, "params": dict(self.params)}

    @classmethod
    def from_json(cls, data: Mapping[str, object]) -> Self:
        params = data.get("params")
        pairs = params.items() if isinstance(params, Mapping) else ()
        return cls(
            str(data["code"]),
            tuple((str(k), v if isinstance(v, int) else str(v)) for k, v in pairs),
        )


def shown(reason: Reason, language: str = "en", word: Callable[[str], str] = str) -> dict[str, str]:
    """The parameters as text: durations, percent, and our own words passed through `word`."""
    return {name: shown_value(name, value, language, word) for name, value in reason.params}


def shown_value(name: str, value: Param, language: str, word: Callable[[str], str]) -> str:
    """One parameter as `shown` shows it."""
    if name.endswith("_s") and isinstance(value, int):
        return format_duration(value, language)
    if name in PARAMS:
        return written(name, str(value), language, word)
    if name.endswith("_money"):
        amount = Decimal(value)
        return f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,}"
    if name.endswith("margin"):
        return percent(Decimal(value))
    own = WORDS.get(name, {}).get(str(value))
    return str(value) if own is None else word(own)


def percent(share: Decimal) -> str:
    """0.75 → "75%", 0.33333 → "33.33%"."""
    return f"{plain_number(round(share * 100, 2))}%"


def plain_number(value: Decimal) -> str:
    """A decimal without exponent or trailing zeros: 3.00 → "3", 1E+6 → "1000000"."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text


def _plain(value: ParamValue) -> Param:
    if isinstance(value, Decimal):
        return plain_number(value)
    return value.isoformat() if isinstance(value, date) else value
