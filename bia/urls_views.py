"""Pages that look across the register: gaps, dependency map; and the sample's end."""

from __future__ import annotations

from django.urls import path

from bia.views import gap, lookup, map, measurement, sample

urlpatterns = [
    path("gaps/", gap.gap_list, name="gap_list"),
    path("measurements/", measurement.measurement_list, name="measurement_list"),
    path("measurements/new/", measurement.measurement_create, name="measurement_create"),
    path("measurements/<str:code>/", measurement.measurement_detail, name="measurement_detail"),
    path("lookup/<slug:kind>/", lookup.lookup, name="lookup"),
    path("map/", map.dependency_map, name="map"),
    path("map/graph.json", map.map_data, name="map_data"),
    path("map/picture.svg", map.map_drawing, name="map_drawing"),
    path("map/panel/", map.map_panel, name="map_panel"),
    path("map/dependencies/", map.map_edge_create, name="map_edge_create"),
    path("map/dependencies/<str:code>/removal/", map.map_edge_delete, name="map_edge_delete"),
    path("sample/emptying/", sample.sample_empty, name="sample_empty"),
]
