"""Why a node of the register has its status, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from bia.analysis.sight import Sight
from bia.analysis.stored import Stored
from bia.domain.graph.analysis import NodeResult
from bia.domain.graph.because import finish_reasons, stands_in, why_required, why_status
from bia.domain.graph.unstated import MOST, unstated
from bia.domain.reasons import Reason
from bia.gaps.order import BROKEN
from bia.reasons import explain
from lib.durations import format_duration
from lib.language import listed, told

if TYPE_CHECKING:
    from bia.gaps.row import GapRow


def because(row: GapRow) -> str:
    """What was measured where that decides, else what the graph says."""
    if row.is_data and row.result.status not in BROKEN:
        return row.rpo_because
    if _measured_decides(row):
        return explain(row.rto.because)
    return explain(why_status(row.of.analysis, row.key), row.sight)


def _measured_decides(row: GapRow) -> bool:
    """The reason by measurements alone (§9) holds: same status, and it names date and source."""
    if row.subject.table != "process" or row.result.required_s != row.subject.rto_s:
        return False
    if row.unheard or row.result.required_s is None:
        return True
    return row.result.counted_s == row.subject.measured_s and row.rto.status == row.status


def missing(row: GapRow) -> tuple[str, ...]:
    """Keys of what states no duration, where that is why the row's time is a lower bound."""
    if row.is_data or _measured_decides(row):
        return ()
    return unstated(row.of.analysis, row.key, MOST + 1)


def missing_words(keys: Sequence[str], sight: Sight) -> str:
    """ "No duration is stated for Network, Database." """
    if not keys:
        return ""
    names = sight.names(keys[:MOST]) + [_("others")] * (len(keys) > MOST)
    return _("No duration is stated for %(names)s.") % {"names": listed(names)}


def required_because(stored: Stored, sight: Sight, key: str) -> str:
    """What is required of it and where that comes from; "" where nothing is."""
    if stored.analysis.nodes[key].required_s is None:
        return ""
    reasons = [why_required(stored.analysis, key)]
    if stands_in(stored.analysis, key):
        reasons.append(Reason.of("graph.required.stands_in"))
    return _told(reasons, sight)


def finish_because(stored: Stored, sight: Sight, key: str) -> str:
    """When it is back and what it waits for."""
    return _told(finish_reasons(stored.analysis, key), sight)


def _told(reasons: Iterable[Reason], sight: Sight) -> str:
    return told(explain(one, sight) for one in reasons)


def naive_differs(result: NodeResult) -> bool:
    """The naive rule comes to another verdict: it passes what breaks, or the reverse."""
    naive = result.naive_status
    return naive != "no_target" and (naive in BROKEN) != (result.status in BROKEN)


def naive_words(result: NodeResult, language: str) -> str:
    """What the rule says that subtracts nothing and adds nothing (docs/method.md §16.6)."""
    if result.naive_required_s is None:
        return ""
    return _("longest own time %(finish)s, strictest RTO %(required)s") % {
        "finish": format_duration(result.naive_finish_s, language),
        "required": format_duration(result.naive_required_s, language),
    }
