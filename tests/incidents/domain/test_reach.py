"""What a failed system takes along, and what it may."""

from __future__ import annotations

from incidents.domain.reach import Edge, reach


def system(number):
    return ("system", number)


def process(number):
    return ("process", number)


def test_who_needs_what_is_down_is_down_through_any_number_of_steps():
    edges = [Edge(system(2), system(1)), Edge(process(1), system(2)), Edge(process(2), process(1))]
    found = reach([system(1)], edges)
    assert found.down == {one: system(1) for one in (system(1), system(2), process(1), process(2))}


def test_a_slowing_need_only_makes_suspect_and_all_behind_it():
    edges = [Edge(process(1), system(1), hard=False), Edge(process(2), process(1))]
    found = reach([system(1)], edges)
    assert set(found.down) == {system(1)}
    assert set(found.suspected) == {process(1), process(2)}


def test_alternatives_hold_until_too_few_are_left():
    edges = [Edge(process(1), system(n), group="link", group_needs=1) for n in (1, 2)]
    assert set(reach([system(1)], edges).suspected) == {process(1)}
    assert process(1) in reach([system(1), system(2)], edges).down
    both = [Edge(process(1), system(n), group="link", group_needs=2) for n in (1, 2)]
    assert process(1) in reach([system(1)], both).down


def test_what_hangs_on_two_failed_systems_counts_to_the_first_named():
    edges = [Edge(process(1), system(1)), Edge(process(1), system(2))]
    assert reach([system(2), system(1)], edges).down[process(1)] == system(2)


def test_a_circle_ends():
    edges = [Edge(system(1), system(2)), Edge(system(2), system(1))]
    assert set(reach([system(1)], edges).down) == {system(1), system(2)}
