"""Sentences about losses, peaks, calibration and distributions (docs/method.md §7, §23)."""

from bia.domain.marking import gettext_noop

LOSS: dict[str, str] = {
    "loss.over_outages": gettext_noop(
        "Stated outages: {count}; where they overlap they count once, {outage_s} in all."
    ),
    "calibration.above": gettext_noop(
        "Observed outages: {count}. The curve said {expected_money}, {actual_money} were lost:"
        " the curve is"
        " too low, by a factor of {factor}."
    ),
    "calibration.below": gettext_noop(
        "Observed outages: {count}. The curve said {expected_money}, {actual_money} were lost:"
        " the curve is"
        " too high, a factor of {factor} fits."
    ),
    "calibration.fits": gettext_noop(
        "Observed outages: {count}. The curve said {expected_money} and {actual_money} were"
        " lost: it fits"
        " within a tenth."
    ),
    "calibration.no_curve": gettext_noop(
        "The curve says nothing was lost in these outages, so no factor can be given."
    ),
    "calibration.nothing": gettext_noop("Nothing was observed."),
    "loss_distribution.basis": gettext_noop(
        "Nine outages of ten last between {low_s} and {high_s}; the median is {median_s}."
    ),
    "refused.no_month_day": gettext_noop(
        "Days of the month are 1 to 31; −1 stands for the last day."
    ),
    "refused.no_weekday": gettext_noop("Days of the week are 1 (Monday) to 7."),
    "refused.no_hour": gettext_noop("Hours are 0 to 24."),
    "refused.no_interval": gettext_noop("The long end must be longer than the short end."),
    "refused.not_positive": gettext_noop("This must be more than 0."),
    "refused.too_few_runs": gettext_noop("At least {limit} years must be simulated."),
    "refused.too_many_runs": gettext_noop("At most {limit} years can be simulated at once."),
}
