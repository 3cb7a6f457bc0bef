"""The call tree for paper: everybody in calling order with their numbers, space for the time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from plans.call_list import CallRow, call_list
from plans.printing.tongue import Both, Lines, Tongue, duration


@dataclass(frozen=True)
class Callee:
    name: str
    numbers: tuple[str, ...]
    gone: bool


@dataclass(frozen=True)
class CallLine:
    number: str
    depth: int
    role: Lines
    callees: tuple[Callee, ...]
    critical: bool
    wait: Lines
    script: Lines


def call_lines(
    document: Mapping[str, Any], tongue: Tongue, *, masked: bool, at: datetime
) -> tuple[CallLine, ...]:
    return tuple(_line(row, tongue, masked) for row in call_list(document, at))


def _line(row: CallRow, tongue: Tongue, masked: bool) -> CallLine:
    role = Lines("") if row.role is None else tongue(Both(row.role.name_en, row.role.name_zh))
    return CallLine(
        number=row.number,
        depth=row.depth,
        role=role,
        callees=tuple(
            Callee(
                name=one.name,
                numbers=tuple(phone.masked if masked else phone.shown for phone in one.phones),
                gone=any(reason.code == "left" for reason in one.state.because),
            )
            for one in row.callees
        ),
        critical=row.is_critical,
        wait=tongue(duration(row.wait_s)),
        script=tongue.pair(row.script),
    )
