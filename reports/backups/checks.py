"""Checks of the period with their evidence, and every file that was not as it should be."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backups.models import FileProblem, VerificationCheck
from backups.words import check_name, check_question, verdict_words
from lib.language import listed
from reports.backups.view import View
from reports.backups.words import MOST_ROWS, amount, cut, why
from reports.document.blocks import Block, Chapter, Column, Heading, Words, note, table

OUTCOMES = ("fail", "overdue", "not_run", "warn", "pass")
ORDER = (
    "checksum", "completeness", "chain", "size", "log", "freshness", "naming", "retention",
    "verification_age", "three_two_one", "encryption", "restore_test",
)  # fmt: skip


def checks_chapter(view: View) -> Chapter:
    words = _(
        "A check that could not run is not passed, and neither is one that is overdue: both are "
        "counted by themselves. Nobody asked for “not asked” ones; they are left out."
    )
    blocks: list[Block] = [Words(words, "lead"), _counts(view), *_bad(view)]
    return Chapter("checks", _("Checks and their evidence"), blocks)


def _checks(view: View) -> Any:
    rows = view.scope.of_policies(
        VerificationCheck.objects.exclude(reason="not_asked"),
        "verification__backup_set__policy_id",
    )
    return view.scope.within(rows, "at")


def _counts(view: View) -> Block:
    counts: dict[str, dict[str, int]] = {}
    grouped = _checks(view).order_by().values_list("name", "outcome").annotate(n=Count("pk"))
    for name, outcome, count in grouped:
        counts.setdefault(name, {})[outcome] = count
    columns = [
        Column(_("Check"), width=24), Column(_("Passed"), "whole", 10),
        Column(_("With a warning"), "whole", 12), Column(_("Failed"), "whole", 10),
        Column(_("Overdue"), "whole", 10), Column(_("Not run"), "whole", 10),
        note(_("Question")),
    ]  # fmt: skip
    shown = ("pass", "warn", "fail", "overdue", "not_run")
    names = [*(one for one in ORDER if one in counts), *sorted(set(counts) - set(ORDER))]
    lines = [
        [check_name(name), *(counts[name].get(one, 0) for one in shown), check_question(name)]
        for name in names
    ]
    return table(columns, lines, sheet=_("Checks"), empty=_("No verification ended in the period."))


def _bad(view: View) -> list[Block]:
    """What failed one by one, the rest by its reason; the spreadsheet has each of both."""
    rows = _checks(view).exclude(outcome="pass")
    every = rows.count()
    lines: list[list[Any]] = []
    for outcome in OUTCOMES[:-1]:
        some = rows.filter(outcome=outcome).order_by("-at", "-pk").values_list(
            "verification__backup_set__policy__system__name", "verification__backup_set__code",
            "name", "outcome", "at", "copy__location__name", "reason", "params",
            "verification__code",
        )[: MOST_ROWS - len(lines)]  # fmt: skip
        lines += [_line(one) for one in some]
    if not lines:
        return []
    columns = [
        Column(_("System"), width=24), Column(_("Set"), width=18), Column(_("Check"), width=18),
        Column(_("Outcome"), "status", 14), Column(_("At"), "moment", 18),
        Column(_("Location"), width=18), note(_("Evidence")),
    ]  # fmt: skip
    failed = [line for line in lines if line[3] in OUTCOMES[:2]]
    return [
        Heading(_("What failed or is overdue")),
        table(columns, failed, empty=_("No check failed or is overdue.")),
        table(columns, lines, sheet=_("Not passed"), printed=False),
        *cut(lines, every),
        *_grouped(rows.filter(outcome__in=OUTCOMES[2:4])),
    ]


def _grouped(rows: Any) -> list[Block]:
    """Checks that could not run, or passed with a warning: how often for which reason."""
    counts = rows.order_by().values_list("outcome", "name", "reason").annotate(n=Count("pk"))
    lines = [
        [check_name(name), outcome, count, why(reason)]
        for outcome, name, reason, count in sorted(
            counts, key=lambda one: (OUTCOMES.index(one[0]), -one[3], one[1], one[2])
        )
    ]
    if not lines:
        return []
    columns = [
        Column(_("Check"), width=24), Column(_("Outcome"), "status", 20),
        Column(_("Checks"), "whole", 10), Column(_("Why"), width=50),
    ]  # fmt: skip
    return [Heading(_("What could not run, or passed with a warning")), table(columns, lines)]


def _line(row: tuple[Any, ...]) -> list[Any]:
    system, code, name, outcome, at, place, reason, params, run = row
    words = f"{why(reason, params)} · {run}"
    return [system, code, check_name(name), outcome, at, place, words]


def problems_chapter(view: View) -> Chapter | None:
    """None when every file was as it should be."""
    rows = view.scope.of_policies(FileProblem.objects.all(), "verification__backup_set__policy_id")
    rows = view.scope.within(rows, "at")
    every = rows.count()
    if not every:
        return None
    words = _(
        "Each file that was not as its manifest says, as one run found it. Where another copy "
        "agrees with the manifest, the file can be repaired from there."
    )
    shown = rows.order_by("-at", "-pk").values_list(
        "verification__backup_set__policy__system__name", "verification__backup_set__code",
        "path", "verdict", "copy__location__name", "at", "good_source__copy__location__name",
        "good_source__agreeing", "evidence",
    )[:MOST_ROWS]  # fmt: skip
    lines = [_problem(one) for one in shown]
    columns = [
        Column(_("System"), width=24), Column(_("Set"), width=18), Column(_("Location"), width=18),
        Column(_("Found"), "moment", 18), Column(_("Repair from"), width=18),
        note(_("File"), bare=False), note(_("Verdict"), bare=False),
        note(_("Evidence"), bare=False),
    ]  # fmt: skip
    counts = (
        rows.order_by().values_list("verdict").annotate(n=Count("pk")).order_by("-n", "verdict")
    )
    summary = table(
        [Column(_("Verdict"), width=60), Column(_("Files"), "whole", 12)],
        [[verdict_words(verdict), count] for verdict, count in counts],
    )  # fmt: skip
    listed = table(columns, lines, sheet=_("Problems"))
    blocks: list[Block] = [
        Words(words, "lead"), summary, Heading(_("File by file")), listed, *cut(lines, every),
    ]  # fmt: skip
    return Chapter("problems", _("Damaged and missing files"), blocks)


def _problem(row: tuple[Any, ...]) -> list[Any]:
    system, code, path, verdict, place, at, good, agreeing, evidence = row
    source = None
    if good:
        words = ngettext(
            "%(place)s (%(n)s copy agrees)", "%(place)s (%(n)s copies agree)", agreeing
        )
        source = words % {"place": good, "n": agreeing}
    found = verdict_words(verdict, evidence.get("reason", ""))
    return [system, code, place, at, source, path, found, _evidence(evidence)]


def _evidence(evidence: Any) -> str:
    """Expected and found sizes and digests, cut to what tells them apart."""
    if not isinstance(evidence, dict):
        return ""
    told_ones = []
    for name, label in (("expected", _("expected")), ("found", _("found"))):
        one = evidence.get(name)
        if isinstance(one, dict):
            facts = [_fact(key, value) for key, value in one.items()]
            told_ones.append(f"{label} {listed(facts)}")
    return " · ".join(told_ones)


def _fact(key: str, value: Any) -> str:
    if key == "size" and isinstance(value, int):
        return f"{amount(value)} ({value} B)"
    text = str(value)
    return f"{key} {text[:16]}…" if len(text) > 24 else f"{key} {text}"
