"""Method, definitions and provenance: how the figures come about, and what they rest on."""

from __future__ import annotations

from django.utils.translation import gettext as _

from reports.content.words import instant_words
from reports.document.blocks import Block, Chapter, Column, Facts, Heading, Words, table
from reports.document.cells import status_words
from reports.gaps.gap_table import at_least
from reports.gaps.view import View


def method_chapter(view: View) -> Chapter:
    return Chapter(
        "method",
        _("Method, and the naive rule beside it"),
        [
            Words(
                _(
                    "A promise is kept only if everything it rests on is back in time. The "
                    "analysis runs over the whole register; a report shows what its requester "
                    "may see."
                ),
                "lead",
            ),
            Facts(_rules(view.of.register.validity.days)),
            *_naive(view),
        ],
    )


def _rules(days: int) -> list[tuple[str, str]]:
    return [
        (
            _("Backward pass"),
            _(
                "An objective is handed down: what is needed before something else can be "
                "restored must be back earlier, by the restore duration of that thing. "
                "Things restored side by side only have to be back in time."
            ),
        ),
        (
            _("Forward pass"),
            _(
                "Each thing starts when all it needs first is back and takes its own "
                "duration. Where one is measured, the worst of the last three valid results "
                "counts, else the design value. What needs each other comes back together."
            ),
        ),
        (
            _("Workarounds"),
            _(
                "A workaround bridges a need when it carries at least the minimum the "
                "process must deliver, is active within the required time, and lasts until "
                "the need is met again."
            ),
        ),
        (
            _("Alternatives"),
            _("Of a group of alternatives only the stated number must be back: the fastest count."),
        ),
        (
            _("Strength of needs"),
            _(
                "Only hard needs carry times. Without a need that only degrades, work goes "
                "on worse; it is named, not counted."
            ),
        ),
        (
            _("Unknown durations"),
            _(
                "A thing that must be restored and has no duration counts as 0, and every "
                "time that rests on it is marked as a lower bound: it may be longer, never "
                "shorter."
            ),
        ),
        (
            _("Proof"),
            _("Results of the last %(days)s days prove something; simulated ones never do.")
            % {"days": days},
        ),
    ]


def _naive(view: View) -> list[Block]:
    """What auditors know from elsewhere, and where it is wrong."""
    rows = [row for row in view.rows if row.naive_differs]
    words = _(
        "The naive rule asks each supplier for the smallest RTO of all that hang on "
        "it and subtracts nothing, and takes a process to be back as soon as the "
        "slowest of its suppliers is. It forgets that restores wait for each other. "
        "Where it comes to another verdict, it stands here."
    )
    columns = [
        Column(_("Name"), width=30), Column(_("Naive: required"), "duration"),
        Column(_("Naive: back after"), "duration"), Column(_("Naive verdict"), "status"),
        Column(_("Required"), "signed"), Column(_("Back after"), "figure"),
        Column(_("Verdict"), "status"),
    ]  # fmt: skip
    lines = [
        [row.subject.name, row.result.naive_required_s, row.result.naive_finish_s,
         row.result.naive_status, row.result.required_s,
         at_least(row, row.told_s), row.status]
        for row in rows
    ]  # fmt: skip
    return [
        Heading(_("The naive rule beside ours"), "naive"),
        Words(words),
        table(columns, lines, sheet=_("Naive rule") if lines else "",
              empty=_("Nowhere in this report do the two differ.")),
    ]  # fmt: skip


def closing_chapter(view: View, digest: str) -> Chapter:
    return Chapter(
        "closing",
        _("Definitions and provenance"),
        [
            Facts(_definitions()),
            Heading(_("What the states mean")),
            Facts(_states()),
            Heading(_("Provenance")),
            Facts(_provenance(view, digest)),
            Words(_("The digest is the SHA-256 of the figures of the gap table: code, state and "
"times of every row, in the order of codes. A report of the same register, "
"date and filters carries the same digest in either language."), "quiet"),
            *([Words(_("Losses follow from the loss figures of today and names of tiers, "
"departments and people are those of today; everything else is read as of "
"the date."), "quiet")] if view.past else []),
        ],
    )  # fmt: skip


def _provenance(view: View, digest: str) -> list[tuple[str, str]]:
    report = view.report
    read = _("the register as it stood when the report was prepared")
    if view.past:
        read = _("the history of the register, as it stood then")
    return [
        (_("As of"), instant_words(view.at, view.zone)),
        (_("Read from"), read),
        (_("Asked for by"), str(report.requested_by)),
        (_("Prepared"), instant_words(report.created_at, view.zone)),
        (_("Report"), report.code),
        (_("Digest of the analysis (SHA-256)"), digest),
    ]


def _definitions() -> list[tuple[str, str]]:
    return [
        ("MTD", _("Maximum tolerable downtime: beyond it the organisation is harmed for good.")),
        ("RTO", _("Recovery time objective: within it the process works again at its minimum.")),
        ("RPO", _("Recovery point objective: at most so much data may be lost.")),
        (
            _("Required"),
            _("The RTO a node inherits from everything that rests on it; may be negative."),
        ),
        (_("Capability"), _("The restore duration the node is designed for.")),
        (_("Slack"), _("Required minus back after: how much later it could be.")),
        (_("Critical path"), _("The suppliers that decide when a process is back.")),
        (_("Single point of failure"), _("Something whose loss alone brings a process down.")),
    ]


def _states() -> list[tuple[str, str]]:
    return [
        (status_words("mtd_breach"), _("Back later than the MTD.")),
        (status_words("infeasible"), _("Less time is left than its own restore takes.")),
        (status_words("rto_miss"), _("Back later than required, within the MTD.")),
        (status_words("rpo_miss"), _("More data is lost than allowed.")),
        (status_words("untested"), _("In time by design; nobody has proven it lately.")),
        (status_words("no_target"), _("Nobody asks for anything.")),
        (status_words("met"), _("In time, and proven.")),
    ]
