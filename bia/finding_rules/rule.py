"""What a rule is: it looks at the register's analysis and raises what contradicts itself.

A rule writes nothing and knows no person. `check` answers every subject that breaks it now;
`bia.services.findings` compares that with what stands, and raises or clears. `words` tells one
finding in the reader's language from the numbers it was raised with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from bia.analysis.stored import Stored
from bia.domain.catalogue_dr import CatalogueOfLevels

Severity = Literal["high", "medium", "low"]
Params = Mapping[str, Any]
NameOf = Callable[[str], str]
"""The name of a key for the reader; "another process" for what they may not see."""


@dataclass(frozen=True)
class World:
    """What rules look at: the stored analysis and the catalogue of levels in use, now (`at`).

    `kept` is what rules of one check read once and share, by a name of their own.
    """

    stored: Stored
    levels: CatalogueOfLevels | None = None
    at: datetime | None = None
    kept: dict[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Raised:
    """`subject` names what is wrong and never changes while it stays wrong.

    `node` is the key of the register's thing it speaks of, "" for none; by it people are
    allowed to see the finding. `params` are plain JSON values: whole seconds, texts, keys,
    lists of them in a fixed order. `severity` overrides the rule's.
    """

    subject: str
    params: Params = field(default_factory=dict)
    node: str = ""
    severity: Severity | None = None
    critical: bool = False


@dataclass(frozen=True)
class Rule:
    """`code` is stored with every finding; `section` of docs/method.md explains the rule.

    `advice` says what usually mends it. `mentions(params)` are the keys that stand in the
    sentence, for names and links.
    """

    code: str
    title: Any
    severity: Severity
    check: Callable[[World], Iterable[Raised]]
    words: Callable[[Params, NameOf], str]
    section: str
    advice: Any = ""
    mentions: Callable[[Params], Iterable[str]] = lambda params: ()


_rules: dict[str, Rule] = {}


def register(*rules: Rule) -> None:
    """Called once per app, from `AppConfig.ready`. A code names one rule."""
    for rule in rules:
        known = _rules.setdefault(rule.code, rule)
        if known is not rule:
            raise ValueError(f"another rule is called {rule.code}")


def unregister(*codes: str) -> None:
    """For tests that bring rules of their own."""
    for code in codes:
        _rules.pop(code, None)


def rules() -> list[Rule]:
    """In the order of their registration."""
    return list(_rules.values())


# What else an app's rules look at: equal texts for equal contents, in one cheap query.
Seen = Callable[[datetime], str]

_watched: dict[str, Seen] = {}


def watch(name: str, seen: Seen) -> None:
    """Rules of another app read its own tables: a change of `seen` makes the check run again."""
    _watched[name] = seen


def watched(at: datetime) -> list[str]:
    return [f"{name}:{seen(at)}" for name, seen in sorted(_watched.items())]


def rule_of(code: str) -> Rule | None:
    """None for a rule of an app that is no longer there."""
    return _rules.get(code)
