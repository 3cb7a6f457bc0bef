"""An evaluation's frozen content as its page shows it, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from governance.evidence import KEYS
from governance.frameworks.looks import AnswerLook, look_of
from lib.language import in_language


@dataclass(frozen=True)
class FrozenEvidence:
    label: str
    words: str
    proofs: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class FrozenRow:
    number: str
    name: str
    look: AnswerLook
    derived: AnswerLook
    differs: bool
    comment: str
    because: str
    owner: str
    evidence: Sequence[FrozenEvidence]
    links: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class FrozenGroup:
    title: str
    rows: Sequence[FrozenRow]


def frozen_groups(content: Mapping[str, Any]) -> list[FrozenGroup]:
    kind = content["framework"]["kind"]
    return [
        FrozenGroup(title, [_row(kind, one) for one in ones])
        for title, ones in groupby(content["requirements"], key=lambda one: _say(one["group"]))
    ]


def _row(kind: str, one: Mapping[str, Any]) -> FrozenRow:
    decided, derived = one["decided"], one["derived"]
    return FrozenRow(
        number=one["number"],
        name=_say(one["name"]),
        look=look_of(kind, _number(one["value"]), applicable=one["applicable"]),
        derived=look_of(kind, _number(derived)),
        differs=decided is not None and derived is not None and decided != derived,
        comment=one["comment"],
        because=one["because"],
        owner=one["owner"] or "",
        evidence=[
            FrozenEvidence(str(KEYS.get(key, key)), _say(found["words"]), found["proofs"])
            for key, found in one["evidence"].items()
        ],
        links=one["links"],
    )


def _say(words: Mapping[str, str]) -> str:
    return in_language(words["en"], words["zh"])


def _number(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)
