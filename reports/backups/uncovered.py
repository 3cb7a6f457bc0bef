"""What this report says nothing about: the most important page of it."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backups.models import BackupCopy, BackupLocation, BackupPolicy, BackupSet, Verification
from lib.language import listed
from reports.backups.view import View
from reports.backups.words import amount, cut, share, why
from reports.content.words import whole
from reports.document.blocks import Block, Chapter, Column, Heading, Items, Words, table

MOST_NAMES = 40
MOST_COPIES = 100


def uncovered_chapter(view: View) -> Chapter:
    items = [one for one in _items(view) if one]
    blocks: list[Block] = [
        Words(
            _("What was not read, not tested or not known. Silence about it is no proof."), "lead"
        )
    ]
    blocks.append(Items(items) if items else Words(_("Nothing was left out.")))
    blocks += _unread(view)
    return Chapter("uncovered", _("What was not covered"), blocks)


def _items(view: View) -> list[str]:
    covered = view.covered
    policies = _policies(view).filter(active=True)
    unpromised = list(policies.filter(verify_every_s=None).values_list("code", flat=True))
    untested = list(policies.filter(restore_test_every_s=None).values_list("code", flat=True))
    paused = list(BackupLocation.objects.filter(paused=True).values_list("name", flat=True))
    gone = _sets(view).filter(state="missing").count()
    return [
        _names(_("Without any backup policy: %(names)s."), view.unprotected),
        _amounts(ngettext("Never read, or not readable at the last attempt: %(size)s in %(files)s "
                          "file (%(share)s of all bytes).",
                          "Never read, or not readable at the last attempt: %(size)s in %(files)s "
                          "files (%(share)s of all bytes).", covered.unread_objects),
                 covered.unread_size, covered.unread_objects, covered.size),
        _amounts(ngettext("Read, but longer ago than promised, or due and unread: %(size)s in "
                          "%(files)s file (%(share)s of all bytes).",
                          "Read, but longer ago than promised, or due and unread: %(size)s in "
                          "%(files)s files (%(share)s of all bytes).", covered.overdue_objects),
                 covered.overdue_size, covered.overdue_objects, covered.size),
        _names(_("Policies that promise no maximum age, so that nothing is ever overdue: "
                 "%(names)s."), unpromised),
        _names(_("Policies without a period for restore tests (one month counts): %(names)s."),
               untested),
        _names(_("Locations at which reading is paused: %(names)s."), paused),
        ngettext("%(n)s set has no copy any more.", "%(n)s sets have no copy any more.", gone)
        % {"n": whole(gone)} if gone else "",
        *_not_run(view),
    ]  # fmt: skip


def _not_run(view: View) -> list[str]:
    """Runs and tests that could not take place are not passed."""
    runs = view.scope.of_policies(Verification.objects.all(), "backup_set__policy_id")
    runs = view.scope.within(runs, "finished_at")
    counts = runs.aggregate(
        none=Count("pk", filter=Q(outcome="not_run")), cancelled=Count("pk", Q(state="cancelled"))
    )
    tests = view.tests.filter(outcome="not_run")
    reasons = tests.order_by("reason").values("reason").annotate(n=Count("pk"))
    told = []
    if counts["none"]:
        words = ngettext("%(n)s verification could not run.",
                         "%(n)s verifications could not run.", counts["none"])  # fmt: skip
        told.append(words % {"n": whole(counts["none"])})
    if counts["cancelled"]:
        words = ngettext("%(n)s verification was cancelled.",
                         "%(n)s verifications were cancelled.", counts["cancelled"])  # fmt: skip
        told.append(words % {"n": whole(counts["cancelled"])})
    for one in reasons:
        words = ngettext("%(n)s restore test could not run: %(why)s",
                         "%(n)s restore tests could not run: %(why)s", one["n"])  # fmt: skip
        told.append(words % {"n": whole(one["n"]), "why": why(one["reason"])})
    return told


def _unread(view: View) -> list[Block]:
    """Copies no part of which was read, the oldest first."""
    rows = BackupCopy.objects.filter(verified_at=None, oldest_read_at=None)
    rows = view.scope.of_policies(rows, "backup_set__policy_id")
    rows = rows.exclude(state__in=("missing", "expired")).exclude(
        backup_set__state__in=("expected", "missing", "expired")
    )
    every = rows.aggregate(n=Count("pk"), size=Sum("backup_set__size_bytes"))
    shown = rows.order_by("arrived_at", "pk").values_list(
        "backup_set__policy__system__name", "backup_set__code", "location__name", "arrived_at",
        "backup_set__size_bytes", "backup_set__policy__verify_within_s",
    )[:MOST_COPIES]  # fmt: skip
    lines = [_line(view, one) for one in shown]
    if not lines:
        return []
    columns = [
        Column(_("System"), width=26), Column(_("Set"), width=20), Column(_("Location"), width=22),
        Column(_("Arrived"), "moment", 20), Column(_("Size"), "figure", 12),
        Column(_("First verification is overdue"), "yes_no", 14),
    ]  # fmt: skip
    return [
        Heading(_("Copies never read completely")),
        table(columns, lines, sheet=_("Never read")),
        *cut(lines, every["n"]),
    ]


def _line(view: View, row: tuple[Any, ...]) -> list[Any]:
    system, code, place, arrived_at, size, within_s = row
    late = within_s is not None and (view.at - arrived_at).total_seconds() > within_s
    return [system, code, place, arrived_at, amount(size), late]


def _policies(view: View) -> Any:
    return view.scope.of_policies(BackupPolicy.objects.order_by("code"), "pk")


def _sets(view: View) -> Any:
    return view.scope.of_policies(BackupSet.objects.all(), "policy_id")


def _names(words: str, names: Any) -> str:
    every = [str(one) for one in names]
    if not every:
        return ""
    shown = listed(every[:MOST_NAMES])
    more = len(every) - MOST_NAMES
    if more > 0:
        shown += _(" and %(n)s more") % {"n": whole(more)}
    return words % {"names": shown}


def _amounts(words: str, size: int, files: int, all_size: int) -> str:
    if not size and not files:
        return ""
    part = share(size / all_size if all_size else None)
    return words % {"size": amount(size), "files": whole(files), "share": part}
