"""When a channel failed: the next one of the recipient's order; none left is told (NTF-9)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from followup.models import EMAIL, ContactPoint, Notification, NotificationState
from followup.registry import Recipient
from followup.services.outbox import Message, contact_key, contact_points, notify_many
from followup.services.people import holders_of
from followup.services.readers import House, Reader

# Nothing was wrong with the recipient: this installation has no such way out.
NOT_SET_UP = frozenset({"mail_not_set_up"})

# Nothing was wrong with the message either: it waits for the end of the outage, asking after
# 5 minutes, then ever more rarely, for a day.
OUTAGES = frozenset({"mail_server_down"})
SHORTEST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=2)
WAITS_FOR = timedelta(hours=24)


def fall_back(
    failed: Sequence[Notification],
    *,
    readers: dict[int, Reader],
    house: House,
    at: datetime,
) -> list[Notification]:
    """Write the rows that take the place of `failed` ones.

    The caller saves `state`, `reason` and `not_before` of the failed ones. `readers` are by contact
    point. Recipients without another channel become unreachable; what only an outage keeps from
    them waits for its end.
    Answers the new rows. Inside the caller's transaction; queries do not grow with the rows.
    """
    used = _used_keys(failed, readers)
    new: list[Notification] = []
    lost: dict[int, Notification] = {}
    for row in failed:
        channel = _next_channel(row, readers[row.contact_id or 0].channels, used)
        if channel is not None:
            new.append(_instead(row, channel, at))
        elif row.reason in NOT_SET_UP and row.user_id is not None:
            # Told in the app, and nobody can do anything about it: no alarm.
            row.state = NotificationState.SUPPRESSED.value
        else:
            lost[row.contact_id or 0] = row
            if row.reason in OUTAGES:
                _wait_for_the_end(row, at)
    contacts = contact_points((Recipient(row.person, row.user), row.channel) for row in new)
    for row in new:
        row.contact_id = contacts[contact_key(Recipient(row.person, row.user), row.channel)]
    Notification.objects.bulk_create(new, ignore_conflicts=True)
    _mark_unreachable(lost, readers, house, at)
    return new


def unreachable_among(contacts: Iterable[ContactPoint]) -> set[int]:
    """Ids of those whose recipient is unreachable on any channel (one query)."""
    known = list(contacts)
    lost = list(
        ContactPoint.objects.unreachable().filter(
            Q(pk__in=[one.pk for one in known])
            | Q(person__in=[one.person_id for one in known if one.person_id])
            | Q(user__in=[one.user_id for one in known if one.user_id and not one.person_id])
        )
    )
    pks = {one.pk for one in lost}
    people = {one.person_id for one in lost if one.person_id}
    users = {one.user_id for one in lost if one.user_id and not one.person_id}
    return {
        one.pk
        for one in known
        if one.pk in pks
        or (one.person_id and one.person_id in people)
        or (one.user_id and not one.person_id and one.user_id in users)
    }


def reached(contact: ContactPoint) -> None:
    """A message arrived: the recipient is reachable again, whatever the channel."""
    same = ContactPoint.objects.unreachable()
    if contact.person_id:
        same = same.filter(person=contact.person_id)
    elif contact.user_id:
        same = same.filter(user=contact.user_id)
    else:
        same = same.filter(pk=contact.pk)
    same.update(unreachable_since=None)


def _wait_for_the_end(row: Notification, at: datetime) -> None:
    age = at - row.created_at
    if age < WAITS_FOR:
        row.state = NotificationState.PENDING.value
        row.not_before = at + min(max(age, SHORTEST_WAIT), LONGEST_WAIT)


def _next_channel(row: Notification, order: Sequence[str], used: Collection[str]) -> str | None:
    """The first of the order on which this was not tried yet."""
    if row.person_id is None and row.user_id is None:
        return None
    return next((one for one in order if _key_on(row, one) not in used), None)


def _used_keys(rows: Sequence[Notification], readers: dict[int, Reader]) -> set[str]:
    keys = {
        _key_on(row, channel) for row in rows for channel in readers[row.contact_id or 0].channels
    }
    found = Notification.objects.filter(dedup_key__in=keys).values_list("dedup_key", flat=True)
    return set(found)


def _key_on(row: Notification, channel: str) -> str:
    return f"{row.dedup_key.rpartition(':')[0]}:{channel}"


COPIED = (
    *("kind", "subject_kind", "subject_code", "title", "url", "person", "user", "roles", "params"),
    *("grade", "exercise", "urgent", "held_in_quiet_hours", "asks_acknowledgement", "clock"),
    *("mark", "expires_at"),
)


def _instead(row: Notification, channel: str, at: datetime) -> Notification:
    return Notification(
        **{name: getattr(row, name) for name in COPIED},
        dedup_key=_key_on(row, channel),
        channel=channel,
        not_before=at,
        created_at=at,
        instead_of=row,
    )


def _mark_unreachable(
    lost: dict[int, Notification], readers: dict[int, Reader], house: House, at: datetime
) -> None:
    """Once per stretch of being unreachable the continuity managers are told, in the app."""
    flagged = ContactPoint.objects.filter(pk__in=lost, unreachable_since__isnull=True)
    newly = list(flagged.values_list("pk", flat=True))
    if not newly:
        return
    ContactPoint.objects.filter(pk__in=newly).update(unreachable_since=at)
    role: tuple[str, ...] = ("bcm_managers",)
    managers = dict.fromkeys(holders_of("continuity_manager"), role)
    notify_many((_lost(pk, lost[pk], readers[pk], house, managers, at) for pk in newly), at=at)


def _outage(row: Notification, managers: dict[Recipient, tuple[str, ...]], at: datetime) -> Message:
    """Everybody's mail fails at once: said once an hour, not once a person."""
    return Message(
        kind="channel.down",
        recipients=managers,
        generation=int(at.timestamp()) // 3600,
        mark=row.channel[:40],
        url="/deliveries/",
        only_in_app=True,
    )


def _lost(
    pk: int,
    row: Notification,
    reader: Reader,
    house: House,
    managers: dict[Recipient, tuple[str, ...]],
    at: datetime,
) -> Message:
    if row.reason == "mail_server_down":
        return _outage(row, managers, at)
    channel = house.channels.get(row.channel)
    name = channel.name if channel else row.channel
    by_mail = {"en": "e-mail", "zh": "电子邮件"}
    return Message(
        kind="channel.unreachable",
        recipients=managers,
        params={
            "who": reader.name,
            "channel": by_mail if row.channel == EMAIL else {"en": name, "zh": name},
        },
        # One telling a stretch: the contact point and when it began.
        generation=int(at.timestamp()),
        mark=str(pk),
        url=f"/people/{row.person.code}/" if row.person is not None else "",
        only_in_app=True,
    )
