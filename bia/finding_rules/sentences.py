"""Putting a finding's sentences together in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable

from bia.domain.reasons import ParamValue, Reason
from bia.finding_rules.rule import NameOf
from bia.reasons import explain
from lib.language import listed, told


def say(code: str, **params: ParamValue) -> str:
    """One sentence of `bia.domain.finding_words`."""
    return explain(Reason.of(f"finding.{code}", **params))


def together(*sentences: str) -> str:
    """One after the other; Chinese puts no space between them."""
    return told(sentences)


def names(keys: Iterable[str], name: NameOf) -> str:
    """ "Repair, Settlement"; things the reader may not see are told once."""
    return listed(dict.fromkeys(name(key) for key in keys))
