"""The life of a corrective action as one table (ACT). Rules: docs/method.md, "Corrective actions".

Pure: the services gather `Facts` and `Ask`, and put words to the codes that come back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta

MOST_POSTPONEMENTS = 2


@dataclass(frozen=True)
class Facts:
    """What the rules ask about an action. Days are those of the owner's zone.

    `evidence` and `documents` count what was added so far; `proved` is `is_proved` below;
    `by_owner`: who acts is the owner.
    """

    state: str
    today: date
    owner: bool = False
    owner_active: bool = False
    verifier: bool = False
    verifier_active: bool = False
    due_on: date | None = None
    finding: bool = False
    criterion: bool = False
    evidence: int = 0
    documents: int = 0
    verify_by: str = "retest"
    proved: bool = False
    postponements: int = 0
    by_owner: bool = False


@dataclass(frozen=True)
class Ask:
    """What the caller gives along: a reason, a new due day, an expiry day, evidence in words."""

    reason: str = ""
    due_on: date | None = None
    expires_on: date | None = None
    text: str = ""


Rule = Callable[[Facts, Ask], bool]

# Code → what must be the case (unmet: 409, a conflict with how things stand).
GUARDS: Mapping[str, Rule] = {
    "owner_missing": lambda facts, ask: facts.owner,
    "owner_inactive": lambda facts, ask: facts.owner_active or not facts.owner,
    "verifier_missing": lambda facts, ask: facts.verifier,
    "verifier_inactive": lambda facts, ask: facts.verifier_active or not facts.verifier,
    "finding_missing": lambda facts, ask: facts.finding,
    "criterion_missing": lambda facts, ask: facts.criterion,
    "by_owner": lambda facts, ask: not facts.by_owner,
    "evidence_missing": lambda facts, ask: bool(ask.text.strip()) or facts.evidence > 0,
    "not_proved": lambda facts, ask: facts.verify_by == "document" or facts.proved,
    "document_missing": lambda facts, ask: facts.verify_by != "document" or facts.documents > 0,
    "postponed_twice": lambda facts, ask: facts.postponements < MOST_POSTPONEMENTS,
}

# Code → what the call must bring (missing: 400 at the field).
INPUTS: Mapping[str, Rule] = {
    "reason_missing": lambda facts, ask: bool(ask.reason.strip()),
    "due_day_past": lambda facts, ask: _due(facts, ask) >= facts.today,
    "not_later": lambda facts, ask: ask.due_on is not None and ask.due_on > _due(facts, Ask()),
    "due_day_gone": lambda facts, ask: ask.due_on is None or ask.due_on >= facts.today,
    "expiry_not_ahead": lambda facts, ask: (
        ask.expires_on is not None and ask.expires_on > facts.today
    ),
}


def _due(facts: Facts, ask: Ask) -> date:
    """The due day after the step: a new one, else the one it has (never: long past)."""
    return ask.due_on or facts.due_on or date.min


@dataclass(frozen=True)
class Move:
    """One row: who may take an action from `sources` to `target` (None: it stays), and when.

    `who`: owner, verifier, manager (of the owner), author (wrote the draft), editor (may change
    actions like this one), approver (may approve them), reader (may see it), clock (time).
    """

    sources: tuple[str, ...]
    verb: str
    target: str | None
    who: tuple[str, ...]
    guards: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()


DRAFT, DUE, LIVE = ("draft",), ("open", "in_progress"), ("open", "in_progress", "done")
CLOSED = ("verified", "cancelled")
EVERY = ("draft", "open", "in_progress", "done", "verified", "accepted_risk", "cancelled")
READY = (
    *("owner_missing", "owner_inactive", "verifier_missing", "verifier_inactive"),
    *("finding_missing", "criterion_missing"),
)
WORKERS = ("owner", "manager", "editor")
JUDGES = ("verifier", "approver")
REASON, REOPENED = ("reason_missing",), ("reason_missing", "due_day_past")
OTHERS = ("by_owner",)
PROOF = ("by_owner", "not_proved", "document_missing")
TWICE = ("by_owner", "postponed_twice")
LATER = ("reason_missing", "not_later", "due_day_gone")
UNTIL = ("reason_missing", "expiry_not_ahead")
UNDER_WAY = (*DRAFT, *LIVE, "accepted_risk")
RISK, IN_FORCE = ("accepted_risk",), (*LIVE, "accepted_risk")
MANAGERS = ("manager", "approver")
AUTHORS = ("author", "editor")
SHOWERS = ("author", "verifier", "approver", *WORKERS)
WRITERS = ("author", "owner", "editor", "approver")

TABLE: tuple[Move, ...] = (
    #    from        verb             to               who          guards, inputs
    Move(DRAFT,      "open",          "open",          AUTHORS,     READY, ("due_day_past",)),
    Move(("open",),  "start",         "in_progress",   WORKERS),
    Move(DUE,        "complete",      "done",          WORKERS,     ("evidence_missing",)),
    Move(("done",),  "verify",        "verified",      JUDGES,      PROOF),
    Move(("done",),  "reject",        "open",          JUDGES,      OTHERS, REOPENED),
    Move(DUE,        "postpone",      None,            MANAGERS,    TWICE, LATER),
    Move(LIVE,       "accept_risk",   "accepted_risk", ("approver",), OTHERS, UNTIL),
    Move(RISK,       "withdraw_risk", "open",          ("approver",), (), ("due_day_past",)),
    Move(RISK,       "expire_risk",   "open",          ("clock",)),
    Move(DRAFT,      "cancel",        "cancelled",     ("author", "approver"), (), REASON),
    Move(IN_FORCE,   "cancel",        "cancelled",     ("approver",), OTHERS, REASON),
    Move(CLOSED,     "reopen",        "open",          MANAGERS,    ("by_owner", *READY), REOPENED),
    Move(UNDER_WAY,  "change",        None,            WRITERS),
    Move(UNDER_WAY,  "add_evidence",  None,            SHOWERS),
    Move(LIVE,       "record_retest", None,            JUDGES,      OTHERS),
    Move(EVERY,      "add_note",      None,            ("reader",)),
)  # fmt: skip

VERBS = tuple(dict.fromkeys(move.verb for move in TABLE))

# Which clock runs in a state; in the others none does.
CLOCKS: Mapping[str, str] = {
    "open": "action_due",
    "in_progress": "action_due",
    "done": "action_verification",
    "accepted_risk": "risk_expiry",
}


def move_of(verb: str, state: str) -> Move | None:
    """The row that says how `verb` goes from `state`; None: not from there."""
    return next((move for move in TABLE if move.verb == verb and state in move.sources), None)


def who_may(verb: str) -> frozenset[str]:
    """Everybody who may do it from some state."""
    return frozenset(role for move in TABLE if move.verb == verb for role in move.who)


def targets_of(verb: str) -> frozenset[str]:
    return frozenset(move.target for move in TABLE if move.verb == verb and move.target)


def unmet_guards(move: Move, facts: Facts, ask: Ask) -> list[str]:
    return [code for code in move.guards if not GUARDS[code](facts, ask)]


def missing_inputs(move: Move, facts: Facts, ask: Ask) -> list[str]:
    return [code for code in move.inputs if not INPUTS[code](facts, ask)]


@dataclass(frozen=True)
class Result:
    """A re-test or measurement as the rule sees it."""

    at: datetime
    passed: bool
    confidence: str = "measured"


def is_proved(results: Iterable[Result], done_at: datetime | None) -> bool:
    """The last thing really measured since the work was done has passed.

    What was estimated or simulated proves nothing, and neither does what is older than the work.
    """
    if done_at is None:
        return False
    counted = [one for one in results if one.confidence == "measured" and one.at >= done_at]
    return bool(counted) and max(counted, key=lambda one: (one.at, not one.passed)).passed


def within_limit(value_s: int, limit_s: int | None) -> bool | None:
    """Whether a measured duration keeps its limit (equal keeps it); None without a limit."""
    return None if limit_s is None else value_s <= limit_s


@dataclass(frozen=True)
class DueDays:
    """Days until an action is due, by priority."""

    days: Mapping[str, int] = field(default_factory=lambda: {"P1": 7, "P2": 30, "P3": 90})

    def due_on(self, priority: str, opened_on: date) -> date:
        return opened_on + timedelta(days=self.days.get(priority, 30))


def recurs(verified_at: datetime, came_back_at: datetime, months: int) -> bool:
    """The same cause came back within `months` of the verification (calendar months)."""
    until: datetime = verified_at + relativedelta(months=months)
    return verified_at <= came_back_at <= until
