"""Adding an edge in place, and what the map is asked to show."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bia.dependency_map.graph import Graph
from bia.forms.lookup import FEW, LookupInput
from bia.models import DependencyMode, DependencyStrength

DEPTHS = (1, 2, 3, 5)


class MapFilterForm(forms.Form):
    """The address of the map: `node` is a key, a code or a name; `depth` counts steps."""

    node = forms.CharField(label=_("Search"), required=False)
    depth = forms.TypedChoiceField(
        label=_("Steps"), coerce=int, required=False, choices=[(n, str(n)) for n in DEPTHS]
    )

    def wanted(self, graph: Graph) -> tuple[str | None, int]:
        """The node meant, if there is one, and how far to look. Never refuses."""
        self.is_valid()
        depth = self.cleaned_data.get("depth") or 2
        return find_node(graph, self.cleaned_data.get("node") or ""), depth


def find_node(graph: Graph, text: str) -> str | None:
    """By key, else by code or name, else by a part of the name."""
    text = text.strip()
    if not text or text in graph.nodes:
        return text or None
    low = text.lower()
    for node in graph.nodes.values():
        if low in (node.code.lower(), node.name.lower()):
            return node.key
    return next((key for key, node in graph.nodes.items() if low in node.name.lower()), None)


class MapEdgeForm(forms.Form):
    """`dependent` needs `needs`: both as keys, chosen from the nodes the user sees."""

    dependent = forms.CharField(widget=forms.HiddenInput)
    needs = forms.CharField(
        label=_("Needs"), widget=forms.TextInput(attrs={"list": "map-nodes", "autocomplete": "off"})
    )
    mode = forms.ChoiceField(label=_("Mode"), choices=DependencyMode.choices)
    strength = forms.ChoiceField(label=_("Strength"), choices=DependencyStrength.choices)
    group = forms.CharField(label=_("Group of alternatives"), required=False, max_length=64)
    group_needs = forms.IntegerField(
        label=_("How many of the group are needed"), required=False, min_value=1, max_value=100
    )

    def __init__(self, *args: Any, graph: Graph, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.graph = graph
        if len(graph.nodes) > FEW:
            self.fields["needs"].widget = LookupInput("node")

    def clean_needs(self) -> str:
        found = find_node(self.graph, self.cleaned_data["needs"])
        if found not in self.graph.nodes:
            raise forms.ValidationError(_("Nothing of this name is on the map."), code="unknown")
        return found
