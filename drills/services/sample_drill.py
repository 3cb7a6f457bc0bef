"""One drill of the sample, taken as far as its row says: planned, ready, or held to the end.

By the verbs, but for what comes in lists (people, ticks, attendance, ratings): those are written at
once, for a sample is loaded often.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, cast

from accounts.models import Person
from bia.models import Process, System
from drills.domain.readiness import SAFETY_KEYS
from drills.models import (
    Criterion,
    Drill,
    DrillFinding,
    DrillScenario,
    Expectation,
    Inject,
    Participant,
    Rating,
    SafetyCheck,
    Script,
)
from drills.services import drills as verbs
from drills.services.scenario_loading import write_script
from followup.services.actions import open_action
from followup.services.verb import Call
from incidents.services import incidents
from plans.models import IncidentGrade, Plan, PlanVersion

EVALUATED_AFTER = timedelta(days=1)
WRITTEN_AFTER = timedelta(days=3)
APPROVED_AFTER = timedelta(days=6)
KEY_ROLES = ("commander", "technical_lead", "it-lead")


class Sampled:
    """`row` is the drill in the file; `start` its planned beginning, which is kept to."""

    def __init__(
        self,
        row: Mapping[str, Any],
        language: str,
        start: datetime,
        at: datetime,
        people: Mapping[str, Person],
    ):
        self.row, self.language, self.start, self.now = row, language, start, at
        self.people = people
        self.users = {one.user.username: one.user for one in people.values() if one.user}
        self.drill: Drill | None = None

    def make(self) -> None:
        self._plan()
        if "to" in self.row:
            if self.row["to"] == "ready":
                self._prepare(self.now)
            return
        self._prepare(self.start - timedelta(days=6))
        self._hold()
        self._evaluate()
        self._report()

    # --- before ------------------------------------------------------------------------------

    def _plan(self) -> None:
        row, planned = self.row, min(self.now, self.start - timedelta(days=24))
        scenario = DrillScenario.objects.filter(code=row.get("scenario", "")).first()
        self.drill = verbs.create(
            title=self._text(row["title"]),
            type=row["type"],
            subtype=row.get("subtype", ""),
            planned_start=self.start,
            planned_end=self.start + timedelta(minutes=row["minutes"]),
            scenario=scenario,
            purpose=self._text(row.get("purpose")),
            place=self._text(row.get("place")),
            no_notice=row.get("no_notice", False),
            processes=list(Process.objects.filter(code__in=row.get("processes", ()))),
            systems=list(System.objects.filter(code__in=row.get("systems", ()))),
            lead_controller=self._person(row["controller"]),
            lead_evaluator=self._person(row["evaluator"]),
            **self._plan_version(),
            **self._call("manager", planned),
        )
        if "script" in row:
            write_script(Script.objects.get(drill=self.drill), row["script"])

    def _plan_version(self) -> dict[str, Any]:
        """The one in force; a drill before its publication tested the draft."""
        code = self.row.get("plan")
        if code is None:
            return {}
        version = PlanVersion.objects.filter(plan__code=code, status="effective").get()
        since = version.effective_at
        return {"plan_version": version, "tests_draft": since is None or since > self.start}

    def _prepare(self, at: datetime) -> None:
        call = self._call("manager", at)
        parts = [(code, "player", role) for code, role in self.row["players"].items()]
        parts += [(code, "observer", "") for code in self.row.get("observers", ())]
        Participant.objects.bulk_create(
            Participant(
                drill=self._one(), person=self.people[code], role=part, response_role=role,
                key_person=role in KEY_ROLES,
            )
            for code, part, role in parts
        )  # fmt: skip
        if self._one().on_engine:
            SafetyCheck.objects.bulk_create(
                SafetyCheck(
                    drill=self._one(), key=key, done=True, at=at, by=self.users["manager"],
                    note=self._text(self.row["safety"][key]),
                )
                for key in SAFETY_KEYS
            )  # fmt: skip
        verbs.invite(self._one(), **call)
        for code in self.row.get("confirmed", ()):
            verbs.answer(self._one(), answer="confirmed", person=self._person(code), **call)
        verbs.make_ready(self._one(), **call)

    # --- its course --------------------------------------------------------------------------

    def _hold(self) -> None:
        controller = self._login(self.row["controller"])
        self.drill = verbs.start(self._one(), **self._call(controller, self.start))
        for step in self.row["course"]:
            user = step.get("by", controller)
            getattr(self, f"_{step['do']}")(step, self._call(user, self._minute(step["minute"])))
        here = self._one().participants.exclude(person__code__in=self.row.get("absent", ()))
        here.update(present_from=self._minute(5), present_to=self._ended())
        self.drill = verbs.end(self._one(), **self._call(controller, self._ended()))

    def _deliver(self, step: Mapping[str, Any], call: Call) -> None:
        inject = Inject.objects.get(script__drill=self._one(), key=str(step["inject"]))
        if "skip" in step:
            verbs.skip(self._one(), inject=inject, reason=self._text(step["skip"]), **call)
        else:
            verbs.deliver(self._one(), inject=inject, **call)

    def _judge(self, step: Mapping[str, Any], call: Call) -> None:
        expected = Expectation.objects.get(script__drill=self._one(), key=step["expectation"])
        verbs.judge(self._one(), expectation=expected, result=step["result"], **call)

    def _observe(self, step: Mapping[str, Any], call: Call) -> None:
        verbs.observe(self._one(), kind=step["kind"], text=self._text(step["text"]), **call)

    def _log(self, step: Mapping[str, Any], call: Call) -> None:
        verbs.log(self._one(), text=self._text(step["text"]), **call)

    def _pause(self, step: Mapping[str, Any], call: Call) -> None:
        self.drill = verbs.pause(self._one(), reason=self._text(step["reason"]), **call)

    def _resume(self, step: Mapping[str, Any], call: Call) -> None:
        self.drill = verbs.resume(self._one(), **call)

    def _graded(self, step: Mapping[str, Any], call: Call) -> None:
        incident = self._one().incident
        assert incident is not None
        grade = IncidentGrade.objects.get(code=step["grade"])
        incidents.acknowledge(incident, **call)
        incidents.confirm_grade(incident, grade=grade, reason=self._one().title, **call)

    def _restored(self, step: Mapping[str, Any], call: Call) -> None:
        """In the incident of the drill."""
        incident = self._one().incident
        assert incident is not None
        incidents.restore(incident, **call)

    # --- afterwards --------------------------------------------------------------------------

    def _evaluate(self) -> None:
        row = self.row
        for number, answers in enumerate(row.get("hot_wash", ()), start=1):
            when = self._minute(row["ended"] + 20 * number)
            texts: Any = {name: self._text(text) for name, text in answers["says"].items()}
            anonymous = answers.get("anonymous", False)
            call = self._call(answers["by"], when)
            verbs.answer_hot_wash(self._one(), anonymous=anonymous, **texts, **call)
        evaluator = self._login(row["evaluator"])
        call = self._call(evaluator, self._ended() + EVALUATED_AFTER)
        judged = {one.key: one for one in Criterion.objects.filter(script__drill=self._one())}
        if "figures" in row:
            verbs.enter_figures(self._one(), **row["figures"], **call)
        for key, counts in row.get("records", {}).items():
            one = judged[key]
            one.params = one.params | {"repaired": False} | counts
            one.save(update_fields=["params"])
        # Told in one go, as from a sheet of paper: the evaluation counts them all at its end.
        Rating.objects.bulk_create(
            Rating(criterion=judged[key], evaluator=call["by"], at=call["at"], **self._said(said))
            for key, said in row["rated"].items()
            if key in judged
        )
        verbs.lock_attendance(self._one(), **call)
        self.drill = verbs.finish_evaluation(self._one(), **call)

    def _said(self, said: str | Mapping[str, Any]) -> dict[str, str]:
        if isinstance(said, str):
            return {"level": said}
        return {"level": said["level"], "reason": self._text(said["reason"])}

    def _report(self) -> None:
        evaluator = self._login(self.row["evaluator"])
        call = self._call(evaluator, self._ended() + WRITTEN_AFTER)
        for one in self._one().measured.all():
            verbs.review_measured(self._one(), one, accepted=True, **call)
        found = self._one().findings.filter(kind="improvement").order_by("pk")
        noted = iter(self.row.get("decided", ()))
        for finding in found:
            rated = finding.criterion_id is not None
            self._decide(finding, self.row["rated_low"] if rated else next(noted), call)
        if "too_easy" in self.row:
            verbs.change_report(
                self._one(), too_easy_note=self._text(self.row["too_easy"]), **_plain(call)
            )
        verbs.submit_report(self._one(), **call)
        call = self._call("manager", self._ended() + APPROVED_AFTER)
        if self.row.get("approved", True):
            verbs.approve_report(self._one(), **call)
            verbs.close(self._one(), **call)

    def _decide(self, finding: DrillFinding, row: Mapping[str, Any], call: Call) -> None:
        given: dict[str, Any] = {}
        if "avoided" in row:
            given["avoided_loss"] = row["avoided"]
        if "plan" in row:
            given["plan"] = Plan.objects.get(code=row["plan"])
        if "none" in row:
            given["no_action_reason"] = self._text(row["none"])
        if given:
            verbs.change_finding(self._one(), finding, **given, **_plain(call))
        if "action" in row:
            self._action(finding, row["action"], call)

    def _action(self, finding: DrillFinding, row: Mapping[str, Any], call: Call) -> None:
        by = self.users["manager"]
        fields = {
            "title": self._text(row["title"]),
            "criterion": self._text(row["criterion"]),
            "priority": row["priority"],
            "owner": self._person(row["owner"]),
            "verifier": self._person(row["verifier"]),
            "due_on": (self.now + timedelta(days=row["due_in"])).date(),
        }
        theirs = cast(Call, dict(call) | {"by": by})
        action = verbs.create_finding_action(self._one(), finding, fields=fields, **theirs)
        open_action(action, by=by, at=call["at"])

    # --- words -------------------------------------------------------------------------------

    def _one(self) -> Drill:
        assert self.drill is not None
        return self.drill

    def _minute(self, minute: int) -> datetime:
        return self.start + timedelta(minutes=minute)

    def _ended(self) -> datetime:
        return self._minute(self.row["ended"])

    def _text(self, value: Mapping[str, str] | None) -> str:
        return "" if value is None else value[self.language]

    def _person(self, code: str) -> Person:
        return self.people[code]

    def _login(self, code: str) -> str:
        user = self.people[code].user
        assert user is not None
        return user.username

    def _call(self, username: str, at: datetime) -> Call:
        return {"by": self.users[username], "at": at, "via": "import"}


def _plain(call: Call) -> dict[str, Any]:
    return dict(call)
