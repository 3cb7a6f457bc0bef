"""Who is told of a clock's mark: the roles of its policy, filled by its subject (NTF-3, NTF-4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from accounts.models import Person
from followup.registry import Recipient, Subject
from followup.services.people import holders_of, managers_of

BY_ROLE = {"bcm_managers": "continuity_manager", "administrators": "administrator"}
FALLBACK = "bcm_managers"


class Audience:
    """Answers for many subjects with a constant number of queries, made when first needed."""

    def __init__(self, subjects: Iterable[Subject]):
        self._subjects = list(subjects)
        self._managers: dict[int, Person] | None = None
        self._holders: dict[str, tuple[Recipient, ...]] = {}

    def in_role(self, role: str, subject: Subject | None) -> tuple[Recipient, ...]:
        """Whom `subject` names, else who the role means for everything."""
        named = tuple(subject.roles.get(role, ())) if subject is not None else ()
        if named:
            return named
        if role == "manager" and subject is not None:
            return self._managers_of(subject)
        if role in BY_ROLE:
            if role not in self._holders:
                self._holders[role] = holders_of(BY_ROLE[role])
            return self._holders[role]
        return ()

    def told(
        self, roles: Sequence[str], subject: Subject | None
    ) -> dict[Recipient, tuple[str, ...]]:
        """Each human once, with the roles that make them one.

        When nobody is in any of the roles the continuity managers are told: a breach that
        reaches nobody is the worst of all.
        """
        return self._by_human(roles, subject) or self._by_human([FALLBACK], subject)

    def _by_human(
        self, roles: Sequence[str], subject: Subject | None
    ) -> dict[Recipient, tuple[str, ...]]:
        found: dict[str, tuple[Recipient, tuple[str, ...]]] = {}
        for role in roles:
            for recipient in self.in_role(role, subject):
                known, held = found.get(recipient.key, (recipient, ()))
                # The same human may be named with a login here and without one there.
                best = known if known.user is not None else recipient
                found[recipient.key] = (best, held if role in held else (*held, role))
        return dict(found.values())

    def _managers_of(self, subject: Subject) -> tuple[Recipient, ...]:
        if self._managers is None:
            self._managers = managers_of(
                person for one in self._subjects for person in _owners(one)
            )
        heads = [self._managers[one.pk] for one in _owners(subject) if one.pk in self._managers]
        return tuple(Recipient(person=head, user=head.user) for head in heads)


def _owners(subject: Subject) -> list[Person]:
    return [one.person for one in subject.roles.get("owner", ()) if one.person is not None]
