"""Who may read a script: it tells players what is coming.

Whoever plays in a drill that has not ended reads neither its script nor that of the scenario it
was made from, whatever else they are.
"""

from __future__ import annotations

from accounts.access import may
from accounts.models import User
from drills.models import BEFORE, LIVE, UNINFORMED, Drill, DrillScenario, Participant
from drills.services.rights import rights_of
from drills.services.scripting import Owner


def may_read_script(owner: Owner, user: User) -> bool:
    if isinstance(owner, Drill):
        rights = rights_of(owner, user)
        plays = "player" in rights.being and not rights.being & {"controller", "evaluator"}
        still = owner.status in (*BEFORE, *LIVE)
        return rights.may("see_script") and not (plays and still)
    return may(user, "scenario_library.view") and hiding_drill(owner, user) is None


def hiding_drill(scenario: DrillScenario, user: User) -> Drill | None:
    """A drill of this scenario that the user is still to play in, and knows of."""
    plays = Participant.objects.filter(
        person__user=user, role__in=UNINFORMED, drill__scenario=scenario,
        drill__status__in=(*BEFORE, *LIVE),
    )  # fmt: skip
    known = Drill.objects.visible_to(user).filter(pk__in=plays.values("drill"))
    return known.order_by("planned_start").first()
