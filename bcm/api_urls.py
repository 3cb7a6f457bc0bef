"""`/api/v1/`: the resources of every app, the calculators, the schema and its pages."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

LINE = ("accounts", "followup", "bia", "backups", "plans", "incidents", "drills", "governance")

urlpatterns: list[URLPattern | URLResolver] = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerView.as_view(url_name="schema"), name="docs"),
]
for app in (*LINE, "reports"):
    module = f"{app}.api.urls"
    if find_spec(module):
        urlpatterns.append(path("", include(module)))
for app in ("bia", "backups", "incidents", "drills", "governance"):
    module = f"{app}.api.calculators"
    if find_spec(module):
        calculators = import_module(module).calculator_urls
        urlpatterns.append(path("calculators/", include(calculators)))
