"""Search, filters, order and page from the query string."""

from typing import Any

import django_filters
import pytest
from django.test import RequestFactory

from accounts.models import User
from lib.listing import Column, Export, Listing
from tests import factories

pytestmark = pytest.mark.django_db


class ActiveFilter(django_filters.FilterSet):
    class Meta:
        model = User
        fields = ["is_active"]


def people(query: str = "", **options: Any) -> Listing:
    return Listing(
        RequestFactory().get(f"/people/{query}"),
        User.objects.all(),
        columns=[Column("name", "Name", ["username"]), Column("rto", "RTO")],
        row_template="",
        search_in=["username", "email"],
        filterset_class=ActiveFilter,
        ordering="name",
        **options,
    )


@pytest.fixture(autouse=True)
def three() -> None:
    factories.user("alice")
    factories.user("bob", is_active=False)
    factories.user("charlie")


def names(listing: Listing) -> list[str]:
    return [user.username for user in listing.rows]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["alice", "bob", "charlie"]),
        ("?ordering=-name", ["charlie", "bob", "alice"]),
        ("?ordering=password", ["alice", "bob", "charlie"]),
        ("?search=LI", ["alice", "charlie"]),
        ("?search=li+alice", ["alice"]),
        ("?is_active=false", ["bob"]),
        ("?limit=2", ["alice", "bob"]),
        ("?limit=2&offset=2", ["charlie"]),
        ("?limit=2&offset=99", ["charlie"]),
        ("?limit=x&offset=-5", ["alice", "bob", "charlie"]),
    ],
)
def test_query_string_decides_what_is_shown(query: str, found: list[str]) -> None:
    assert names(people(query)) == found


def test_page_links_keep_the_rest_of_the_address() -> None:
    listing = people("?search=example&limit=1&offset=1")
    assert listing.previous == "?search=example&limit=1"
    assert listing.next == "?search=example&limit=1&offset=2"
    assert (listing.first, listing.last, listing.count) == (2, 2, 3)


def test_header_turns_the_order_and_names_it() -> None:
    name, rto = people("?offset=2&limit=2").headers
    assert (name["direction"], name["query"]) == ("ascending", "?limit=2&ordering=-name")
    assert (rto["direction"], rto["query"]) == ("", "")


def test_chip_says_the_filter_and_takes_it_away() -> None:
    (chip,) = people("?is_active=true&search=li").chips
    assert (chip["label"], chip["value"], chip["query"]) == ("Active", "yes", "?search=li")


def test_export_gets_exactly_what_is_shown() -> None:
    listing = people("?search=li&offset=50", exports=[Export("CSV", "/export/?format=csv")])
    assert listing.export_links == [{"label": "CSV", "url": "/export/?format=csv&search=li"}]


def test_list_needs_two_queries_whatever_its_length(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        listing = people()
        assert (listing.count, len(listing.rows)) == (3, 3)
