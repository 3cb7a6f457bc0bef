"""The sample's roles, shops, plans and paper, carried out in the order of their days.

Every step goes through its verb with the instant at which it would have happened; between two
steps the clocks fire what fell due.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from accounts.models import Person, User
from bia.models import Process, Site, System
from followup.models import Notification
from followup.services.ticking import replay
from plans.models import (
    CardItem,
    CardStep,
    PaperForm,
    Plan,
    PlanVersion,
    Reading,
    ResponseRole,
    RoleHolder,
    Store,
)
from plans.services.catalogue_loading import pair
from plans.services.content import add_part
from plans.services.copies import print_copy
from plans.services.forms import change_form
from plans.services.lifecycle import approve_version, submit_version
from plans.services.publication import publish_version
from plans.services.reviews import attest_plan
from plans.services.sample_event import Event
from plans.services.sample_story import Story
from plans.services.sheets import print_sheets
from plans.services.stock import set_minimum
from plans.services.stores import create_store
from plans.services.templates import create_from_template
from plans.services.versions import change_version, new_draft

# What people were told before these days they have read.
READ_AFTER = timedelta(days=4)


@dataclass(frozen=True)
class Deed:
    at: datetime
    do: Callable[[datetime], None]


def make_rows(story: Story, *, at: datetime) -> None:
    sample = _Sample(story, at)
    sample.holders()
    sample.shops()
    for deed in sorted(sample.deeds(), key=lambda one: one.at):
        replay(until=deed.at)
        deed.do(deed.at)
    replay(until=at)
    Notification.objects.filter(created_at__lt=at - READ_AFTER, read_at__isnull=True).update(
        read_at=at
    )


class _Sample:
    def __init__(self, story: Story, at: datetime):
        self.story, self.rows, self.at = story, story.rows, at
        self.users = {one.username: one for one in User.objects.filter(is_sample=True)}
        self.people = {one.code: one for one in Person.objects.all()}
        self.nodes: dict[str, dict[str, Any]] = {
            name: {one.code: one for one in model._default_manager.all()}
            for name, model in (("processes", Process), ("systems", System), ("sites", Site))
        }

    def holders(self) -> None:
        roles = {one.code: one for one in ResponseRole.objects.all()}
        RoleHolder.objects.bulk_create(
            RoleHolder(role=roles[code], person=self.people[person], position=number)
            for code, people in self.rows["holders"].items()
            for number, person in enumerate(people, start=1)
            if code in roles
        )

    def shops(self) -> None:
        self.stores: dict[str, Store] = {}
        for row in self.rows["shops"]:
            self.stores[row["code"]] = create_store(
                code=row["code"],
                manager=self.people[row["manager"]],
                lead=self.people[row["lead"]],
                by=self.users["owner"],
                at=self.at,
                **pair("name", row["name"]),
            )

    def deeds(self) -> Iterator[Deed]:
        for row in self.rows["plans"]:
            yield from self._plan(row)
        yield from map(self._copy, self.rows["copies"])
        yield from self._paper(self.rows["paper"])
        yield from self._readings()
        event = Event(self.rows["event"], self.story, self.at, self.users, self.people, self.stores)
        for when, step in event.steps():
            yield Deed(when, step)

    def _plan(self, row: Mapping[str, Any]) -> Iterator[Deed]:
        for number, version in enumerate(row["versions"], start=1):
            yield self._deed(version["drafted"], self._drafting(row, version, number))
            by = self.users[version["author"]]
            signed = version.get("signed", [])
            submitted = version.get("submitted") or signed[0]["days_ago"] + 1
            yield self._deed(submitted, self._submitting(row["code"], by))
            for step in signed:
                yield self._deed(step["days_ago"], self._signing(row["code"], step))
            if "published" in version:
                step = version["published"]
                yield self._deed(step["days_ago"], self._publishing(row["code"], step))
        if "attested" in row:
            yield self._deed(
                row["attested"]["days_ago"], self._attesting(row["code"], row["attested"])
            )

    def _deed(self, days_ago: int, do: Callable[[datetime], None]) -> Deed:
        return Deed(self.at - timedelta(days=days_ago), do)

    def _drafting(
        self, row: Mapping[str, Any], version: Mapping[str, Any], number: int
    ) -> Callable[[datetime], None]:
        by = self.users[version["author"]]

        def first(at: datetime) -> None:
            scope = {
                name: [found[one] for one in row.get(name, [])]
                for name, found in self.nodes.items()
            }
            create_from_template(
                row["template"],
                code=row["code"],
                owner=self.people[row["owner"]],
                deputy=self.people[row["deputy"]],
                confidentiality=row.get("confidentiality", "internal"),
                languages="both",
                by=by,
                at=at,
                **scope,
            )

        def next_one(at: datetime) -> None:
            plan = Plan.objects.get(code=row["code"])
            summary = self.story.text(version["summary"])
            draft = new_draft(plan, by=by, at=at, change_summary=summary)
            group = version["group"]
            change_version(
                draft,
                read_version=None,
                by=by,
                at=at,
                group_name=self.story.text(group["name"]),
                group_url=group["url"],
            )
            for item in version["items"]:
                step = CardStep.objects.get(plan_version=draft, key=item["step"])
                words = pair("team", item["team"]) | pair("text", item["text"])
                add_part(draft, CardItem, by=by, at=at, step=step, **words)

        return first if number == 1 else next_one

    def _submitting(self, code: str, by: User) -> Callable[[datetime], None]:
        return lambda at: self._do(submit_version, code, at, by=by)

    def _signing(self, code: str, step: Mapping[str, Any]) -> Callable[[datetime], None]:
        by, comment = self.users[step["by"]], self.story.text(step.get("comment"))
        return lambda at: self._do(approve_version, code, at, by=by, comment=comment)

    def _publishing(self, code: str, step: Mapping[str, Any]) -> Callable[[datetime], None]:
        return lambda at: self._do(publish_version, code, at, by=self.users[step["by"]])

    def _attesting(self, code: str, step: Mapping[str, Any]) -> Callable[[datetime], None]:
        def attest(at: datetime) -> None:
            statement = self.story.text(step["statement"])
            plan = Plan.objects.get(code=code)
            attest_plan(plan, by=self.users[step["by"]], at=at, statement=statement)

        return attest

    def _do(self, verb: Callable[..., Any], code: str, at: datetime, **values: Any) -> None:
        """`verb` on the newest version of the plan."""
        version = PlanVersion.objects.filter(plan__code=code).order_by("-major", "-minor")[0]
        verb(version, at=at, **values)

    def _copy(self, row: Mapping[str, Any]) -> Deed:
        def print_one(at: datetime) -> None:
            version = PlanVersion.objects.get(
                plan__code=row["plan"], major=int(row["version"].partition(".")[0]), minor=0
            )
            print_copy(
                version,
                format=row["format"],
                language=row["language"],
                place=self.story.text(row["place"]),
                site=self.nodes["sites"].get(row.get("site", "")),
                holder=self.people[row["holder"]],
                by=self.users[row["by"]],
                at=at,
            )

        return self._deed(row["days_ago"], print_one)

    def _paper(self, row: Mapping[str, Any]) -> Iterator[Deed]:
        def begin(at: datetime) -> None:
            form = PaperForm.objects.get(code=row["form"])
            plan, process = (
                Plan.objects.get(code=row["plan"]),
                self.nodes["processes"][row["process"]],
            )
            by = self.users["owner"]
            change_form(form, read_version=None, by=by, at=at, plan=plan, process=process)

        first = max(one["days_ago"] for one in row["printed"])
        yield self._deed(first + 1, begin)
        for one in row["printed"]:
            yield self._deed(one["days_ago"], self._printing(row, one))

    def _printing(
        self, row: Mapping[str, Any], one: Mapping[str, Any]
    ) -> Callable[[datetime], None]:
        def printing(at: datetime) -> None:
            form, store = PaperForm.objects.get(code=row["form"]), self.stores[one["shop"]]
            by = self.users["owner"]
            print_sheets(form, store=store, quantity=one["sheets"], language="both", by=by, at=at)
            set_minimum(form, store, minimum=row["minimum"], by=by, at=at)

        return printing

    def _readings(self) -> Iterator[Deed]:
        """A week after they were asked."""
        for code, people in self.rows["read"].items():
            plan = next(one for one in self.rows["plans"] if one["code"] == code)
            days_ago = plan["versions"][-1]["published"]["days_ago"] - 7

            def read(at: datetime, code: str = code, people: list[str] = people) -> None:
                asked = Reading.objects.filter(plan_version__plan__code=code)
                asked.filter(person__code__in=people).update(read_at=at)

            yield self._deed(days_ago, read)
