"""The morning's digest (NTF-10): one message a person and working day with what waits for them.

The task looks every five minutes. Whoever's clock has passed the hour set gets theirs, once a
day; a run that was missed (the ticker was down) is made up for until 18:00 of that day, and an
empty digest is not sent. What the lines say comes from the registered digest sources.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from followup import registry
from followup.domain.digest_time import is_due
from followup.messages import MessageKind, register
from followup.models import EMAIL, ContactPoint, Notification, NotificationPreference
from followup.reasons import register_reasons
from followup.registry import DigestItem, Recipient, Subject
from followup.services.calendar_days import working_days
from followup.services.outbox import Message, notify_many
from followup.services.readers import House, Reader, readers_of
from followup.services.wording import one_line

KIND = "digest"
MOST_LINES = 10  # of one section; the rest is counted
DAY = timedelta(days=1)

SECTIONS: dict[str, Any] = {
    "overdue": _("Overdue"),
    "this_week": _("Due this week"),
    "to_verify": _("To verify"),
    "to_approve": _("To approve"),
    "drills": _("Drills"),
    "reviews": _("Reviews"),
}


def send_digests(*, at: datetime) -> int:
    """Write the digests that are due at `at`; answers how many people got one.

    A constant number of queries per local date and language, whatever the number of people.
    """
    house = House.now()
    if not house.settings.digest_on:
        return 0
    calendar = working_days(at.date() - DAY, at.date() + DAY)
    readers = _readers(house)
    groups: dict[tuple[date, str], list[Person]] = defaultdict(list)
    looked: set[str] = set()
    for person, reader in readers:
        local = at.astimezone(reader.zone)
        if not is_due(local, house.settings.digest_at) or not calendar.is_working(local.date()):
            continue
        looked.add(_mark_of(reader, local.date()))
        groups[local.date(), reader.language].append(person)
    done = set(cache.get_many(looked))
    zones = {person.pk: reader for person, reader in readers}
    sent = 0
    for (day, language), people in sorted(groups.items(), key=lambda one: one[0]):
        waiting = [one for one in people if _mark_of(zones[one.pk], day) not in done]
        sent += _send(waiting, day, language, zones, at)
    # Whoever had nothing in the morning is not written to when something comes up at noon.
    cache.set_many(dict.fromkeys(looked - done, True), timeout=int(2 * DAY.total_seconds()))
    return sent


def _readers(house: House) -> list[tuple[Person, Reader]]:
    """Every active person who did not switch the digest off."""
    declined = NotificationPreference.objects.filter(digest=False).values("person")
    people = Person.objects.filter(is_active=True).exclude(pk__in=declined)
    known = list(people.select_related("user").order_by("pk"))
    contacts = [ContactPoint(pk=one.pk, person=one, channel=EMAIL) for one in known]
    readers = readers_of(contacts, house)
    return [(one, readers[one.pk]) for one in known]


def _mark_of(reader: Reader, day: date) -> str:
    """Says that everybody of this zone and language was looked at on `day`.

    Only a saving: what it forgets is caught by the dedup key of the message.
    """
    return f"followup.digest:{day}:{reader.language}:{reader.zone.key}"


def _send(
    people: Sequence[Person], day: date, language: str, readers: dict[int, Reader], at: datetime
) -> int:
    told = Notification.objects.filter(kind=KIND, mark=day.isoformat(), person__in=people)
    already = set(told.values_list("person", flat=True))
    waiting = [one for one in people if one.pk not in already]
    if not waiting:
        return 0
    with translation.override(language):
        items = _items(waiting, day)
    messages = [
        _message(one, items[one.pk], day, _midnight(day, readers[one.pk]))
        for one in waiting
        if items.get(one.pk)
    ]
    with transaction.atomic():
        notify_many(messages, at=at)
    return len(messages)


def _items(people: Sequence[Person], day: date) -> dict[int, list[DigestItem]]:
    found: dict[int, list[DigestItem]] = defaultdict(list)
    for source in registry.digest_sources().values():
        for person, items in source.items(people, day).items():
            found[person] += items
    return found


def _message(person: Person, items: Sequence[DigestItem], day: date, until: datetime) -> Message:
    user = person.user if person.user is not None and person.user.is_active else None
    return Message(
        kind=KIND,
        recipients={Recipient(person=person, user=user): ()},
        # About nothing in particular: the address is where a reader goes on.
        subject=Subject(kind="", code="", title="", url="/calendar/?scope=personal"),
        params={
            "day": {"day": day.isoformat()},
            "count": len(items),
            "lines": lines_of(items),
        },
        mark=day.isoformat(),
        expires_at=until,
    )


def _midnight(day: date, reader: Reader) -> datetime:
    """The end of the reader's day: yesterday's digest is of no use."""
    return datetime.combine(day + DAY, time(), tzinfo=reader.zone)


# --- words ----------------------------------------------------------------------------


def lines_of(items: Sequence[DigestItem]) -> list[Any]:
    """Lines for `params`: headings in both languages, at most 10 items of each section."""
    sections: dict[str, list[DigestItem]] = {key: [] for key in SECTIONS}
    for one in items:
        sections.setdefault(one.section, []).append(one)
    lines: list[Any] = []
    for key, found in sections.items():
        if not found:
            continue
        found.sort(key=lambda one: (one.due_on or date.max, str(one.title)))
        lines += ["", _both(partial(_heading, key, len(found)))]
        lines += [_line(one) for one in found[:MOST_LINES]]
        if len(found) > MOST_LINES:
            lines.append(_both(partial(_more, len(found) - MOST_LINES)))
    return lines[1:]


def _both(words: Callable[[], str]) -> dict[str, str]:
    """What `words` says in each language: the reader's is taken when it is shown."""
    said = {}
    for short, language in (("en", "en"), ("zh", "zh-hans")):
        with translation.override(language):
            said[short] = words()
    return said


def _heading(section: str, count: int) -> str:
    return gettext("%(section)s (%(count)s)") % {
        "section": SECTIONS.get(section, section),
        "count": count,
    }


def _more(count: int) -> str:
    return "  " + ngettext("and %(count)s more", "and %(count)s more", count) % {"count": count}


def _line(one: DigestItem) -> str:
    due = f" · {one.due_on.isoformat()}" if one.due_on else ""
    link = f"\n  {settings.PUBLIC_URL}{one.url}" if one.url.startswith("/") else ""
    return f"• {one_line(str(one.title))[:200]}{due}{link}"


def _switched_off(rows: Iterable[Notification]) -> dict[int, str]:
    """Who switched it off since it was written gets none (NTF-4)."""
    known = {one.pk: one.person_id for one in rows}
    declined = NotificationPreference.objects.filter(digest=False, person__in=known.values())
    people = set(declined.values_list("person", flat=True))
    return {pk: "digest_off" for pk, person in known.items() if person in people}


def register_messages() -> None:
    """Called once, from `AppConfig.ready`."""
    register(
        MessageKind(
            key=KIND,
            label=_("Daily digest"),
            title=_("What waits for you on %(day)s: %(count)s"),
            text="%(lines)s",
            stop=_switched_off,
        )
    )
    register_reasons(digest_off=_("The recipient has switched the digest off."))
