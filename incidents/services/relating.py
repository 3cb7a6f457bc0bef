"""Incidents that belong together and stay apart (INC-10): parent and children, related ones.

One disaster, several systems: the parent is as grave as its worst child, its reports collect
theirs, and it cannot be closed before them (`guards`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from followup.services.verb import Call
from incidents.models import OPEN, ChangeKind, Incident, Status
from incidents.services import grading
from incidents.services.report_news import tell_attached
from incidents.services.rights import require_right
from incidents.services.step import claimed, locked, locked_in_order, save, written
from lib.claimed_time import Claimed
from lib.errors import GuardsUnmet, Problem, Refused

MOST_ABOVE = 50


@transaction.atomic
def relate(incident: Incident, other: Incident, **call: Unpack[Call]) -> Incident:
    """A link and nothing else; related already: nothing changes."""
    if incident.pk == other.pk:
        raise Refused("itself", _("An incident is not related to itself."), "other")
    row, mate = locked_in_order(incident, other)
    require_right(row, call["by"], "respond")
    if row.mode != mate.mode:
        words = _("A drill is not related to a real incident.")
        raise GuardsUnmet.one("drill_and_real", words, "other")
    if row.related.filter(pk=mate.pk).exists():
        return incident
    when = claimed(call)
    row.related.add(mate)
    written(row, "related", when=when, call=call, payload={"other": mate.number})
    written(mate, "related", when=when, call=call, payload={"other": row.number})
    incident.__dict__.update(row.__dict__)
    return incident


@transaction.atomic
def unrelate(incident: Incident, other: Incident, **call: Unpack[Call]) -> Incident:
    row, mate = locked_in_order(incident, other)
    require_right(row, call["by"], "respond")
    if not row.related.filter(pk=mate.pk).exists():
        return incident
    when = claimed(call)
    row.related.remove(mate)
    written(row, "unrelated", when=when, call=call, payload={"other": mate.number})
    written(mate, "unrelated", when=when, call=call, payload={"other": row.number})
    incident.__dict__.update(row.__dict__)
    return incident


@transaction.atomic
def attach_to_parent(
    children: Sequence[Incident], *, parent: Incident, **call: Unpack[Call]
) -> Incident:
    """Many at once for the loss of a site (E47): one entry in the parent, one message.

    Attached there already: left as it is. Raises GuardsUnmet with every one that cannot.
    """
    listed = list(dict.fromkeys(children))
    if not listed:
        raise Refused("required", _("Choose the incidents that belong to it."), "children")
    if parent in listed:
        raise Refused("itself", _("An incident does not belong to itself."), "children")
    row, *mine = locked_in_order(parent, *listed)
    require_right(row, call["by"], "merge")
    todo = [one for one in mine if one.parent_id != row.pk]
    if not todo:
        parent.__dict__.update(row.__dict__)
        return parent
    problems = [problem for one in todo for problem in unmet_for_attaching(one, row)]
    if problems:
        raise GuardsUnmet(problems)
    when = claimed(call)
    for child in todo:
        save(child, parent=row)
        written(child, "attached", when=when, call=call, payload={"parent": row.number})
    numbers = [one.number for one in todo]
    entry = written(row, "attached", when=when, call=call, payload={"children": numbers})
    raise_to_worst(row, todo, when, call)
    tell_attached(row, todo, by=call["by"], at=when.recorded_at, mark=str(entry.seq))
    for given, held in zip(listed, mine, strict=True):
        given.__dict__.update(held.__dict__)
    parent.__dict__.update(row.__dict__)
    return parent


def attached_at_declaration(child: Incident, parent: Incident, when: Claimed, call: Call) -> None:
    """Declared as a part of `parent`, which is open and of the same kind: whoever may declare may
    say so. The caller has just made the child."""
    row = locked(parent)
    save(child, parent=row)
    written(child, "attached", when=when, call=call, payload={"parent": row.number})
    written(row, "attached", when=when, call=call, payload={"children": [child.number]})
    raise_to_worst(row, [child], when, call)


def unmet_for_attaching(child: Incident, parent: Incident) -> list[Problem]:
    names = {"child": child.number, "parent": parent.number}
    found = []
    if child.mode != parent.mode:
        words = _("%(child)s and %(parent)s: a drill never belongs to a real incident.")
        found.append(Problem("drill_and_real", words % names, "children"))
    if parent.status not in OPEN:
        words = _("%(parent)s is over: nothing is attached to it.")
        found.append(Problem("parent_over", words % names, "parent"))
    if child.status in (Status.MERGED, Status.CANCELLED):
        words = _("%(child)s is “%(status)s”: it stands for nothing of its own.")
        status = {"status": child.get_status_display()}
        found.append(Problem("child_over", words % (names | status), "children"))
    if child.parent_id is not None:
        words = _("%(child)s belongs to another one: take it out of there first.")
        found.append(Problem("other_parent", words % names, "children"))
    if descends_from(parent, child):
        words = _("%(parent)s belongs to %(child)s itself.")
        found.append(Problem("circle", words % names, "parent"))
    return found


@transaction.atomic
def detach_from_parent(child: Incident, **call: Unpack[Call]) -> Incident:
    """It stands alone again; the parent's grade stays as it is."""
    if child.parent is None:
        return child
    row, parent = locked_in_order(child, child.parent)
    require_right(parent, call["by"], "merge")
    if row.parent_id != parent.pk:
        return child
    when = claimed(call)
    save(row, parent=None)
    written(row, "detached", when=when, call=call, payload={"parent": parent.number})
    written(parent, "detached", when=when, call=call, payload={"child": row.number})
    child.__dict__.update(row.__dict__)
    return child


def descends_from(incident: Incident, ancestor: Incident) -> bool:
    """Whether `ancestor` stands above `incident`, by parents or by mergers."""
    seen: set[int] = set()
    ways = [incident]
    while ways and len(seen) < MOST_ABOVE:
        one = ways.pop()
        for above in (one.parent, one.merged_into):
            if above is None or above.pk in seen:
                continue
            if above.pk == ancestor.pk:
                return True
            seen.add(above.pk)
            ways.append(above)
    return False


def raise_to_worst(
    parent: Incident, children: Sequence[Incident], when: Claimed, call: Call
) -> None:
    """The parent is as grave as its worst child; never milder by itself. The row is held."""
    grades = [one.effective_grade for one in children]
    worst = min((one for one in grades if one is not None), key=lambda one: one.severity,
                default=None)  # fmt: skip
    if worst is None or not parent.is_in_response:
        return
    if parent.grade is not None:
        if worst.severity < parent.grade.severity:
            words = _("As grave as its worst part.")
            grading._take_effect(parent, worst, ChangeKind.RAISED, str(words), when, call)
    elif parent.provisional_grade is None or worst.severity < parent.provisional_grade.severity:
        grading.raise_provisional(parent, worst, at=when.recorded_at)


@transaction.atomic
def child_graded(child: Incident, *, when: Claimed, call: Call) -> None:
    """Called where a child's grade takes effect."""
    if child.parent_id is None or child.parent is None:
        return
    raise_to_worst(locked(child.parent), [child], when, call)
