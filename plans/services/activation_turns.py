"""The turns an activation takes by its own verb and with the event it belongs to alike.

Who may, and whether it is the time for it, was asked before; the caller holds the row.
"""

from __future__ import annotations

from followup.services.verb import Call
from lib.claimed_time import Claimed
from plans.models import ActivationState, PlanActivation, RecoveryLevel
from plans.services.activation_clocks import stop_all
from plans.services.activation_news import tell_ended
from plans.services.activation_step import save_activation, write
from plans.services.backfill_clock import activation_called_off, activation_restored


def works_again(row: PlanActivation, when: Claimed, call: Call) -> None:
    """What was lost works: the backfill clock (K10) counts from then."""
    save_activation(row, restored_at=when.at, level=RecoveryLevel.FULLY.value)
    write(row, "restored", when=when, call=call)
    activation_restored(row, at=when.recorded_at, by=call["by"])


def called_off(row: PlanActivation, reason: str, when: Claimed, call: Call) -> None:
    """It was a mistake: its clocks (K7, K10) stop, and whoever had a part hears of it."""
    state = ActivationState.CANCELLED.value
    save_activation(row, state=state, ended_at=when.at, outcome=reason.strip())
    write(row, "cancelled", when=when, call=call, text=reason)
    stop_all(row, at=when.recorded_at, by=call["by"], reason="cancelled")
    activation_called_off(row, at=when.recorded_at, by=call["by"])
    tell_ended(row, by=call["by"], at=when.recorded_at)
