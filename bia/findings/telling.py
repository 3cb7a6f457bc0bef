"""A finding in a reader's words: its sentence, its subject, the things it mentions.

The numbers are stored with the finding, the words are not: each reader gets them in their
language, and "another process" where they may not look.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from bia.analysis.sight import Sight
from bia.analysis.stored import stored
from bia.finding_rules import Rule, rule_of
from bia.models import Finding
from bia.node_links import node_url


@dataclass(frozen=True)
class Mentioned:
    """A thing of the register that a finding speaks of; `url` "" where there is no page."""

    key: str
    name: str
    url: str


class Telling:
    """Tells findings to `user`; None is another system, which gets everything named."""

    def __init__(self, user: User | None, at: datetime):
        self.user, self.at = user, at

    @cached_property
    def _named(self) -> Any:
        return stored(self.at).named

    @cached_property
    def _sight(self) -> Sight | None:
        return None if self.user is None else Sight(self.user, self._named)

    def sees(self, key: str) -> bool:
        return self._sight is None or self._sight.sees(key)

    def name(self, key: str) -> str:
        if self._sight is not None:
            return self._sight.name(key)
        return self._named[key].name if key in self._named else key

    def rule(self, finding: Finding) -> Rule | None:
        return rule_of(finding.rule)

    def title(self, finding: Finding) -> str:
        rule = self.rule(finding)
        return str(rule.title) if rule else finding.rule

    def text(self, finding: Finding) -> str:
        """The sentence of the rule with the finding's numbers."""
        rule = self.rule(finding)
        if rule is None:
            return _("The rule that found this is no longer there.")
        try:
            return rule.words(finding.params, self.name)
        except (KeyError, TypeError):  # numbers kept from a version of the rule that had others
            return self.title(finding)

    def subject(self, finding: Finding) -> Mentioned:
        """The thing that breaks the rule, by its row where it is one of the register."""
        row = finding.process or finding.system
        if row is None:
            return Mentioned(finding.subject, finding.subject, "")
        kind = "process" if finding.process_id else "system"
        return Mentioned(f"{kind}:{row.code}", row.name, node_url(kind, row.code))

    def mentions(self, finding: Finding) -> list[Mentioned]:
        """What else stands in the sentence and the reader may see."""
        rule = self.rule(finding)
        try:
            keys: Iterable[str] = rule.mentions(finding.params) if rule else ()
            return [self._mentioned(key) for key in keys if self._is_seen(key)]
        except (KeyError, TypeError):
            return []

    def params(self, finding: Finding) -> dict[str, Any]:
        """The numbers, without the keys of what the reader may not see."""
        return {name: self._shown(value) for name, value in finding.params.items()}

    def _shown(self, value: Any) -> Any:
        if isinstance(value, list):
            return [one for one in value if not self._hidden(one)]
        return None if self._hidden(value) else value

    def _hidden(self, value: Any) -> bool:
        return isinstance(value, str) and value in self._named and not self.sees(value)

    def _is_seen(self, key: str) -> bool:
        return key in self._named and self.sees(key)

    def _mentioned(self, key: str) -> Mentioned:
        named = self._named[key]
        return Mentioned(key, named.name, node_url(named.table, named.code))
