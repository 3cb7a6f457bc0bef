""" "Send to me": an inject as players will get it, to one person and nobody else (DRL-8)."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.access import may
from accounts.models import User
from drills.models import Inject
from drills.services.delivering import params_of
from drills.services.rights import require_right
from followup.registry import Recipient
from followup.services.outbox import Message, notify
from followup.services.people import recipient_of


@transaction.atomic
def send_to_me(inject: Inject, *, by: User, at: datetime) -> int:
    """Nothing is delivered and nothing written down; asked again it is sent again. Of a scenario
    for who may change the library, of a drill for who sees its script. Raises PermissionDenied."""
    script = inject.script
    if script.drill is not None:
        require_right(script.drill, by, "see_script")
        url = script.drill.get_absolute_url()
    else:
        if not may(by, "scenario_library.change"):
            raise PermissionDenied("scenario_library.change")
        assert script.scenario is not None
        url = script.scenario.get_absolute_url()
    who = recipient_of(by) or Recipient(user=by)
    message = Message(
        kind="drill.inject_preview",
        recipients={who: ()},
        params=params_of(inject),
        mark=f"{inject.pk}:{at.isoformat()}",
        urgent=True,
        held_in_quiet_hours=False,
        url=url,
        only_in_app=inject.channel == "app" and who.user is not None,
    )
    return notify(message, at=at)


def address_of(user: User) -> str:
    """Where mail for them goes; "" without one: the preview is in the app only."""
    who = recipient_of(user)
    person = who.person if who is not None else None
    return (person.email if person is not None else "") or user.email
