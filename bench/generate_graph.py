"""A register with a dependency graph of any size, for an organisation `generate.start` made.

Of 100 nodes 28 are processes, 60 systems in five layers, 3 teams, 5 suppliers, 2 sites and 2
people; every node states three dependencies on average, and one in 300 dependents is part of a
cycle. Sizes differ in nothing else, so that growth can be read from them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from typing import Any

from django.db import connection

from accounts.models import User
from bench import generate

# Share of the systems by layer: a system needs systems of later layers.
LAYERS = (0.4, 0.2, 0.2, 0.1, 0.1)
KINDS = ("application", "service", "infrastructure", "infrastructure", "data_set")
AT_ONCE = 5_000
HOUR = 3600


@dataclass(frozen=True)
class Size:
    """How many of each there are among `nodes`, and how many stated dependencies."""

    nodes: int

    @property
    def processes(self) -> int:
        return self.nodes * 28 // 100

    @property
    def teams(self) -> int:
        return self.nodes * 3 // 100

    @property
    def suppliers(self) -> int:
        return self.nodes * 5 // 100

    @property
    def sites(self) -> int:
        return self.nodes * 2 // 100

    @property
    def people(self) -> int:
        return self.nodes * 2 // 100

    @property
    def systems(self) -> int:
        rest = self.processes + self.teams + self.suppliers + self.sites + self.people
        return self.nodes - rest

    @property
    def edges(self) -> int:
        return self.nodes * 3


@dataclass(frozen=True)
class Edge:
    """One row of bia_dependency; numbers count from 0 within their kind."""

    dependent: str
    dependent_number: int
    needs: str
    needs_number: int
    mode: str = "serial"
    strength: str = "hard"
    activation_s: int | None = None
    endurance_s: int | None = None
    capacity: float | None = None
    group: str = ""
    group_needs: int | None = None


def register(nodes: int) -> User:
    """An emptied database with that many nodes and three times as many dependencies."""
    size = Size(nodes)
    manager = generate.start(departments=max(1, size.people // 10), people=size.people)
    generate.processes(size.processes)
    _places(size)
    _systems(size)
    _write(list(edges(size)))
    _measurements()
    generate.analyse()
    return manager


def edges(size: Size, seed: int = 42) -> Iterator[Edge]:
    """Exactly `size.edges` different ones, the same every time."""
    dice = random.Random(seed)
    seen: set[tuple[str, int, str, int]] = set()
    grouped: dict[tuple[str, int], int] = {}
    while len(seen) < size.edges:
        dependent, number = _dependent(size, dice)
        needs, other = _needed(size, dice, dependent, number)
        key = (dependent, number, needs, other)
        if key in seen or (dependent, number) == (needs, other):
            continue
        seen.add(key)
        back = (needs, other, dependent, number)
        if needs == dependent == "system" and len(seen) % 300 == 0 and back not in seen:
            # Two that need each other come up together.
            seen.add(back)
            yield Edge(dependent, number, needs, other, mode="parallel")
            yield Edge(needs, other, dependent, number, mode="parallel")
        elif needs == "system" and number % 20 == 0:
            # Alternatives: two of the first three, then one of all others.
            grouped[dependent, number] = place = grouped.get((dependent, number), 0) + 1
            group, least = ("a", 2) if place <= 3 else ("b", 1)
            yield Edge(*key, group=group, group_needs=least)
        else:
            yield _plain(key, dice)


def _plain(key: tuple[str, int, str, int], dice: random.Random) -> Edge:
    mode = "serial" if dice.random() < 0.7 else "parallel"
    strength = dice.choices(("hard", "degrading", "optional"), (80, 15, 5))[0]
    if key[0] == "process" and dice.random() < 0.15:
        activation = dice.randrange(300, HOUR)
        endurance = dice.choice((None, 8 * HOUR, 48 * HOUR))
        capacity = dice.choice((None, 0.5, 1.0))
        return Edge(*key, mode, strength, activation, endurance, capacity)
    return Edge(*key, mode, strength)


def _dependent(size: Size, dice: random.Random) -> tuple[str, int]:
    number = dice.randrange(size.processes + size.systems)
    if number < size.processes:
        return "process", number
    return "system", number - size.processes


def _needed(size: Size, dice: random.Random, dependent: str, number: int) -> tuple[str, int]:
    """Processes need applications most; systems need what lies in a later layer."""
    others = {
        "team": size.teams,
        "supplier": size.suppliers,
        "site": size.sites,
        "person": size.people,
    }
    if dependent == "process":
        kind = dice.choices(("system", "process", *others), (70, 8, 10, 5, 3, 4))[0]
        if kind == "system":
            return kind, dice.randrange(int(size.systems * LAYERS[0]))
        if kind == "process" and number + 1 < size.processes:
            return kind, dice.randrange(number + 1, size.processes)
        kind = "team" if kind == "process" else kind
        return kind, dice.randrange(others[kind])
    after = _layer_end(size, number)
    if after < size.systems and dice.random() < 0.9:
        return "system", dice.randrange(after, size.systems)
    kind = dice.choices(tuple(others), (30, 40, 10, 20))[0]
    return kind, dice.randrange(others[kind])


def _layer_end(size: Size, number: int) -> int:
    """The first system of the layer after the one `number` is in."""
    end = 0.0
    for share in LAYERS:
        end += share * size.systems
        if number < int(end):
            return int(end)
    return size.systems


def _places(size: Size) -> None:
    _sql(
        """
        INSERT INTO bia_site (code, version, created_at, updated_at, name, kind, region, timezone,
            notes)
        SELECT 'site-' || n, 1, now(), now(), 'Site ' || n, 'production', '', '', ''
        FROM generate_series(1, %s) n
        """,
        size.sites,
    )
    _sql(
        """
        INSERT INTO bia_supplier (code, version, created_at, updated_at, name, contact, notes,
            contract_rto_s)
        SELECT 'supplier-' || n, 1, now(), now(), 'Supplier ' || n, '', '',
            CASE WHEN n %% 3 > 0 THEN n %% 6 * 600 END
        FROM generate_series(1, %s) n
        """,
        size.suppliers,
    )


def _systems(size: Size) -> None:
    """Systems in the order of their layers, then the teams; each at a site, one in five hosted."""
    starts = [0.0]
    for share in LAYERS[:-1]:
        starts.append(starts[-1] + share * size.systems)
    _sql(
        """
        INSERT INTO bia_system (code, version, created_at, updated_at, name, kind, importance,
            description, site_id, supplier_id, restore_s, rto_s, rpo_s, dr_level)
        SELECT 'sys-' || lpad(n::text, 5, '0'), 1, now(), now(), 'System ' || n,
            CASE WHEN n > %s THEN 'team'
                ELSE (%s::text[])[width_bucket(n - 1, %s::numeric[])] END,
            (ARRAY['core', 'important', 'general'])[1 + n %% 3], '',
            (SELECT min(id) FROM bia_site) + n %% %s,
            CASE WHEN n %% 5 = 0 THEN (SELECT min(id) FROM bia_supplier) + n %% %s END,
            CASE WHEN n <= %s AND n %% 25 > 0 THEN 60 + n %% 50 * 20 END,
            CASE WHEN n %% 4 = 0 THEN 28800 END, 3600, 1 + n %% 6
        FROM generate_series(1, %s) n
        """,
        size.systems,
        list(KINDS),
        [int(start) for start in starts],
        size.sites,
        size.suppliers,
        size.systems,
        size.systems + size.teams,
    )


def _write(rows: list[Edge]) -> None:
    """Numbers become ids: within a kind the ids have no holes, teams follow the systems."""
    for begin in range(0, len(rows), AT_ONCE):
        columns = list(zip(*map(astuple, rows[begin : begin + AT_ONCE]), strict=True))
        _sql(
            """
            INSERT INTO bia_dependency (code, version, created_at, updated_at,
                dependent_process_id, dependent_system_id, needs_process_id, needs_system_id,
                needs_site_id, needs_supplier_id, needs_person_id, mode, strength,
                workaround_activation_s, workaround_endurance_s, workaround_capacity,
                "group", group_needs, notes)
            SELECT 'e-' || (%s + place), 1, now(), now(),
                CASE WHEN dependent = 'process' THEN process.first + dependent_number END,
                CASE WHEN dependent = 'system' THEN system.first + dependent_number END,
                CASE WHEN needs = 'process' THEN process.first + needs_number END,
                CASE needs WHEN 'system' THEN system.first + needs_number
                    WHEN 'team' THEN team.first + needs_number END,
                CASE WHEN needs = 'site' THEN site.first + needs_number END,
                CASE WHEN needs = 'supplier' THEN supplier.first + needs_number END,
                CASE WHEN needs = 'person' THEN person.first + needs_number END,
                mode, strength, activation_s, endurance_s, capacity, "group", group_needs, ''
            FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::bigint[], %s::text[],
                    %s::text[], %s::bigint[], %s::bigint[], %s::numeric[], %s::text[],
                    %s::smallint[]) WITH ORDINALITY
                edge(dependent, dependent_number, needs, needs_number, mode, strength,
                    activation_s, endurance_s, capacity, "group", group_needs, place),
                (SELECT min(id) AS first FROM bia_process) process,
                (SELECT min(id) AS first FROM bia_system) system,
                (SELECT min(id) AS first FROM bia_system WHERE kind = 'team') team,
                (SELECT min(id) AS first FROM bia_site) site,
                (SELECT min(id) AS first FROM bia_supplier) supplier,
                (SELECT min(id) AS first FROM accounts_person) person
            """,
            begin,
            *map(list, columns),
        )


def _measurements() -> None:
    """Two of three systems and every second process were measured, up to three times."""
    for kind, every in (("system", 3), ("process", 2)):
        _sql(
            f"""
            INSERT INTO bia_measurement (code, {kind}_id, kind, value_s, target_s, source, at,
                confidence, note, created_at)
            SELECT 'M-{kind}-' || id || '-' || k, id, 'rto', 60 + id %% 40 * 10 * k, 7200,
                'Drill', now() - k * interval '40 days', 'measured', '', now()
            FROM bia_{kind}, generate_series(1, 3) k WHERE id %% {every} > 0 AND k <= 1 + id %% 3
            """
        )


def _sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))
