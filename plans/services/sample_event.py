"""The sample's one past event: a plan carried out, and a shop's paper entered afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from accounts.models import Person, User
from plans.domain.paper_lines import Line
from plans.models import Backfill, PaperForm, Plan, PlanActivation, Store
from plans.services import activations, backfills
from plans.services.backfill_checking import check_rows
from plans.services.backfill_posting import tick_posted, tick_resent
from plans.services.backfill_rows import enter_rows
from plans.services.sample_story import Story, event_begins
from plans.services.sheets import account_for

Step = tuple[datetime, Callable[[datetime], Any]]
COLUMNS = ("plate", "customer", "phone", "time", "service", "ready")
SEED = 1


class Event:
    """Steps by their instants; rows are read when it is their turn."""

    def __init__(
        self,
        row: Mapping[str, Any],
        story: Story,
        at: datetime,
        users: Mapping[str, User],
        people: Mapping[str, Person],
        stores: Mapping[str, Store],
    ):
        self.row, self.story, self.users = row, story, users
        self.people, self.stores = people, stores
        self.by = users[row["by"]]
        self.begins = event_begins(at, row["days_ago"])

    def steps(self) -> Iterator[Step]:
        yield self._at(0), self._activate
        for task in self.row["tasks"]:
            yield self._at(task["minute"]), self._done(task)
        yield self._at(self.row["amended"]["minute"]), self._amend
        verbs = (
            ("restored", activations.restore_activation),
            ("integrity", activations.verify_integrity),
        )
        for name, verb in verbs:
            yield self._at(self.row[name]), self._verb(verb)
        yield self._at(self.row["ended"]), self._end
        yield from self._backfill(self.row["backfill"])

    def _at(self, minute: int) -> datetime:
        return self.begins + timedelta(minutes=minute)

    def _one(self) -> PlanActivation:
        return PlanActivation.objects.select_related("plan").get(plan__code=self.row["plan"])

    def _activate(self, at: datetime) -> None:
        activations.activate(
            Plan.objects.get(code=self.row["plan"]),
            reason=self.story.text(self.row["reason"]),
            commander=self.people[self.row["commander"]],
            by=self.by,
            at=at,
        )

    def _done(self, task: Mapping[str, Any]) -> Callable[[datetime], None]:
        result, evidence = (self.story.text(task.get(name)) for name in ("result", "evidence"))

        def complete(at: datetime) -> None:
            activations.complete_task(
                self._one(), task["number"], result=result, evidence=evidence, by=self.by, at=at
            )

        return complete

    def _amend(self, at: datetime) -> None:
        row = self.row["amended"]
        reason = self.story.text(row["reason"])
        activations.amend_task(
            self._one(), row["number"], reason=reason, fields=row["fields"], by=self.by, at=at
        )

    def _verb(self, verb: Callable[..., Any]) -> Callable[[datetime], None]:
        return lambda at: verb(self._one(), by=self.by, at=at)

    def _end(self, at: datetime) -> None:
        activations.end_activation(
            self._one(),
            outcome=self.story.text(self.row["outcome"]),
            rating=self.row["rating"],
            by=self.by,
            at=at,
        )

    def _backfill(self, row: Mapping[str, Any]) -> Iterator[Step]:
        enters, checker = self.users[row["by"]], self.users[row["checker"]]

        def batch() -> Backfill:
            return Backfill.objects.get(store=self.stores[row["shop"]])

        def opened(at: datetime) -> None:
            backfills.open_backfill(
                activation=self._one(),
                form=PaperForm.objects.get(code="emergency-service"),
                store=self.stores[row["shop"]],
                quantity=row["sheets"],
                by=enters,
                at=at,
            )

        def entered(at: datetime) -> None:
            first, *others = batch().sheets.order_by("serial")
            enter_rows(batch(), list(self._lines(row, first.serial)), by=enters, at=at)
            account_for(
                first,
                state="returned",
                rows_written=len(row["rows"]),
                rows_void=len(row["void"]),
                by=enters,
                at=at,
            )
            for sheet in others:
                account_for(sheet, state="blank", by=enters, at=at)
            backfills.send_to_checking(batch(), by=enters, at=at, seed=SEED)

        def checked(at: datetime) -> None:
            drawn = batch().rows.filter(in_sample=True).values_list("pk", flat=True)
            check_rows(batch(), verdicts=dict.fromkeys(drawn, "ok"), by=checker, at=at)
            counted = {self._adviser(): len(row["rows"]) - len(row["void"])}
            backfills.reconcile(batch(), counted=counted, by=checker, at=at)

        def posted(at: datetime) -> None:
            tick_posted(batch(), rows=None, by=enters, at=at)
            tick_resent(batch(), rows=None, by=enters, at=at)
            backfills.finish_posting(batch(), by=enters, at=at)

        def closed(at: datetime) -> None:
            backfills.close(batch(), by=checker, at=at)

        for name, step in (
            ("opened", opened),
            ("entered", entered),
            ("checked", checked),
            ("posted", posted),
            ("closed", closed),
        ):
            yield self._at(row[name]), step

    def _lines(self, row: Mapping[str, Any], serial: str) -> Iterator[Line]:
        for number, cells in enumerate(row["rows"], start=1):
            values = {
                name: self.story.text(cell) if isinstance(cell, dict) else str(cell)
                for name, cell in zip(COLUMNS, cells, strict=True)
            }
            values["adviser"] = self._adviser()
            void = number in row["void"]
            yield Line(number, serial, str(number), values, void=void)

    def _adviser(self) -> str:
        return self.people["li-ming"].name
