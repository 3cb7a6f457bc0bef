"""Whether a message is still wanted, asked right before it leaves (NTF-4)."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence

from django.db import transaction

from followup import exercises
from followup.messages import StopRule, kind_of
from followup.models import Notification

log = logging.getLogger(__name__)


def reasons_to_stop(rows: Sequence[Notification]) -> dict[int, str]:
    """Id → why it is no longer wanted, as its kind's rule says; each rule is asked once."""
    by_rule: dict[StopRule, list[Notification]] = defaultdict(list)
    for row in rows:
        kind = kind_of(row.kind)
        if kind is not None and kind.stop is not None:
            by_rule[kind.stop].append(row)
    # Told on several channels and acknowledged on one: the others keep quiet.
    answer = {row.pk: "acknowledged" for row in rows if row.ack_at is not None}
    for rule, asked in by_rule.items():
        try:
            with transaction.atomic():
                answer.update(rule(asked))
        except Exception:
            # A broken rule must not hold up everybody's messages: rather told than lost.
            log.exception("a stop rule failed for messages of %s", asked[0].kind)
    # Last, so that nothing overrules it, and never swallowed: a drill stays among its people.
    answer.update(exercises.outside(rows))
    return answer
