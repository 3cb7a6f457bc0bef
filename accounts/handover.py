"""What a person holds, and how it passes to another: every app adds its part.

`accounts` may not ask the apps to its right what somebody owns; they register a provider in
`AppConfig.ready` instead, and the deactivation of a user calls them all in one transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from accounts.models import Person, User


@dataclass(frozen=True)
class Holder:
    """Somebody in both of their rolls: the login and the entry among the people."""

    user: User | None = None
    person: Person | None = None


@dataclass(frozen=True)
class Holding:
    """One thing held: its kind in words, its code and name, and its page."""

    kind: Any
    code: str
    name: str
    url: str = ""


class Provider(Protocol):
    def describe(self, holder: Holder) -> list[Holding]:
        """Everything of this app that `holder` holds."""

    def hand_over(self, holder: Holder, successor: Holder, *, by: User, at: datetime) -> None:
        """Pass all of it on; runs inside the caller's transaction."""


_providers: dict[str, Provider] = {}


def register(name: str, provider: Provider) -> None:
    """Called once per app, from `AppConfig.ready`."""
    _providers[name] = provider


def holder_of(one: User | Person) -> Holder:
    if isinstance(one, Person):
        return Holder(user=one.user, person=one)
    return Holder(user=one, person=Person.objects.filter(user=one).first())


def holdings_of(holder: Holder) -> list[Holding]:
    """Everything held in all apps, in the order of the app line."""
    return [one for provider in _providers.values() for one in provider.describe(holder)]


def pass_on(holder: Holder, successor: Holder, *, by: User, at: datetime) -> None:
    for provider in _providers.values():
        provider.hand_over(holder, successor, by=by, at=at)


class PersonLeft(Protocol):
    """What a provider may offer besides: nobody was named, but some things cannot wait."""

    def person_left(self, person: Person, *, by: User, at: datetime) -> None:
        """`person` is no longer active; runs inside the caller's transaction."""


def tell_left(person: Person, *, by: User, at: datetime) -> None:
    """Whatever needs somebody who answers for it finds another one (a manager, a deputy)."""
    for provider in _providers.values():
        left = getattr(provider, "person_left", None)
        if left is not None:
            left(person, by=by, at=at)


class LoginClosed(Protocol):
    """What a provider may offer besides: roles that end with the login, whoever takes the rest."""

    def login_closed(self, user: User, *, by: User, at: datetime) -> None:
        """`user` may not sign in any more; runs inside the caller's transaction."""


def tell_closed(user: User, *, by: User, at: datetime) -> None:
    for provider in _providers.values():
        closed = getattr(provider, "login_closed", None)
        if closed is not None:
            closed(user, by=by, at=at)


class Heads:
    """The part of `accounts`: the person heads departments, and so manages their people."""

    def describe(self, holder: Holder) -> list[Holding]:
        from django.utils.translation import gettext_lazy as _

        if holder.person is None:
            return []
        return [
            Holding(_("Head of the department"), one.code, one.name, f"/departments/{one.code}/")
            for one in holder.person.heads.all()
        ]

    def hand_over(self, holder: Holder, successor: Holder, *, by: User, at: datetime) -> None:
        from lib.versioning import change

        if holder.person is None:
            return
        for one in list(holder.person.heads.all()):
            change(one, read_version=None, head=successor.person)


class Deputies:
    """The part of `accounts`: the person stands in for others."""

    def describe(self, holder: Holder) -> list[Holding]:
        from django.utils.translation import gettext_lazy as _

        if holder.person is None:
            return []
        return [
            Holding(_("Deputy of"), one.code, one.name, f"/people/{one.code}/")
            for one in holder.person.deputises_for.all()
        ]

    def hand_over(self, holder: Holder, successor: Holder, *, by: User, at: datetime) -> None:
        from lib.versioning import change

        if holder.person is None:
            return
        for one in list(holder.person.deputises_for.all()):
            # Nobody deputises for themselves.
            deputy = None if one == successor.person else successor.person
            change(one, read_version=None, deputy=deputy)
