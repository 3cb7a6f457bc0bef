"""All addresses, in the order of the app line."""

from __future__ import annotations

from importlib.util import find_spec

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import include, path
from django.views.decorators.cache import cache_control
from django.views.i18n import JavaScriptCatalog

words_for_scripts = login_not_required(cache_control(max_age=3600)(JavaScriptCatalog.as_view()))


@login_not_required
def favicon(request: HttpRequest) -> HttpResponseRedirect:
    """For what asks for this address without reading the page's link (the API's answers)."""
    return HttpResponseRedirect(static("img/icon.svg"))


urlpatterns = [
    path("favicon.ico", favicon),
    path("jsi18n/", words_for_scripts, name="javascript-catalog"),
    path("accounts/", include("allauth.urls")),
]

for prefix, module in [
    ("", "bcm.language_urls"),
    ("", "bcm.health_urls"),
    ("", "accounts.urls"),
    ("", "followup.urls"),
    ("", "bia.urls"),
    ("", "backups.urls"),
    ("", "plans.urls"),
    ("", "incidents.urls"),
    ("", "drills.urls"),
    ("", "governance.urls"),
    ("", "reports.urls"),
    ("", "bcm.dashboard_urls"),
    ("api/v1/", "bcm.api_urls"),
]:
    if find_spec(module):
        urlpatterns.append(path(prefix, include(module)))

if settings.DEBUG and find_spec("bcm.gallery_urls"):
    urlpatterns.append(path("gallery/", include("bcm.gallery_urls")))

handler400 = "bcm.errors.bad_request"
handler403 = "bcm.errors.permission_denied"
handler404 = "bcm.errors.not_found"
handler500 = "bcm.errors.server_error"
