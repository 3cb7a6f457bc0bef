"""The call tree of a draft: who calls whom, in which order, and who stands in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import actor
from accounts.forms.refusals import show_refusal, values
from accounts.request import PageRequest
from accounts.views.saving import save_change
from lib.conflicts import merged
from lib.errors import DomainRefusal
from plans.call_list import call_list
from plans.domain.call_order import called_in_order, circle_through
from plans.forms.call_node import CallNodeForm
from plans.models import CallNode, PlanVersion
from plans.services import calling
from plans.services.content_document import document_of
from plans.views.content_version import draft_of, tabs_of


@require_GET
def call_tree(request: PageRequest, code: str, number: str) -> HttpResponse:
    version, elsewhere = draft_of(request, code, number, contacts=True)
    if elsewhere:
        return elsewhere
    rows = call_list(document_of(version), timezone.now())
    # The document numbers its nodes in this order.
    nodes = list(version.call_nodes.order_by("position", "id"))
    siblings: dict[int | None, list[int]] = {}
    for one in nodes:
        siblings.setdefault(one.parent_id, []).append(one.pk)
    shown = []
    for row in rows:
        node = nodes[row.node - 1]
        order = siblings[node.parent_id]
        shown.append((row, node, order[0] == node.pk, order[-1] == node.pk))
    context = {"version": version, "plan": version.plan, "rows": shown}
    context["tabs"] = tabs_of(version, "call_tree")
    return render(request, "plans/call_tree.html", context)


@require_http_methods(["GET", "POST"])
def call_node_create(request: PageRequest, code: str, number: str) -> HttpResponse:
    """`?parent=` is who calls the new one."""
    version, elsewhere = draft_of(request, code, number, contacts=True)
    if elsewhere:
        return elsewhere
    parents = _parents(version)
    first = {"parent": request.GET.get("parent", "")}
    form = CallNodeForm(request.POST or None, parents=parents, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            fields = _given(version, form)
            calling.add_node(version, by=actor(request), at=timezone.now(), **fields)
        except DomainRefusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Added to the call tree."))
            return redirect(_tree(version))
    return _form_page(request, form, version, None)


@require_http_methods(["GET", "POST"])
def call_node_edit(request: PageRequest, code: str, number: str, pk: int) -> HttpResponse:
    version, node, elsewhere = _node(request, code, number, pk)
    if elsewhere:
        return elsewhere
    parents = _parents(version, without=node)
    posted = merged(request.POST) if request.method == "POST" else None
    form = CallNodeForm(posted, instance=node, parents=parents)
    if posted is not None and form.is_valid():
        saved = save_change(
            request, form,
            lambda read_version, by, at: calling.change_node(
                node, read_version=read_version, by=by, at=at, **_given(version, form)
            ),
            theirs=lambda current: CallNodeForm(instance=current, parents=parents),
            back=_tree(version),
        )  # fmt: skip
        if saved is not None:
            return saved
    return _form_page(request, form, version, node)


@require_http_methods(["GET", "POST"])
def call_node_delete(request: PageRequest, code: str, number: str, pk: int) -> HttpResponse:
    version, node, elsewhere = _node(request, code, number, pk)
    if elsewhere:
        return elsewhere
    if request.method == "POST":
        words = _("Taken out of the call tree.")
        return _done(request, version, words, lambda **who: calling.remove_node(node, **who))
    below = node.children.count()
    context = {
        "version": version,
        "plan": version.plan,
        "node": node,
        "summary": [(_("Taken out"), str(node)), (_("Calls directly"), below)],
        "warning": _("Whom they would have called is called by their own caller then.")
        if below
        else "",
        "confirm_label": _("Take out"),
        "danger": True,
        "cancel_url": _tree(version),
    }
    return render(request, "plans/call_node_delete.html", context)


@require_POST
def call_node_move(request: PageRequest, code: str, number: str, pk: int) -> HttpResponse:
    """`to`: up or down among those the same one calls."""
    version, node, elsewhere = _node(request, code, number, pk)
    if elsewhere:
        return elsewhere
    step = -1 if request.POST.get("to") == "up" else 1
    order = list(
        CallNode.objects.filter(plan_version=version, parent=node.parent)
        .order_by("position", "id")
        .values_list("pk", flat=True)
    )
    place = order.index(node.pk) + 1 + step
    return _done(request, version, "", lambda **who: calling.move_node(node, max(1, place), **who))


def _done(
    request: PageRequest, version: PlanVersion, words: str, verb: Callable[..., object]
) -> HttpResponse:
    try:
        verb(by=actor(request), at=timezone.now())
    except DomainRefusal as refusal:
        messages.error(request, str(refusal.problems[0].message))
    else:
        if words:
            messages.success(request, words)
    return redirect(_tree(version))


def _node(
    request: PageRequest, code: str, number: str, pk: int
) -> tuple[PlanVersion, CallNode, HttpResponse | None]:
    version, elsewhere = draft_of(request, code, number, contacts=True)
    rows = CallNode.objects.select_related("person", "role", "parent")
    node = rows.filter(plan_version=version, pk=pk).first()
    if node is None:
        raise Http404
    node.plan_version = version
    return version, node, elsewhere


def _parents(version: PlanVersion, without: CallNode | None = None) -> list[tuple[int, str]]:
    """Everybody who may call, in calling order; never somebody further down."""
    rows = version.call_nodes.select_related("person", "role").order_by("position", "id")
    nodes = {one.pk: one for one in rows}
    parents = {pk: one.parent_id for pk, one in nodes.items()}
    found = []
    for pk, _parent, place, _depth in called_in_order(list(parents.items())):
        if without is None or not circle_through(parents, without.pk, pk):
            found.append((pk, f"{place} {nodes[pk]}"))
    return found


def _given(version: PlanVersion, form: CallNodeForm) -> dict[str, Any]:
    fields = values(form)
    pk = fields["parent"]
    fields["parent"] = CallNode.objects.get(plan_version=version, pk=pk) if pk else None
    return fields


def _form_page(
    request: PageRequest, form: CallNodeForm, version: PlanVersion, node: CallNode | None
) -> HttpResponse:
    context = {
        "form": form,
        "node": node,
        "version": version,
        "plan": version.plan,
        "cancel_url": _tree(version),
    }
    status = 422 if form.errors else 200
    return render(request, "plans/call_node_form.html", context, status=status)


def _tree(version: PlanVersion) -> str:
    return reverse("plans:call_tree", args=[version.plan.code, version.number])
