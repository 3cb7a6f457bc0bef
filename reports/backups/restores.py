"""Restore tests: what was really restored, phase by phase, against the RTO, and at full size."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backups.domain.extrapolation import Estimate, Sample, extrapolate, failure_bound
from backups.models import RestoreTest
from backups.restore_picture import phase_spec
from backups.words import isolation_words
from backups.words.restore_reasons import restore_check_name
from lib.language import told
from reports.backups.view import View
from reports.backups.words import MOST_ROWS, amount, cut, duration, share, why
from reports.document.blocks import (
    Block,
    Chapter,
    Column,
    Heading,
    Picture,
    Words,
    note,
    table,
)

MOST_PICTURES = 12
PASSED = ("pass", "warn")


def restores_chapter(view: View) -> Chapter:
    rows = view.tests.exclude(outcome="").order_by("-finished_at", "-pk")
    every = rows.count()
    shown = list(rows.select_related("backup_set__policy__system").defer("output")[:MOST_ROWS])
    words = _(
        "A test restores a set with everything it builds on to a scratch place, apart from "
        "network and production, and checks what came out. A digest says that bytes are the same; "
        "only this says that they can be restored."
    )
    blocks: list[Block] = [Words(words, "lead"), Words(_bound(view))]
    blocks += [_table(shown), *cut(shown, every), *_estimates(view, shown), *_pictures(shown)]
    return Chapter("restores", _("Restore tests"), blocks)


def _bound(view: View) -> str:
    """What the tests of the period say about those that were not made."""
    counts = dict(
        view.tests.exclude(outcome="").order_by().values_list("outcome").annotate(n=Count("pk"))
    )
    clean, failed = counts.get("pass", 0) + counts.get("warn", 0), counts.get("fail", 0)
    if not clean and not failed:
        return _("No restore was tested in the period: nothing is proved about any.")
    sentences = [
        ngettext(
            "%(clean)s of %(all)s restore test passed in the period; %(not_run)s could not run.",
            "%(clean)s of %(all)s restore tests passed in the period; %(not_run)s could not run.",
            clean + failed,
        )
        % {"clean": clean, "all": clean + failed, "not_run": counts.get("not_run", 0)}
    ]
    if not failed:
        words = _(
            "With none failed, at most %(share)s of all restores fail, with 95%% confidence, as "
            "far as the tested sets are like the others."
        )
        sentences.append(words % {"share": share(failure_bound(clean))})
    return told(sentences)


def _table(rows: Sequence[RestoreTest]) -> Block:
    columns = [
        Column(_("System"), width=24), Column(_("Set"), width=18),
        Column(_("Ended"), "moment", 22), Column(_("Outcome"), "status", 14),
        Column(_("Restored within"), "duration", 13), Column(_("RTO"), "duration", 12),
        Column(_("Data gap"), "duration", 12), Column(_("RPO"), "duration", 12),
        Column(_("Restored"), "figure", 12), note(_("Why")), note(_("Checks"), bare=False),
        note(_("Isolation"), bare=False), note(_("Tools"), bare=False),
    ]  # fmt: skip
    return table(columns, [_line(one) for one in rows], sheet=_("Restore tests"),
                 empty=_("No restore test ended in the period."))  # fmt: skip


def _line(one: RestoreTest) -> list[Any]:
    system = one.backup_set.policy.system
    return [
        system.name, one.backup_set.code, one.finished_at, one.outcome, one.restored_s, one.rto_s,
        one.data_gap_s, one.rpo_s,
        None if one.bytes_restored is None else amount(one.bytes_restored),
        _why(one), _checks(one.checks), isolation_words(one.isolation),
        " · ".join(f"{name} {version}" for name, version in sorted(one.tools.items())),
    ]  # fmt: skip


def _why(one: RestoreTest) -> str:
    sentences = [why(one.reason, one.params)] if one.reason else []
    if one.restored_s is not None and one.rto_s is not None and one.restored_s > one.rto_s:
        words = _("The restore took %(time)s longer than the RTO.")
        sentences.append(words % {"time": duration(one.restored_s - one.rto_s)})
    if one.imported:
        sentences.append(_("Told by another tool through the interface, not run here."))
    return told(sentences)


def _checks(checks: Any) -> str:
    told_ones = []
    for one in checks if isinstance(checks, list) else []:
        sign = {"pass": "✓", "warn": "!", "fail": "✗"}.get(one.get("outcome"), "–")
        told_ones.append(f"{sign} {restore_check_name(str(one.get('name', '')))}")
    return " · ".join(told_ones)


# --- at full size -----------------------------------------------------------------------


def _estimates(view: View, rows: Sequence[RestoreTest]) -> list[Block]:
    """Per class of data: what the passed tests say about restoring its largest set."""
    families: dict[tuple[str, str], list[RestoreTest]] = defaultdict(list)
    for one in rows:
        if one.outcome in PASSED and one.restored_s is not None and one.backup_set.size_bytes:
            policy = one.backup_set.policy
            families[policy.system.name, policy.data_class].append(one)
    lines = [_estimate(view, name, tests) for name, tests in sorted(families.items())]
    if not lines:
        return []
    columns = [
        Column(_("System"), width=24), Column(_("Class of data"), width=18),
        Column(_("Tests"), "whole", 8), Column(_("Largest set"), "figure", 12),
        Column(_("Expected restore"), "duration", 14), Column(_("at least"), "duration", 14),
        Column(_("at most"), "duration", 14), Column(_("RTO"), "duration", 12),
        note(_("How")),
    ]  # fmt: skip
    return [
        Heading(_("At full size")),
        Words(_("What the measured restores say about the largest set of the tested ones; the "
                "limits are a prediction interval (95 in 100) where there are enough tests."),
              "quiet"),
        table(columns, lines, sheet=_("At full size")),
    ]  # fmt: skip


def _estimate(view: View, name: tuple[str, str], tests: Sequence[RestoreTest]) -> list[Any]:
    full = max(one.backup_set.size_bytes or 0 for one in tests)
    samples = [Sample(one.backup_set.size_bytes or 0, float(one.restored_s or 0)) for one in tests]
    found = extrapolate(samples, full)
    assert found is not None
    system = tests[0].backup_set.policy.system
    return [
        *name, len(tests), amount(full), math.ceil(found.seconds),
        None if found.low is None else math.floor(found.low),
        None if found.high is None else math.ceil(found.high), view.required_rto_s(system),
        _how(found),
    ]  # fmt: skip


def _how(found: Estimate) -> str:
    words = {
        "measured": _("Measured at this size."),
        "proportional": _("In proportion to the size: all tests had one size."),
        "line": _("A fixed part and a part per byte, by least squares."),
    }[found.because]
    if found.high is None:
        return told([words, _("Too few tests for an interval.")])
    return words


def _pictures(rows: Sequence[RestoreTest]) -> list[Block]:
    """The newest test of each system with its phases."""
    newest: dict[int, RestoreTest] = {}
    for one in rows:
        if one.phases and one.outcome in (*PASSED, "fail"):
            newest.setdefault(one.backup_set.policy.system_id, one)
    blocks: list[Block] = []
    for one in list(newest.values())[:MOST_PICTURES]:
        name = one.backup_set.policy.system.name
        words = _("Phases of the restore test %(code)s of %(name)s") % {
            "code": one.code, "name": name,
        }  # fmt: skip
        blocks += [Heading(words), Picture(phase_spec(one), words)]
    return blocks
