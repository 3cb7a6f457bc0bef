"""Runs that came late, failed or never came, and what was set apart as suspicious."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from backups.bundle.changes import releases
from backups.models import BackupSet, Heartbeat, RhythmState
from reports.backups.view import View
from reports.backups.words import MOST_ROWS, cut
from reports.document.blocks import Block, Chapter, Column, Heading, Words, note, table

FINE = ("new", "on_time", "running")


def rhythm_chapter(view: View) -> Chapter:
    words = _(
        "Silence is a failure: a run that is not heard of by its time and grace is late, and "
        "missing when the next one is due."
    )
    blocks: list[Block] = [Words(words, "lead"), *_missing(view), *_heartbeats(view)]
    return Chapter("rhythm", _("Late, failed and missing runs"), blocks)


def _missing(view: View) -> list[Block]:
    rows = view.scope.of_policies(
        BackupSet.objects.filter(state__in=("missing", "expected")), "policy_id"
    )
    rows = view.scope.within(rows, "due_at")
    every = rows.count()
    lines = [
        list(one)
        for one in rows.order_by("-due_at", "-pk").values_list(
            "policy__system__name", "policy__code", "code", "due_at", "policy__grace_s",
            "arrived_at",
        )[:MOST_ROWS]
    ]  # fmt: skip
    columns = [
        Column(_("System"), width=26), Column(pgettext("backup", "Policy"), width=20),
        Column(_("Set"), width=20),
        Column(_("Expected"), "moment", 18), Column(_("Grace"), "duration", 12),
        Column(_("Had arrived"), "moment", 18),
    ]  # fmt: skip
    return [
        Heading(_("Sets that did not come, or have no copy any more")),
        table(columns, lines, sheet=_("Missing sets"), empty=_("Every expected set came.")),
        *cut(lines, every),
    ]


def _heartbeats(view: View) -> list[Block]:
    rows = view.scope.of_policies(Heartbeat.objects.all(), "policy_id")
    rows = view.scope.within(rows, "at")
    names = dict(RhythmState.choices)
    counts = rows.order_by().values_list("verdict").annotate(n=Count("pk")).order_by("-n")
    heard = [[str(names.get(verdict, verdict)), count] for verdict, count in counts]
    bad = rows.exclude(verdict__in=FINE)
    every = bad.count()
    lines = [
        [system, policy, at, str(names.get(verdict, verdict)), status, took]
        for system, policy, at, verdict, status, took in bad.order_by("-at", "-pk").values_list(
            "policy__system__name", "policy__code", "at", "verdict", "exit_status", "duration_s"
        )[:MOST_ROWS]
    ]
    blocks: list[Block] = [
        Heading(_("Heartbeats")),
        table([Column(_("Judged as"), width=30), Column(_("Heartbeats"), "whole", 12)], heard,
              empty=_("No heartbeat was heard in the period.")),
    ]  # fmt: skip
    if lines:
        columns = [
            Column(_("System"), width=26), Column(pgettext("backup", "Policy"), width=20),
            Column(_("At"), "moment", 18), Column(_("Judged as"), width=14),
            Column(_("Exit status"), "whole", 10), Column(_("Took"), "duration", 12),
        ]  # fmt: skip
        blocks += [table(columns, lines, sheet=_("Heartbeats")), *cut(lines, every)]
    return blocks


def quarantine_chapter(view: View) -> Chapter:
    found = list(releases(view.scope))
    names = {one.code: one.name for one in view.systems}
    lines = [_mark(one, names) for one in found[-MOST_ROWS:][::-1]]
    columns = [
        Column(_("At"), "moment", 18), Column(_("What"), width=16), Column(_("System"), width=22),
        Column(_("Set"), width=20), Column(_("By"), width=18), note(_("Reason"), bare=False),
    ]  # fmt: skip
    words = _(
        "A set that looks as if it had been encrypted or emptied by an attacker is set apart: it "
        "counts for nothing until a person releases it, with a reason."
    )
    empty = _("No set was set apart or released in the period.")
    blocks: list[Block] = [
        Words(words, "lead"),
        table(columns, lines, sheet=_("Quarantine"), empty=empty),
        *cut(lines, len(found)),
    ]
    return Chapter("quarantine", _("Quarantine and release"), blocks)


def _mark(one: Any, names: Mapping[str, str]) -> list[Any]:
    released = one["what"] == "released"
    suspicious = one["reason"] == "suspicious"
    return [
        one["at"], _("Released") if released else _("Set apart"),
        names.get(one["system"], one["system"]),
        one["set"],
        one["by"] if released else (_("the platform") if suspicious else ""),
        _("It looks suspicious.") if suspicious else one["reason"],
    ]  # fmt: skip
