"""How the figures come about, what a bundle is, and what nobody could prove."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from backups.bundle.readme import not_proved
from backups.domain.coverage import rotation_rounds, sampled
from backups.models import EvidenceBundle, SigningKey
from backups.services.signing import fingerprint
from reports.backups.view import View
from reports.backups.words import instant
from reports.content.words import instant_words, percent_words
from reports.document.blocks import Block, Chapter, Column, Facts, Heading, Items, Words, table

YEAR_DAYS = 365
OBJECTS = (100, 1_000, 2_467)


def method_chapter(view: View) -> Chapter:
    return Chapter(
        "method",
        _("Method"),
        [Facts(_rules()), Heading(_("Rotation and samples")), *_mathematics()],
    )


def _rules() -> list[tuple[str, str]]:
    return [
        (
            _("Covered"),
            _(
                "Counted are the bytes of every copy that should be there. A stretch counts as "
                "read and good only by its own last reading, at the time of that reading; "
                "nothing is inherited from an earlier one, and the same size and time of a file "
                "prove nothing."
            ),
        ),
        (
            _("Guaranteed maximum age"),
            _(
                "The age of the oldest reading among all stretches. While anything is unread "
                "there is none."
            ),
        ),
        (
            _("Restorable"),
            _(
                "A set counts for the achieved RPO when one copy of it was read completely and "
                "was good, its own checks did not fail, it is not in quarantine, and the same "
                "holds for everything it builds on."
            ),
        ),
        (
            _("Copies"),
            _(
                "The 3-2-1-1-0 rule counts a copy only when it was verified within the time its "
                "policy promises. Without a restore proved in time a system stays unverified."
            ),
        ),
        (
            _("Checks"),
            _(
                "A check passes, passes with a warning, fails, is overdue or was not run. What "
                "was not run is never counted as passed."
            ),
        ),
        (
            _("Restore times"),
            _(
                "From the first byte fetched until the checks passed. Times for other sizes are "
                "computed from measured ones, with an interval where there are enough."
            ),
        ),
    ]


def _mathematics() -> list[Block]:
    days = rotation_rounds("0.01")
    share = sampled(OBJECTS[0], 0.01, YEAR_DAYS).expected
    words = _(
        "Stretches are read in rotation, the one read longest ago first. With a hundredth a day "
        "everything has been read after exactly %(days)s days: that is certain. A random sample "
        "of the same size would have read %(share)s after a year on average, and the chance that "
        "nothing was left out is small:"
    )
    columns = [
        Column(_("Objects"), "whole", 14), Column(_("Expected to be read"), "figure", 20),
        Column(_("Chance that all were read"), "figure", 24),
    ]  # fmt: skip
    rows = [(count, sampled(count, 0.01, YEAR_DAYS)) for count in OBJECTS]
    lines = [[n, percent(one.expected), probability(one.every)] for n, one in rows]
    return [
        Words(words % {"days": days, "share": percent(share)}),
        table(columns, lines, caption=_("A random sample of 1% a day, after 365 days")),
    ]


def percent(value: float) -> str:
    return percent_words(Decimal(repr(value)), 1)


def probability(value: float) -> str:
    """Three figures, or a power of ten: 0.0754, 2·10⁻²⁸."""
    if value >= 0.0001 or not value:
        return f"{value:.3g}"
    figure, power = f"{value:.0e}".split("e")
    return f"{figure}·10{str(int(power)).translate(str.maketrans('-0123456789', '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'))}"


def closing_chapter(view: View, digest: str) -> Chapter:
    blocks: list[Block] = [
        Heading(_("What this report cannot prove")),
        Items(not_proved()),
        *_past(view),
        Heading(_("The chain of evidence")),
        *_chain(view),
        Heading(_("Provenance")),
        Facts(
            [
                (_("Period"), _("%(since)s to %(until)s") % {
                    "since": instant(view, view.scope.since), "until": instant(view, view.at)}),
                (_("Prepared"), instant_words(view.report.created_at, view.zone)),
                (_("Asked for by"), str(view.report.requested_by)),
                (_("Digest of the figures"), digest),
            ]
        ),
        Words(_("The digest is the SHA-256 over required and achieved RPO and RTO, coverage and "
                "score of every system; it is the same in every language.")),
    ]  # fmt: skip
    return Chapter("closing", _("Limits and provenance"), blocks)


def _past(view: View) -> list[Block]:
    if not view.past:
        return []
    return [
        Heading(_("As of a day in the past")),
        Words(_(
            "Sets, copies, policies, runs and tests stand as the history had them at that "
            "moment. It cannot be told any more which heartbeats of real-time copies were on time "
            "then, whether a location could be reached, and how much space it had; heartbeats "
            "older than 400 days are gone. Stretches that were cut anew since count by the "
            "history of their copy. Nothing is known of the time before this platform knew "
            "these backups."
        )),
    ]  # fmt: skip


def _chain(view: View) -> list[Block]:
    last = EvidenceBundle.objects.filter(made_at__lte=view.report.created_at).first()
    key = SigningKey.objects.order_by("-pk").first()
    if last is None or key is None:
        return [Words(_("No evidence bundle was signed before this report."))]
    return [
        Facts(
            [
                (_("Newest bundle"), _("number %(n)s of %(at)s") % {
                    "n": last.number, "at": instant(view, last.made_at)}),
                (_("Its digest"), last.digest),
                (_("Public key"), key.public),
                (_("Fingerprint of the key"), fingerprint(key.public)),
            ]
        )
    ]  # fmt: skip
