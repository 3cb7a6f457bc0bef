"""Sentences about recovery levels, merged into `bia.domain.reasons.ENGLISH`."""

from __future__ import annotations

from bia.domain.marking import gettext_noop

DR_LEVEL: dict[str, str] = {
    "dr_level.by_both": gettext_noop(
        "Level {level} is the lowest that can do it: at its best {best_rto_s} and"
        " {best_rpo_s} of data, against an RTO of {rto_s} and an RPO of {rpo_s}."
    ),
    "dr_level.by_rto": gettext_noop(
        "Level {level} is the lowest that can do it: at its best {best_rto_s}, against an RTO"
        " of {rto_s}. No RPO is set."
    ),
    "dr_level.by_rpo": gettext_noop(
        "Level {level} is the lowest that can do it: at its best {best_rpo_s} of data, against"
        " an RPO of {rpo_s}. No RTO is set."
    ),
    "dr_level.no_objective": gettext_noop("Neither RTO nor RPO is set, so no level is asked for."),
    "dr_level.empty": gettext_noop("The catalogue has no levels."),
    "dr_level.none_by_rto": gettext_noop(
        "No level is enough: the fastest needs {best_rto_s} at its best, the RTO is {rto_s}."
    ),
    "dr_level.none_by_rpo": gettext_noop(
        "No level is enough: the best loses {best_rpo_s} of data, the RPO is {rpo_s}."
    ),
    "dr_level.none_by_both": gettext_noop(
        "No single level holds both an RTO of {rto_s} and an RPO of {rpo_s}."
    ),
    "dr_level.no_time": gettext_noop(
        "No level is enough: what depends on it needs {over_s} more than its own objective allows."
    ),
}
