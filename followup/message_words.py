"""The messages of sending itself; those of clocks, actions and others stand with their owners."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from followup.messages import MessageKind, register


def register_own() -> None:
    register(
        MessageKind(
            key="channel.unreachable",
            label=_("Somebody cannot be reached"),
            title=_("%(who)s cannot be reached"),
            text=_(
                "No message arrived on any channel of this person; the last one tried was"
                " %(channel)s. Call them, and correct their addresses."
            ),
            asks=_("Reach them by phone and enter an address that works."),
        ),
        MessageKind(
            key="channel.down",
            label=_("The mail server cannot be reached"),
            title=_("The mail server cannot be reached"),
            text=_(
                "Messages were tried twice and did not leave. Whoever has no other channel is"
                " marked as unreachable until a message arrives again."
            ),
            asks=_("Have the mail server looked at; reach people by phone meanwhile."),
        ),
        MessageKind(
            key="test",
            label=_("Test message"),
            title=_("Test message"),
            text=_("This channel works."),
        ),
    )
