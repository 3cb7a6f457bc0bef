"""The management system itself: what is written down, approved and read (ISO clauses 4 to 7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from governance.evidence.found import Found, Look, Proof, Words, share, state
from governance.evidence.pages import page
from governance.evidence.registry import evidence
from governance.models import Acknowledgement, BcmsRecord, RecordKind, RecordState


def _records(look: Look) -> Sequence[BcmsRecord]:
    """All that are not retired (one query): a page of rows in the largest organisation."""
    return look.once(
        "records",
        lambda: list(
            BcmsRecord.objects.exclude(state=RecordState.RETIRED)
            .only(
                "code", "kind", "title", "state", "edition", "climate", "measure", "due_on",
                "owner_id", "next_review", "must_be_read", "approved_at", "updated_at", "held_on",
            )
            .order_by("code")
        ),
    )  # fmt: skip


def of_kind(look: Look, kind: str) -> list[BcmsRecord]:
    return [one for one in _records(look) if one.kind == kind]


def _proofs(rows: Sequence[BcmsRecord]) -> tuple[Proof, ...]:
    return tuple(
        Proof(str(one), page("governance:record_detail", one.code), one.approved_at) for one in rows
    )[:5]


def _written(
    look: Look, kind: str, there: Words, draft: Words, late: Words, nothing: Words
) -> Found:
    """1 in force and its review not overdue, ½ only a draft or overdue, 0 none."""
    rows, url = of_kind(look, kind), page("governance:record_list", query=f"kind={kind}")
    force = [one for one in rows if one.state == RecordState.IN_FORCE]
    if not rows:
        return state("0", nothing, url=url)
    if not force:
        return state("0.5", draft, url=url)
    newest = max((one.approved_at or one.updated_at for one in force), default=None)
    current = [one for one in force if not _late(one, look.today)]
    words, value = (there, "1") if current else (late, "0.5")
    return state(value, words, url=url, at=newest, proofs=_proofs(force), records=len(force))


def _late(one: BcmsRecord, today: date) -> bool:
    return one.next_review is not None and one.next_review < today


@evidence("policy", _("A policy in force"))
def policy(look: Look) -> Found:
    return _written(
        look, RecordKind.POLICY, _("A policy is in force and current."),
        _("The policy is a draft: nobody has put it into force."),
        _("A policy is in force, but its review is overdue."), _("There is no policy."),
    )  # fmt: skip


@evidence("scope", _("A scope in force"))
def scope(look: Look) -> Found:
    return _written(
        look, RecordKind.SCOPE, _("The scope is in force and current."),
        _("The scope is a draft: nobody has put it into force."),
        _("The scope is in force, but its review is overdue."), _("No scope is written down."),
    )  # fmt: skip


@evidence("context", _("Internal and external issues"))
def context(look: Look) -> Found:
    return _written(
        look, RecordKind.ISSUE, _("%(records)s issue(s) are recorded and current."),
        _("Issues are only drafts."), _("Issues are recorded, but their review is overdue."),
        _("No issue is recorded."),
    )  # fmt: skip


@evidence("parties", _("Interested parties"))
def parties(look: Look) -> Found:
    return _written(
        look, RecordKind.PARTY, _("%(records)s interested part(ies) are recorded and current."),
        _("Interested parties are only drafts."),
        _("Interested parties are recorded, but their review is overdue."),
        _("No interested party is recorded."),
    )  # fmt: skip


@evidence("communication", _("Rules of communication"))
def communication(look: Look) -> Found:
    return _written(
        look, RecordKind.COMMUNICATION,
        _("%(records)s rule(s) say who tells whom what, when and how."),
        _("Rules of communication are only drafts."),
        _("Rules of communication exist, but their review is overdue."),
        _("No rule of communication is recorded."),
    )  # fmt: skip


@evidence("resources", _("Resources of the programme"))
def resources(look: Look) -> Found:
    return _written(
        look, RecordKind.RESOURCE, _("%(records)s resource(s) of the programme are recorded."),
        _("Resources of the programme are only drafts."),
        _("Resources are recorded, but their review is overdue."),
        _("No resource of the programme is recorded."),
    )  # fmt: skip


@evidence("climate", _("Whether climate change is relevant"))
def climate(look: Look) -> Found:
    rows = [one for one in of_kind(look, RecordKind.ISSUE) if one.climate]
    force = [one for one in rows if one.state == RecordState.IN_FORCE]
    url = page("governance:record_list", query="kind=issue")
    if force:
        return state(
            "1", _("Whether climate change is relevant has been decided."), url=url,
            at=max(one.approved_at or one.updated_at for one in force), proofs=_proofs(force),
        )  # fmt: skip
    if rows:
        return state("0.5", _("Whether climate change is relevant stands in a draft."), url=url)
    return state("0", _("Nobody has decided yet whether climate change is relevant."), url=url)


@evidence("objectives", _("Continuity objectives that can be measured"))
def objectives(look: Look) -> Found:
    rows = [one for one in of_kind(look, RecordKind.OBJECTIVE) if one.state == RecordState.IN_FORCE]
    url = page("governance:record_list", query="kind=objective")
    if not rows:
        return state("0", _("No continuity objective is in force."), url=url)
    good = [one for one in rows if one.measure and one.due_on and one.owner_id]
    return share(
        len(good), len(rows),
        _("%(count)s of %(of)s continuity objectives have a measure, an owner and a date."),
        url=url, at=max(one.approved_at or one.updated_at for one in rows), proofs=_proofs(good),
    )  # fmt: skip


@evidence("policy_read", _("The policy was read and understood"))
def policy_read(look: Look) -> Found:
    """Of active people, whatever must be read by everybody, in its edition of today."""
    url = page("governance:record_list", query="kind=policy")
    wanted = [
        one
        for one in _records(look)
        if one.state == RecordState.IN_FORCE and (one.must_be_read or one.kind == RecordKind.POLICY)
    ]
    if not wanted:
        return state("0", _("Nothing is in force that could be read."), url=url)
    today = Q()
    for one in wanted:
        today |= Q(record=one.pk, edition=one.edition)
    read: dict[str, Any] = Acknowledgement.objects.filter(today, person__is_active=True).aggregate(
        n=Count("pk"), at=Max("at")
    )
    people = Person.objects.filter(is_active=True).count()
    return share(
        read["n"], people * len(wanted),
        _("%(count)s of %(of)s readings of what must be read are confirmed."),
        nothing=_("There are no people yet."), url=url, at=read["at"],
    )  # fmt: skip
