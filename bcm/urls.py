"""All addresses, in the order of the app line."""

from __future__ import annotations

from importlib.util import find_spec

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.decorators.cache import cache_control
from django.views.i18n import JavaScriptCatalog

urlpatterns = [
    path("jsi18n/", login_not_required(cache_control(max_age=3600)(JavaScriptCatalog.as_view())), name="javascript-catalog"),
    path("i18n/", include("bcm.language_urls")) if find_spec("bcm.language_urls") else path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/", include("allauth.urls")),
]


def optional(prefix: str, module: str) -> None:
    if find_spec(module):
        urlpatterns.append(path(prefix, include(module)))


optional("", "bcm.health_urls")
optional("", "accounts.urls")
optional("", "bia.urls")
optional("", "reports.urls")
optional("", "bcm.dashboard_urls")
optional("api/v1/", "bcm.api_urls")
if settings.DEBUG:
    optional("gallery/", "bcm.gallery_urls")
