"""The words of every kind of message, made when it is sent or shown, in the reader's language.

An app registers its kinds in `AppConfig.ready`. Texts are lazy translations with %(name)s places
filled from the notification's `params`; a value {"at": ISO instant} is shown in the reader's zone
with its offset, {"s": seconds} as a duration, {"day": ISO date} as a date, and {"en": …, "zh": …}
in the reader's language. A place that is missing is left empty, never an error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from followup.models import Notification

# Right before sending (NTF-4), in bulk: ids of those no longer wanted → why, as a short code.
StopRule = Callable[[Sequence["Notification"]], Mapping[int, str]]


@dataclass(frozen=True)
class MessageKind:
    """`title` is the first line, `text` what happened, `asks` what is asked of the reader."""

    key: str
    label: Any
    title: Any
    text: Any
    asks: Any = ""
    stop: StopRule | None = None


_kinds: dict[str, MessageKind] = {}


def register(*kinds: MessageKind) -> None:
    for kind in kinds:
        _kinds[kind.key] = kind


def kind_of(key: str) -> MessageKind | None:
    """The kind, or that of the longest prefix: "clock.action_due.breached" → "clock.action_due"."""
    while key:
        if key in _kinds:
            return _kinds[key]
        key = key.rpartition(".")[0]
    return None


def all_kinds() -> list[MessageKind]:
    return list(_kinds.values())
