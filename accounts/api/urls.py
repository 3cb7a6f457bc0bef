"""The API of people, departments and the organisation."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from accounts.api.departments import DepartmentViewSet
from accounts.api.me import MeView
from accounts.api.organisation import OrganisationView
from accounts.api.people import PersonViewSet

router = SimpleRouter()
router.register("departments", DepartmentViewSet, basename="department")
router.register("people", PersonViewSet, basename="person")

urlpatterns = [
    path("organisation/", OrganisationView.as_view(), name="organisation"),
    path("users/me/", MeView.as_view(), name="me"),
    *router.urls,
]
