"""Calendar feeds: made, revoked, and read by programs that know nothing but the address.

The address holds a random token; only its SHA-256 is kept, so whoever reads the database learns
no address. What a feed shows is what its user may see at the moment it is read.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from followup.domain.ical import Event, Window, calendar
from followup.models import CalendarFeed, FeedScope
from followup.services.dates import Dated, dates_of, sees_everything
from lib.errors import GuardsUnmet, Refused
from lib.versioning import create

BACK, AHEAD = timedelta(days=90), timedelta(days=400)
MOST_FEEDS = 20
MOST_READS = 60  # of one feed in a minute
READ_MARK = timedelta(minutes=5)
PRODUCT = "-//BCM//Business continuity calendar//EN"


class TooManyReads(Exception):
    """This feed was read more than 60 times in this minute."""


@dataclass(frozen=True)
class Reading:
    """What one read answers: `changed_at` is when this content was first met."""

    body: bytes
    etag: str
    changed_at: datetime
    language: str


@transaction.atomic
def create_feed(
    *, user: User, scope: str, name: str = "", by: User, at: datetime
) -> tuple[CalendarFeed, str]:
    """A feed of `user`'s dates; the second value is its token, shown this once.

    Raises Refused at `scope` for the organisation's dates when the user may not see all of
    them, GuardsUnmet for a login that is not active or has too many feeds.
    """
    if not user.is_active:
        raise GuardsUnmet.one("not_active", _("This login is not active."))
    if scope == FeedScope.ORGANISATION and not sees_everything(user):
        words = _("The organisation’s dates are for those who may see all of them.")
        raise Refused("not_allowed", words, "scope")
    User.objects.select_for_update().get(pk=user.pk)
    if CalendarFeed.objects.filter(user_id=user.pk, revoked_at__isnull=True).count() >= MOST_FEEDS:
        most = _("At most %(most)s feeds: revoke one first.") % {"most": MOST_FEEDS}
        raise GuardsUnmet.one("too_many", most)
    token = secrets.token_urlsafe(32)
    feed = create(
        CalendarFeed,
        user_id=user.pk,
        scope=scope,
        name=name.strip(),
        token_hash=_hash(token),
        created_at=at,
    )
    return feed, token


@transaction.atomic
def revoke_feed(feed: CalendarFeed, *, by: User, at: datetime) -> None:
    """Its address answers 404 from now on; there is no way back."""
    CalendarFeed.objects.filter(pk=feed.pk, revoked_at__isnull=True).update(revoked_at=at)


def revoke_all(user: User, at: datetime) -> None:
    """Whoever is deactivated and comes back makes new addresses, as with API tokens."""
    CalendarFeed.objects.filter(user_id=user.pk, revoked_at__isnull=True).update(revoked_at=at)


def address_of(token: str) -> str:
    return f"{settings.PUBLIC_URL}/calendar/{token}.ics"


def read_feed(token: str, *, at: datetime) -> Reading | None:
    """The calendar behind a token; None for one that is unknown, revoked or no longer allowed.

    Who lost the sight of the whole organisation has no organisation-wide feed any more: half
    of it under the same name would mislead. Raises TooManyReads.
    """
    feed = (
        CalendarFeed.objects.select_related("user")
        .filter(token_hash=_hash(token), revoked_at__isnull=True, user__is_active=True)
        .first()
    )
    if feed is None:
        return None
    if feed.scope == FeedScope.ORGANISATION and not sees_everything(feed.user):
        return None
    _count_read(feed, at)
    _mark_read(feed, at)
    language, zone = _reader_of(feed.user)
    with translation.override(language), timezone.override(zone):
        body = _body(feed, zone, at)
    etag = hashlib.sha256(body).hexdigest()[:32]
    return Reading(body, etag, _first_met(feed, etag, at), language)


def _body(feed: CalendarFeed, zone: ZoneInfo, at: datetime) -> bytes:
    today = at.astimezone(zone).date()
    window = Window(today - BACK, today + AHEAD)
    personal = feed.scope == FeedScope.PERSONAL
    found = dates_of(feed.user, since=window.since, until=window.until, personal=personal)
    host = urlsplit(settings.PUBLIC_URL).hostname or "bcm"
    name = feed.name or (
        gettext("My continuity dates") if personal else gettext("Continuity dates")
    )
    # The zone is described in whole years, so that the text changes with its dates only.
    return calendar(
        (_event(one, host) for one in found), name=name, product=PRODUCT, zone=zone, window=window
    )


def _event(one: Dated, host: str) -> Event:
    entry = one.entry
    link = f"{settings.PUBLIC_URL}{entry.url}" if entry.url.startswith("/") else ""
    title = f"✓ {entry.title}" if entry.is_done else str(entry.title)
    text = "\n\n".join(part for part in (str(entry.description), link) if part)
    return Event(
        uid=f"{entry.uid}@{host}",
        title=title,
        changed_at=entry.changed_at,
        day=entry.day,
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        description=text,
        url=link,
        category=str(one.label),
    )


def _reader_of(user: User) -> tuple[str, ZoneInfo]:
    organisation = Organisation.current()
    language = user.language or organisation.language
    for name in (user.timezone, organisation.timezone):
        try:
            if name:
                return language, ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            continue
    return language, ZoneInfo("UTC")


def _count_read(feed: CalendarFeed, at: datetime) -> None:
    """A program gone wild costs a cache's counter, not the reading of thousands of dates."""
    key = f"followup.feed_reads:{feed.pk}:{int(at.timestamp()) // 60}"
    cache.add(key, 0, timeout=120)
    try:
        count = cache.incr(key) or 0
    except ValueError:  # forgotten in between
        return
    if count > MOST_READS:
        raise TooManyReads


def _mark_read(feed: CalendarFeed, at: datetime) -> None:
    """At most every five minutes: programs that ask every second cost no writes."""
    stale = Q(last_read_at__isnull=True) | Q(last_read_at__lte=at - READ_MARK)
    if feed.last_read_at is None or feed.last_read_at <= at - READ_MARK:
        CalendarFeed.objects.filter(stale, pk=feed.pk).update(last_read_at=at)


def _first_met(feed: CalendarFeed, etag: str, at: datetime) -> datetime:
    """When the content became this one, to the second: what Last-Modified says.

    The newest change among the entries would not do, because one that is gone changes the
    content too. Forgotten by the cache it is now, which only costs a full answer.
    """
    key = f"followup.feed:{feed.pk}"
    known = cache.get(key)
    if known and known[0] == etag:
        return datetime.fromisoformat(known[1])
    now = at.replace(microsecond=0)
    if known:
        now = max(now, datetime.fromisoformat(known[1]) + timedelta(seconds=1))
    cache.set(key, (etag, now.isoformat()), timeout=30 * 24 * 3600)
    return now


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
