"""Active people that match what somebody types, as options of a datalist."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse

from accounts.access import actor, require
from accounts.models import Person
from lib.lookup import OFFERED, lookup_options, typed_words


def person_lookup(request: HttpRequest) -> HttpResponse:
    require(request.user, "people.view")
    people = Person.objects.filter(is_active=True).visible_to(actor(request))
    for word in typed_words(request):
        people = people.filter(Q(code__icontains=word) | Q(name__icontains=word))
    return lookup_options(
        request, ((one.code, one.name) for one in people.order_by("code")[:OFFERED])
    )
