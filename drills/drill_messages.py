"""The words of what a running drill sends, and of what reminds of one (RESP §4.5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from drills import invite
from drills.models import Drill, DrillStatus, Inject, InjectStatus
from drills.services.reminding import who_has_not_answered, who_has_not_rated
from drills.step_messages import no_longer_to_come
from followup.messages import MessageKind
from followup.messages import register as register_kinds
from followup.models import Notification
from followup.reasons import register_reasons


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    register_kinds(*KINDS)
    register_reasons(
        inject_frozen=_("The drill does not run any more: its injects are frozen."),
        inject_handled=_("The inject was delivered or left out meanwhile."),
        form_handed_in=_("The form was handed in meanwhile, or is closed."),
    )
    invite.register()


def no_longer_running(rows: Sequence[Notification]) -> Mapping[int, str]:
    codes = {one.subject_code for one in rows}
    going = (DrillStatus.RUNNING.value, DrillStatus.PAUSED.value)
    found = Drill.objects.filter(code__in=codes, status__in=going)
    running = set(found.values_list("code", flat=True))
    return {one.pk: "inject_frozen" for one in rows if one.subject_code not in running}


def no_longer_due(rows: Sequence[Notification]) -> Mapping[int, str]:
    codes = {one.subject_code for one in rows}
    due = set(
        Inject.objects.filter(script__drill__code__in=codes, status=InjectStatus.DUE).values_list(
            "script__drill__code", "key"
        )
    )
    return {one.pk: "inject_handled" for one in rows if (one.subject_code, one.mark) not in due}


def rated(rows: Sequence[Notification]) -> Mapping[int, str]:
    open_ = who_has_not_rated({one.subject_code for one in rows})
    return {
        one.pk: "form_handed_in" for one in rows if (one.subject_code, one.person_id) not in open_
    }


def answered(rows: Sequence[Notification]) -> Mapping[int, str]:
    open_ = who_has_not_answered({one.subject_code for one in rows})
    return {
        one.pk: "form_handed_in" for one in rows if (one.subject_code, one.person_id) not in open_
    }


KINDS = (
    MessageKind(
        "drill.inject",
        label=_("An inject of a drill"),
        title="%(inject)s",
        text=_("%(scenario_time)s\n%(body)s"),
        asks=_("Act as you would if it were real."),
        stop=no_longer_running,
    ),
    MessageKind(
        "drill.inject_due",
        label=_("An inject is due"),
        title=_("Due now: inject %(number)s, %(inject)s"),
        text=_("%(scenario_time)s\n%(body)s"),
        asks=_("Deliver it, or skip it with a reason."),
        stop=no_longer_due,
    ),
    MessageKind(
        "drill.inject_preview",
        label=_("A preview of an inject"),
        title=_("Preview of inject %(number)s: %(inject)s"),
        text=_("Only you got this. Players will read:\n%(scenario_time)s\n%(body)s"),
    ),
    MessageKind(
        "drill.reminder",
        label=_("A drill is coming"),
        title=_("%(number)s begins %(starts)s"),
        text=_("From %(starts)s to %(ends)s, place: %(place)s. Controller: %(controller)s."),
        asks=_("Be there, or tell the controller today that you cannot."),
        stop=no_longer_to_come,
    ),
    MessageKind(
        "drill.evaluator_form",
        label=_("An evaluator has not rated yet"),
        title=_("Rate %(number)s while you remember it"),
        text=_("Ended %(ended)s; you have not rated all criteria."),
        asks=_("Open the evaluation and rate what you saw."),
        stop=rated,
    ),
    MessageKind(
        "drill.hot_wash",
        label=_("The hot wash of a drill is open"),
        title=_("How was %(number)s? Three questions"),
        text=_("Open until %(until)s. You may answer without your name."),
        asks=_("Answer three questions."),
        stop=answered,
    ),
    MessageKind(
        "drill.hot_wash_closed",
        label=_("The hot wash of a drill has closed"),
        title=_("Hot wash closed: %(number)s"),
        text=_("%(answers)s of %(asked)s people answered."),
    ),
)
