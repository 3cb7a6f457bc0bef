"""Every type of event that webhooks carry, with words for whoever sets up an endpoint.

A type is "<noun>.<what happened>". The app that publishes it registers it in `AppConfig.ready`;
`services.webhooks.publish` knows no others.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

EVERYTHING = "*"
TEST = "webhook.test"


@dataclass(frozen=True)
class EventType:
    """`description` is a lazy translation: when it is sent."""

    key: str
    description: Any

    @property
    def noun(self) -> str:
        return self.key.partition(".")[0]


_types: dict[str, EventType] = {}


def register(types: Iterable[tuple[str, Any]]) -> None:
    """(type, description) of what an app publishes."""
    for key, description in types:
        _types[key] = EventType(key, description)


def all_types() -> list[EventType]:
    """In the order of the app line, each app's in the order it named them."""
    return list(_types.values())


def is_known(key: str) -> bool:
    return key in _types


def is_pattern(text: str) -> bool:
    """A type, "<noun>.*" of a noun that has types, or "*"."""
    if text == EVERYTHING or text in _types:
        return True
    return text.endswith(".*") and text[:-2] in {one.noun for one in _types.values()}


def patterns_of(key: str) -> list[str]:
    """What an endpoint may have chosen to get this type."""
    return [EVERYTHING, f"{key.partition('.')[0]}.*", key]


def register_own() -> None:
    """Those of this app."""
    register(
        [
            ("corrective_action.created", _("A corrective action was drafted.")),
            ("corrective_action.opened", _("A corrective action was given to its owner.")),
            ("corrective_action.started", _("Work on a corrective action began.")),
            ("corrective_action.completed", _("The owner says a corrective action is done.")),
            ("corrective_action.verified", _("A corrective action was verified.")),
            ("corrective_action.rejected", _("A corrective action was sent back by its verifier.")),
            ("corrective_action.postponed", _("A corrective action got a later due date.")),
            ("corrective_action.risk_accepted", _("The risk was accepted instead, for a time.")),
            ("corrective_action.risk_expired", _("The time of an accepted risk ran out.")),
            ("corrective_action.cancelled", _("A corrective action was cancelled.")),
            ("corrective_action.reopened", _("A corrective action was opened again.")),
            ("corrective_action.ineffective", _("The same thing happened again after the action.")),
            ("clock.breached", _("A clock passed its limit.")),
            (TEST, _("Sent by the test button, whatever events the endpoint asks for.")),
        ]
    )
