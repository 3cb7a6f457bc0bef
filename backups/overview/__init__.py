"""Could we restore, right now? One row a system; page, API and report read the same figures.

`overview(user, at)` says how every system stands, cheaply and for all; `.rows(first, limit)` adds
what takes reading (3-2-1, checks, restore tests) for those that are shown.
"""

from backups.overview.figures import Totals, totals
from backups.overview.rows import OverviewRow
from backups.overview.standing import Overview, Standing, overview

__all__ = ["Overview", "OverviewRow", "Standing", "Totals", "overview", "totals"]
