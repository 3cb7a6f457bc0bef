"""The rules that find what contradicts itself in the register (docs/method.md §21).

Apps to the right bring their own: `register(Rule(…))` in their `AppConfig.ready`. A rule is a
function over the stored analysis; raising, numbering and clearing are the services' work.
"""

from __future__ import annotations

from bia.finding_rules.rule import (
    NameOf,
    Params,
    Raised,
    Rule,
    World,
    register,
    rule_of,
    rules,
    unregister,
    watch,
    watched,
)

__all__ = [
    "NameOf", "Params", "Raised", "Rule", "World", "register", "rule_of", "rules", "unregister",
    "watch", "watched",
]  # fmt: skip
