"""What one person may see of an analysis that runs over everything.

The engine works on the whole register, so that its times are true for everybody. Who may not
see a process still learns that one stands in the chain, not which: "another process".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.access import departments_limit, may
from accounts.models import User
from bia.analysis.register import Named
from bia.models import Process


class Sight(Mapping[str, str]):
    """`user`'s view of the nodes `named`; one query, and none for who sees everything or where
    the ids of the `processes` the user may see are known.

    As a mapping it gives each key the name that reasons are told with.
    """

    def __init__(
        self, user: Any, named: Mapping[str, Named], processes: Iterable[int] | None = None
    ):
        self.user: User = user
        self.named = named
        self._known = processes

    @cached_property
    def language(self) -> str:
        """The reader's, asked once: a thousand rows are put into words."""
        return get_language() or "en"

    @cached_property
    def _shared(self) -> bool:
        return may(self.user, "register.view")

    @cached_property
    def _processes(self) -> frozenset[int] | None:
        """Ids of the processes the user may see, None for all."""
        if departments_limit(self.user, "register.view") is None:
            return None
        if self._known is not None:
            return frozenset(self._known)
        return frozenset(Process.objects.visible_to(self.user).values_list("id", flat=True))

    def sees(self, key: str) -> bool:
        """False for a hidden process, and for what is not there."""
        one = self.named.get(key)
        if one is None or not self._shared:
            return False
        return one.table != "process" or self._processes is None or one.pk in self._processes

    def name(self, key: str) -> str:
        """The node's name, or that it is another process."""
        if self.sees(key):
            return self.named[key].name
        return _("another process") if key.startswith("process:") else _("something else")

    def key(self, key: str) -> str | None:
        """The key itself, None for what is hidden: codes speak too."""
        return key if self.sees(key) else None

    def keys_of(self, keys: Iterable[str]) -> list[str | None]:
        """The same of many keys of the register."""
        if self._shared and self._processes is None:
            return list(keys)
        return [self.key(key) for key in keys]

    def names(self, keys: Iterable[str]) -> list[str]:
        return [self.name(key) for key in keys]

    def __getitem__(self, key: str) -> str:
        if key not in self.named:
            raise KeyError(key)
        return self.name(key)

    def __iter__(self) -> Iterator[str]:
        return iter(self.named)

    def __len__(self) -> int:
        return len(self.named)

    def seen(self) -> Iterable[Named]:
        return (one for key, one in self.named.items() if self.sees(key))
