"""Plain functions that make the people and things tests speak of.

Related objects may be given as objects or, where a `code` is natural, as codes; a department
or person that is named but not there yet is made. Nothing here goes through services: history
and constraints still apply, permissions do not.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import ApiToken, Department, Organisation, Person, RoleGrant, User
from bia.models import Process, Product, Site, Supplier, System
from followup.models import CorrectiveAction
from followup.services.policies import load_policies

# A Monday noon (UTC) that tests pass as `at=`.
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def organisation(**changes: Any) -> Organisation:
    """The organisation's row, with `changes` saved."""
    row = Organisation.current()
    for name, value in changes.items():
        setattr(row, name, value)
    row.save()
    return row


def today() -> date:
    """As pages and services reckon it: the day in the organisation's zone, not that of UTC."""
    return timezone.localdate(timezone=ZoneInfo(Organisation.current().timezone))


def department(
    code: str = "ops", *, parent: Department | str | None = None, **fields: Any
) -> Department:
    """The department of this code; made (below `parent`) when it is not there."""
    if isinstance(parent, str):
        parent = department(parent)
    defaults = {"name": code.replace("-", " ").capitalize(), "parent": parent} | fields
    return Department.objects.get_or_create(code=code, defaults=defaults)[0]


def user(
    username: str,
    *roles: str,
    department: Department | str | None = None,
    password: str | None = None,
    **fields: Any,
) -> User:
    """A user with `roles`; `department` limits the grant of a process owner to its tree.

    Without `password` nobody can sign in by typing one; `login(user)` works all the same.
    """
    one = User(
        username=username,
        email=f"{username}@example.com",
        name=username.capitalize(),
        language="en",
    )
    for name, value in fields.items():
        setattr(one, name, value)
    if password is None:
        one.set_unusable_password()
    else:
        one.set_password(password)
    one.save()
    place = _department(department)
    for role in roles:
        limit = place if role == "process_owner" else None
        RoleGrant.objects.create(user=one, role=role, department=limit)
    return one


def person(
    code: str,
    *,
    user: User | None = None,
    department: Department | str | None = None,
    **fields: Any,
) -> Person:
    defaults = {
        "name": code.capitalize(),
        "email": f"{code}@example.com",
        "user": user,
        "department": _department(department),
    }
    return Person.objects.get_or_create(code=code, defaults=defaults | fields)[0]


def process(
    code: str = "road-rescue",
    *,
    department: Department | str | None = None,
    owner: Person | User | str | None = None,
    **fields: Any,
) -> Process:
    """A process; an `owner` given as a User gets a person of the same code."""
    fields.setdefault("name", code.replace("-", " ").capitalize())
    return Process.objects.create(
        code=code, department=_department(department), owner=_person(owner), **fields
    )


def system(
    code: str = "dispatch", *, owner: Person | User | str | None = None, **fields: Any
) -> System:
    fields.setdefault("name", code.replace("-", " ").capitalize())
    return System.objects.create(code=code, owner=_person(owner), **fields)


def site(code: str = "dc-a", **fields: Any) -> Site:
    return Site.objects.create(code=code, **({"name": code.upper()} | fields))


def supplier(code: str = "carrier", **fields: Any) -> Supplier:
    return Supplier.objects.create(code=code, **({"name": code.capitalize()} | fields))


def product(code: str = "roadside", *processes: Process, **fields: Any) -> Product:
    row = Product.objects.create(code=code, **({"name": code.capitalize()} | fields))
    row.processes.set(processes)
    return row


def action(
    code: str = "ACT-2026-0001",
    *,
    owner: Person | User | str | None = "alice",
    verifier: Person | User | str | None = "bob",
    by: User | None = None,
    **fields: Any,
) -> CorrectiveAction:
    """An action as if it had gone through its steps by NOON; `by` drafted it."""
    state = fields.get("state", "draft")
    stamps: dict[str, Any] = {"due_on": NOON.date() + timedelta(days=30)}
    if state != "draft":
        stamps |= {"opened_at": NOON, "original_due_on": NOON.date() + timedelta(days=30)}
    if state in ("done", "verified"):
        stamps["done_at"] = NOON
    if state == "verified":
        stamps |= {"verified_at": NOON, "closed_at": NOON}
    defaults = {
        "title": "Second line to the dispatch centre",
        "finding": "One line carries every call.",
        "criterion": "Calls go through with the first line cut.",
        "created_by": by or user(f"author-{code.lower()}", "continuity_manager"),
    }
    people = {"owner": _person(owner), "verifier": _person(verifier)}
    return CorrectiveAction.objects.create(code=code, **people, **(defaults | stamps | fields))


def token(user: User, **fields: Any) -> str:
    """A fresh API token of `user`, as the client sends it."""
    row, secret = ApiToken.objects.create(user, **fields)
    return secret


def api(user: User | None = None, language: str | None = None) -> APIClient:
    """A REST client signed in with a real token (None: nobody)."""
    client = APIClient()
    if user is not None:
        client.credentials(HTTP_AUTHORIZATION=f"Token {token(user)}")
    if language is not None:
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    return client


def login(user: User | None = None) -> Client:
    """A browser with a session of `user` (None: nobody)."""
    client = Client()
    if user is not None:
        client.force_login(user, backend="accounts.backends.ActiveUserBackend")
    return client


def _department(given: Department | str | None) -> Department | None:
    return department(given) if isinstance(given, str) else given


def _person(given: Person | User | str | None) -> Person | None:
    if isinstance(given, User):
        known = Person.objects.filter(user=given).first()
        return known or person(given.username, user=given)
    return person(given) if isinstance(given, str) else given


def clock_policies() -> None:
    """The shipped clock policies; what is there already stays."""
    load_policies(at=NOON)
