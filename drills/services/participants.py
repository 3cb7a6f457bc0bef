"""Who takes part: asked, answering, present (RESP §4.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Unpack

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, User
from drills.domain.states import AFTER, BEFORE, LIVE, OVER
from drills.models import UNINFORMED, Answer, Drill, Participant, ParticipantRole
from drills.services import telling
from drills.services.preparing import prepared
from drills.services.rights import require_right, rights_of
from drills.services.step import claimed, locked, require_status, save, write, written
from followup.services.verb import Call
from lib.claimed_time import Claimed
from lib.errors import GuardsUnmet, Refused
from lib.versioning import change as change_row
from lib.versioning import create as create_row

FIELDS = ("role", "response_role", "key_person")


@transaction.atomic
def add_participant(
    drill: Drill,
    person: Person,
    *,
    role: str = ParticipantRole.PLAYER.value,
    response_role: str = "",
    key_person: bool = False,
    **call: Unpack[Call],
) -> Participant:
    """Somebody takes part as `role`; the same person may have several. Naming them twice changes
    nothing. Whoever comes while it runs is present from then on. Raises Refused at the field."""
    row = locked(drill)
    require_right(row, call["by"], "prepare")
    require_status(row, *BEFORE, *LIVE)
    known = Participant.objects.filter(drill=row, person=person, role=role).first()
    if known is not None:
        return known
    if not person.is_active:
        raise Refused("inactive", _("This person has left."), "person")
    when = claimed(call)
    here = when.at if row.status in LIVE else None
    part = create_row(
        Participant, drill=row, person=person, role=role, response_role=response_role.strip(),
        key_person=key_person, present_from=here,
    )  # fmt: skip
    prepared(row, when=when, call=call)
    payload = {"person": person.code, "name": person.name, "role": role}
    written(row, "participant_added", when=when, call=call, payload=payload)
    return part


@transaction.atomic
def add_participants(
    drill: Drill, people: Iterable[Person], *, role: str, **call: Unpack[Call]
) -> list[Participant]:
    """Several at once: a department, the holders of a response role."""
    return [add_participant(drill, one, role=role, **call) for one in people]


@transaction.atomic
def change_participant(
    part: Participant, values: Mapping[str, Any], *, read_version: int | None, **call: Unpack[Call]
) -> Participant:
    """`values` by the names of FIELDS. Raises StaleVersion, Refused at the field."""
    row = locked(part.drill)
    require_right(row, call["by"], "prepare")
    require_status(row, *BEFORE, *LIVE)
    new = {name: values[name] for name in FIELDS if name in values}
    if "response_role" in new:
        new["response_role"] = str(new["response_role"]).strip()
    changed = change_row(part, read_version=read_version, **new)
    if changed:
        payload = {"person": part.person.code, "name": part.person.name, "role": part.role}
        written(row, "participant_changed", when=claimed(call), call=call, payload=payload)
    return part


@transaction.atomic
def remove_participant(part: Participant, **call: Unpack[Call]) -> None:
    """They take no part after all. Once it runs nobody is struck out: they were absent."""
    row = locked(part.drill)
    require_right(row, call["by"], "prepare")
    require_status(row, *BEFORE)
    leads = {
        ParticipantRole.CONTROLLER.value: row.lead_controller_id,
        ParticipantRole.EVALUATOR.value: row.lead_evaluator_id,
    }
    if leads.get(part.role) == part.person_id:
        words = _("This person leads it: name another lead first.")
        raise GuardsUnmet.one("leads", words, "person")
    if not Participant.objects.filter(pk=part.pk).exists():
        return
    payload = {"person": part.person.code, "name": part.person.name, "role": part.role}
    part.delete()
    written(row, "participant_removed", when=claimed(call), call=call, payload=payload)


@transaction.atomic
def invite(drill: Drill, **call: Unpack[Call]) -> int:
    """Ask everybody who was not asked yet; answers how many. Of a drill without notice only those
    who may know of it are asked (DRL-5)."""
    row = locked(drill)
    require_right(row, call["by"], "prepare")
    require_status(row, *(BEFORE - {"postponed"}))
    rows = row.participants.filter(invited_at=None, person__is_active=True)
    if row.no_notice:
        rows = rows.exclude(role__in=UNINFORMED)
    parts = list(rows.select_related("person__user"))
    if not parts:
        return 0
    when = claimed(call)
    for part in parts:
        part.invited_at = when.at
    Participant.objects.bulk_update(parts, ["invited_at"])
    prepared(row, when=when, call=call)
    save(row, invited_at=row.invited_at or when.at)
    count = len({one.person_id for one in parts})
    written(row, "invited", when=when, call=call, payload={"count": count})
    telling.tell_invited(row, parts, at=when.recorded_at, by=call["by"])
    return count


@transaction.atomic
def answer(
    drill: Drill, *, answer: str, note: str = "", person: Person | None = None,
    **call: Unpack[Call],
) -> int:  # fmt: skip
    """Confirm or decline: one's own invitation, or, by whoever prepares the drill, that of
    `person`, who said so by phone. Answers how many parts it is about.

    Raises PermissionDenied for another's, Refused at "answer".
    """
    row = locked(drill)
    by = call["by"]
    mine = getattr(by, "person", None)
    person = person or mine
    if person is None or (person != mine and not rights_of(row, by).may("prepare")):
        raise PermissionDenied("drill.answer")
    if answer not in (Answer.CONFIRMED, Answer.DECLINED):
        raise Refused("invalid_choice", _("Confirm or decline."), "answer")
    require_status(row, *BEFORE, *LIVE)
    parts = list(row.participants.filter(person=person, invited_at__isnull=False))
    if not parts:
        raise PermissionDenied("drill.answer")
    when = claimed(call)
    _answered(row, person, parts, answer, note, when=when, by=by, via=call.get("via", "ui"))
    return len(parts)


@transaction.atomic
def confirm_by_message(drill: Drill, person: Person, *, by: User | None, at: datetime) -> None:
    """The link of an invitation was followed, perhaps without a login (NTF-8): they take part,
    unless they have answered already or it has begun."""
    row = locked(drill)
    if row.status not in BEFORE:
        return
    rows = row.participants.filter(
        person=person, invited_at__isnull=False, answer=Answer.NONE.value
    )
    parts = list(rows)
    if parts:
        when = Claimed(at, at)
        _answered(row, person, parts, Answer.CONFIRMED.value, "", when=when, by=by, via="ui")


def _answered(
    row: Drill,
    person: Person,
    parts: Sequence[Participant],
    answer: str,
    note: str,
    *,
    when: Claimed,
    by: User | None,
    via: str,
) -> None:
    note = " ".join(note.split())[:300]
    new = [one for one in parts if (one.answer, one.answer_note) != (answer, note)]
    if not new:
        return
    for part in new:
        part.answer, part.answered_at, part.answer_note = answer, when.at, note
        part.version += 1
    Participant.objects.bulk_update(new, ["answer", "answered_at", "answer_note", "version"])
    payload = {"person": person.code, "name": person.name, "answer": answer}
    write(row, "answered", when=when, by=by, via=via, text=note, payload=payload)
    if answer == Answer.DECLINED:
        telling.tell_answered(row, new[0], at=when.recorded_at, by=by)


@transaction.atomic
def attend(
    part: Participant, *, present_from: datetime | None, present_to: datetime | None = None,
    **call: Unpack[Call],
) -> Participant:  # fmt: skip
    """From when to when somebody was there; no `present_from`: absent. Until it is locked.

    Raises Refused where nobody can have been there: before coming, in the future.
    """
    row = locked(part.drill)
    require_right(row, call["by"], "attendance")
    require_status(row, *LIVE, *(AFTER - OVER))
    _open(row)
    when = claimed(call)
    for name, value in (("present_from", present_from), ("present_to", present_to)):
        if value is not None and value > when.recorded_at:
            raise Refused("in_future", _("This lies in the future."), name)
    change_row(part, read_version=None, present_from=present_from, present_to=present_to)
    payload = {
        "person": part.person.code, "name": part.person.name, "role": part.role,
        "from": present_from.isoformat() if present_from else "",
        "to": present_to.isoformat() if present_to else "",
    }  # fmt: skip
    written(row, "attendance", when=when, call=call, payload=payload)
    return part


@transaction.atomic
def all_present(drill: Drill, parts: Sequence[Participant], **call: Unpack[Call]) -> int:
    """Those of `parts` not yet marked are present from now on: the roll call."""
    row = locked(drill)
    require_right(row, call["by"], "attendance")
    require_status(row, *LIVE, *(AFTER - OVER))
    _open(row)
    when = claimed(call)
    ids = [one.pk for one in parts]
    rows = row.participants.filter(pk__in=ids, present_from=None)
    count = 0
    for part in rows.select_related("person"):
        change_row(part, read_version=None, present_from=when.at)
        count += 1
    if count:
        written(row, "attendance", when=when, call=call, payload={"count": count})
    return count


@transaction.atomic
def lock_attendance(drill: Drill, **call: Unpack[Call]) -> Drill:
    """Nobody comes or goes any more; the evaluation counts on it. Whoever was there and was not
    seen leaving stayed until the end."""
    row = locked(drill)
    require_right(row, call["by"], "attendance")
    require_status(row, *AFTER)
    if row.attendance_locked_at is not None:
        return row
    when = claimed(call)
    for part in row.participants.filter(present_from__isnull=False, present_to=None):
        assert part.present_from is not None
        assert row.ended_at is not None
        change_row(part, read_version=None, present_to=max(part.present_from, row.ended_at))
    save(row, attendance_locked_at=when.at)
    there = row.participants.filter(present_from__isnull=False)
    payload = {"present": there.count(), "of": row.participants.count()}
    written(row, "attendance_locked", when=when, call=call, payload=payload)
    return row


@transaction.atomic
def unlock_attendance(drill: Drill, *, reason: str, **call: Unpack[Call]) -> Drill:
    """Something was wrong in it. Only while the drill is being evaluated; with a reason."""
    row = locked(drill)
    require_right(row, call["by"], "attendance")
    require_status(row, "debrief")
    if row.attendance_locked_at is None:
        return row
    if not reason.strip():
        raise Refused("required", _("Give a reason."), "reason")
    save(row, attendance_locked_at=None)
    written(row, "attendance_unlocked", when=claimed(call), call=call, text=reason)
    return row


def _open(row: Drill) -> None:
    if row.attendance_locked_at is not None:
        words = _("The attendance is locked.")
        raise GuardsUnmet.one("attendance_locked", words, "attendance")
