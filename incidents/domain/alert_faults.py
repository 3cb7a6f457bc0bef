"""What cannot be read, as plain values; `incidents.services.alert_reading` has it in words."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping


@dataclasses.dataclass(frozen=True)
class Fault:
    """`words` are marked for translation, `about` is filled into them."""

    code: str
    words: str
    field: str
    about: Mapping[str, object] = dataclasses.field(default_factory=dict)


class Unreadable(Exception):
    """A payload, or a part of it, that leads nowhere."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.code)
