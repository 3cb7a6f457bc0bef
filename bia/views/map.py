"""The dependency map: a picture, the same as a table, and edges changed in place."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import may, require
from accounts.request import PageRequest
from bia.dependency_map.address import map_address
from bia.dependency_map.graph import Edge, Graph, Node, read_graph
from bia.dependency_map.picture import is_drawable, map_picture
from bia.forms.lookup import FEW
from bia.forms.map import MapEdgeForm, MapFilterForm
from bia.models import Dependency
from bia.recovery_panel import recovery_of
from bia.services.dependencies import create_dependency, delete_dependency, may_change
from bia.services.nodes import resolve_node
from lib.charts import svg
from lib.errors import DomainRefusal, Refused

EDGES_A_PAGE = 100
# More nodes than this make no picture that anybody can read or a browser draw at once.
MOST_DRAWN = 1_500


def dependency_map(request: PageRequest) -> HttpResponse:
    """`?node=system:dispatch&depth=2` shows a neighbourhood, without `node` everything."""
    require(request.user, "register.view")
    whole = read_graph(request.user, timezone.now())
    form, graph, node, depth = _shown(request, whole)
    return _page(request, whole, graph, form, node, depth)


def map_data(request: PageRequest) -> JsonResponse:
    require(request.user, "register.view")
    _form, graph, node, _depth = _shown(request, read_graph(request.user, timezone.now()))
    path = [] if node is None else graph.critical_path(node)
    lit = _links(path)
    return JsonResponse(
        {
            "focus": node,
            "path": path,
            "nodes": [_node_json(one) for one in graph.nodes.values()],
            "edges": [_edge_json(one, lit) for one in graph.edges],
        }
    )


def map_drawing(request: PageRequest) -> HttpResponse:
    """The picture for readers without JavaScript, as SVG; 404 where it could not be read."""
    require(request.user, "register.view")
    _form, graph, node, _depth = _shown(request, read_graph(request.user, timezone.now()))
    if not is_drawable(graph):
        raise Http404
    lit = _links(graph.critical_path(node)) if node else frozenset()
    answer = HttpResponse(svg(map_picture(graph, lit)), content_type="image/svg+xml")
    answer["Cache-Control"] = "private, no-cache"
    return answer


def map_panel(request: PageRequest) -> HttpResponse:
    """The facts of one node, as a fragment; its page is the map focused on it."""
    require(request.user, "register.view")
    whole = read_graph(request.user, timezone.now())
    key = request.GET.get("node", "")
    if key not in whole.nodes:
        raise Http404
    context = _panel(request, whole, key, _edge_form(request, whole, key))
    return render(request, "bia/_map_panel.html", context)


@require_POST
def map_edge_create(request: PageRequest) -> HttpResponse:
    whole = read_graph(request.user, timezone.now())
    key = request.POST.get("dependent", "")
    dependent = _dependent(request, key)
    form = MapEdgeForm(request.POST, graph=whole)
    if form.is_valid():
        try:
            _create(request, dependent, form)
        except DomainRefusal as refusal:
            for problem in refusal.problems:
                known = problem.field if problem.field in form.fields else None
                form.add_error(known, problem.message)
        else:
            messages.success(request, _("Dependency added."))
            return redirect(map_address(key))
    filters = MapFilterForm({"node": key})
    return _page(
        request, whole, whole.neighbourhood(key, 2), filters, key, 2, edge_form=form, status=400
    )


@require_POST
def map_edge_delete(request: PageRequest, code: str) -> HttpResponse:
    try:
        edge = Dependency.objects.visible_to(request.user).for_list().get(code=code)
    except Dependency.DoesNotExist:
        raise Http404 from None
    key = edge.dependent_key
    try:
        delete_dependency(edge, by=request.user, at=timezone.now())
        messages.success(request, _("Dependency removed."))
    except DomainRefusal as refusal:
        messages.error(request, str(refusal))
    return redirect(map_address(key))


def _dependent(request: PageRequest, key: str) -> Any:
    """The process or system an edge starts from; 404 for what is not there or hidden."""
    try:
        dependent = resolve_node(key, by=request.user)
    except Refused:
        raise Http404 from None
    if not key.startswith(("process:", "system:", "team:")):
        raise Http404
    require(request.user, may_change(dependent), dependent)
    return dependent


def _create(request: PageRequest, dependent: Any, form: MapEdgeForm) -> None:
    names = ("mode", "strength", "group", "group_needs")
    create_dependency(
        dependent=dependent,
        needs=resolve_node(form.cleaned_data["needs"], by=request.user, field="needs"),
        by=request.user,
        at=timezone.now(),
        **{name: form.cleaned_data[name] for name in names},
    )


def _shown(request: PageRequest, whole: Graph) -> tuple[MapFilterForm, Graph, str | None, int]:
    form = MapFilterForm(request.GET)
    node, depth = form.wanted(whole)
    if node is None or node not in whole.nodes:
        return form, whole, None, depth
    return form, whole.neighbourhood(node, depth), node, depth


def _page(
    request: PageRequest,
    whole: Graph,
    graph: Graph,
    form: MapFilterForm,
    node: str | None,
    depth: int,
    edge_form: MapEdgeForm | None = None,
    status: int = 200,
) -> HttpResponse:
    rows = sorted(graph.edges, key=lambda e: (e.implicit, e.dependent, e.group, e.needs))
    page = Paginator(rows, EDGES_A_PAGE).get_page(request.GET.get("page"))
    query = urlencode({"node": node, "depth": str(depth)}) if node else ""
    lit = _links(graph.critical_path(node)) if node else frozenset()
    context = {
        "graph": graph,
        "whole": whole,
        "filters": form,
        "depth": depth,
        "query": query,
        "few": len(whole.nodes) <= FEW,
        "too_many": len(graph.nodes) > MOST_DRAWN,
        "drawable": is_drawable(graph),
        "missing": bool(request.GET.get("node")) and node is None,
        "page": page,
        "rows": [_edge_row(graph, one, lit) for one in page],
        "data_url": f"{reverse('bia:map_data')}?{query}",
    }
    if node is not None:
        context |= _panel(request, whole, node, edge_form or _edge_form(request, whole, node))
    return render(request, "bia/map.html", context, status=status)


def _panel(
    request: PageRequest, whole: Graph, key: str, form: MapEdgeForm | None
) -> dict[str, Any]:
    return {
        "node": whole.nodes[key],
        "recovery": recovery_of(whole.of, whole.sight, key),
        "needs": [_edge_row(whole, one) for one in whole.needs_of(key)],
        "needed_by": [_edge_row(whole, one) for one in whole.needed_by(key)],
        "edge_form": form,
        "may_change": form is not None,
        "focus_url": map_address(key),
    }


def _edge_form(request: PageRequest, whole: Graph, key: str) -> MapEdgeForm | None:
    """The form to add what the node needs; None for who may not change it."""
    if not key.startswith(("process:", "system:", "team:")):
        return None
    if not may(request.user, "register.change") and not may(request.user, "infrastructure.change"):
        return None
    dependent = resolve_node(key, by=request.user)
    if not may(request.user, may_change(dependent), dependent):
        return None
    return MapEdgeForm(initial={"dependent": key}, graph=whole)


def _links(path: list[str]) -> frozenset[tuple[str, str]]:
    """(dependent, needs) along a critical path."""
    return frozenset((above, below) for below, above in pairwise(path))


def _edge_row(
    graph: Graph, edge: Edge, lit: frozenset[tuple[str, str]] = frozenset()
) -> dict[str, Any]:
    return {
        "lit": (edge.dependent, edge.needs) in lit,
        "edge": edge,
        "dependent": graph.nodes[edge.dependent],
        "needs": graph.nodes[edge.needs],
        "dependent_map": map_address(edge.dependent),
        "needs_map": map_address(edge.needs),
    }


def _node_json(node: Node) -> dict[str, Any]:
    return {
        "key": node.key,
        "code": node.code,
        "name": node.name,
        "kind": node.kind,
        "critical": node.critical,
        "status": node.status,
        "stops": node.stops,
        "required_s": node.result.required_s,
        "finish_s": node.result.finish_s,
        "slack_s": node.result.slack_s,
    }


def _edge_json(edge: Edge, lit: frozenset[tuple[str, str]]) -> dict[str, Any]:
    return {
        "code": edge.code,
        "dependent": edge.dependent,
        "needs": edge.needs,
        "mode": edge.mode,
        "strength": edge.strength,
        "group": edge.group,
        "group_needs": edge.group_needs,
        "bridged": edge.bridged,
        "implicit": edge.implicit,
        "lit": (edge.dependent, edge.needs) in lit,
    }
