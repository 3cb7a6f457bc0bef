"""Why a row of the gap page has its status, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from bia.analysis.chains import duration
from bia.domain.graph.analysis import NodeResult
from bia.reasons import explain

if TYPE_CHECKING:
    from bia.gap_rows import GapRow


def because(row: GapRow) -> str:
    """What was measured when that decides, else what the graph says."""
    if row.is_data and row.result.status != "infeasible":
        return row.rpo_because
    return explain(row.rto.because)


def naive_words(result: NodeResult) -> str:
    """What the rule says that subtracts nothing and adds nothing (§16.6)."""
    if result.naive_required_s is None:
        return ""
    return _("Naive rule: %(finish)s against %(required)s") % {
        "finish": duration(result.naive_finish_s),
        "required": duration(result.naive_required_s),
    }
