"""Proof that faults are found, and the rules that were in force."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from backups.bundle.changes import policy_changes
from backups.models import BackupPolicy, DetectionProof
from backups.words import fault_words, verdict_words
from backups.words.schedule import schedule_words
from lib.language import listed
from reports.backups.view import View
from reports.backups.words import MOST_ROWS, cut, duration, why
from reports.content.words import semicolon
from reports.document.blocks import Block, Chapter, Column, Heading, Words, note, table


def proof_chapter(view: View) -> Chapter:
    rows = view.scope.within(DetectionProof.objects.all(), "at").order_by("-at", "-pk")
    every = rows.count()
    lines = [_proof(one) for one in rows.select_related("backup_set")[:MOST_ROWS]]
    words = _(
        "An alarm that was never heard proves nothing. So the verifier regularly gets a scratch "
        "clone with faults put in on purpose, and has to find and name each of them."
    )
    columns = [
        Column(pgettext("detection", "Proof"), width=22), Column(_("At"), "moment", 20),
        Column(_("Outcome"), "status", 16), Column(_("Faults"), "whole", 10),
        Column(_("Found"), "whole", 10), note(_("Cases")),
    ]  # fmt: skip
    blocks: list[Block] = [
        Words(words, "lead"),
        table(columns, lines, sheet=_("Detection proofs"),
              empty=_("No proof of detection was made in the period.")),
        *cut(lines, every),
    ]  # fmt: skip
    return Chapter("proofs", _("Proof of detection"), blocks)


def _proof(one: DetectionProof) -> list[Any]:
    cases = [case for case in one.cases if isinstance(case, dict)]
    found = [case for case in cases if case.get("found") == case.get("expected")]
    words = semicolon().join(_case(case) for case in cases)
    if one.reason:
        words = f"{why(one.reason)} {words}".strip()
    return [one.code, one.at, one.outcome, len(cases), len(found), words]


def _case(case: dict[str, Any]) -> str:
    right = case.get("found") == case.get("expected")
    found = [one.strip() for one in str(case.get("found") or "").split(",") if one.strip()]
    told = listed(verdict_words(one) for one in found) or _("not found")
    return f"{'✓' if right else '✗'} {fault_words(str(case.get('fault', '')))} → {told}"


def policy_chapter(view: View) -> Chapter:
    rows = view.scope.of_policies(
        BackupPolicy.objects.select_related("system").order_by("system__code", "code"), "pk"
    )
    lines = [_policy(one) for one in rows]
    shown = lines[:MOST_ROWS]
    columns = [
        Column(_("System"), width=22), Column(pgettext("backup", "Policy"), width=18),
        Column(_("Class of data"), width=16), Column(pgettext("backup", "Method"), width=15),
        Column(_("In force"), "yes_no", 8), Column(_("RPO"), "duration", 11),
        Column(_("Every byte read every"), "duration", 13),
        Column(_("Restore test every"), "duration", 13), Column(_("Kept for"), "duration", 12),
        note(_("Schedule"), bare=False), note(_("Encrypted with"), bare=False),
        note(_("Retention against verification"), bare=False),
    ]  # fmt: skip
    blocks: list[Block] = [
        table(columns, shown, sheet=_("Policies"), empty=_("There is no backup policy.")),
        *cut(shown, len(lines)),
        *_changes(view),
    ]
    return Chapter("policies", _("Policies in force and their changes"), blocks)


def _policy(one: BackupPolicy) -> list[Any]:
    return [
        one.system.name, one.code, one.data_class, one.get_method_display(), one.active, one.rpo_s,
        one.verify_every_s, one.restore_test_every_s, one.retention_s,
        schedule_words(one.schedule, one.timezone if one.schedule else ""), one.encryption,
        _latency(one),
    ]  # fmt: skip


def _latency(one: BackupPolicy) -> str:
    """Damage must be found before the last good set is deleted (backups.md §4.2)."""
    if one.verify_every_s is None or one.retention_s is None:
        return ""
    if one.verify_every_s < one.retention_s:
        return ""
    words = _("Damage may be found only after %(age)s, when the last good set (%(kept)s) is gone.")
    return words % {"age": duration(one.verify_every_s), "kept": duration(one.retention_s)}


def _changes(view: View) -> list[Block]:
    found = sorted(policy_changes(view.scope), key=lambda one: one["at"])
    names = _people({one["by"] for one in found})
    lines = [_change(one, names) for one in found[-MOST_ROWS:][::-1]]
    columns = [
        Column(_("At"), "moment", 20), Column(pgettext("backup", "Policy"), width=22),
        Column(_("What"), width=14),
        Column(_("By"), width=22), note(_("Changed"), bare=False),
    ]  # fmt: skip
    return [
        Heading(_("Changes in the period")),
        table(columns, lines, sheet=_("Changes of policies"),
              empty=_("No policy was changed in the period.")),
        *cut(lines, len(found)),
    ]  # fmt: skip


def _people(numbers: set[str]) -> dict[str, str]:
    known = [int(one) for one in numbers if one.isdigit()]
    users = get_user_model()._default_manager.filter(pk__in=known)
    return {str(one.pk): str(one) for one in users}


def _change(one: Any, names: dict[str, str]) -> list[Any]:
    what = {"insert": pgettext("history", "Made"), "update": _("Changed"), "delete": _("Removed")}
    pairs = [
        f"{_label(name)}: {_shown(name, pair[0])} → {_shown(name, pair[1])}"
        for name, pair in one["changed"].items()
    ]
    return [
        one["at"], one["policy"], what.get(one["what"], one["what"]),
        names.get(one["by"], _("the platform")), semicolon().join(pairs),
    ]  # fmt: skip


def _label(name: str) -> str:
    try:
        field = BackupPolicy._meta.get_field(name.removesuffix("_id"))
    except FieldDoesNotExist:
        return name
    return str(getattr(field, "verbose_name", name))


def _shown(name: str, value: Any) -> str:
    if value is None or value == "":
        return "–"
    if name.endswith("_s") and isinstance(value, int):
        return duration(value)
    text = str(value)
    return f"{text[:80]}…" if len(text) > 80 else text
