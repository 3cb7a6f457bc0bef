"""From the files of a location to the backups they are: a file or a folder each, by their names.

A folder whose name fits a pattern is one backup with all that lies in it; else each file is looked
at alone. Manifests and logs beside a backup belong to it. What fits nothing is told, not guessed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from backups.domain import naming
from backups.domain.manifests import Kind, kind_of
from backups.domain.verdicts import Seen

MOST_NAMED = 200
LOG_ENDINGS = (".log", ".log.txt")


@dataclass(frozen=True)
class Rule:
    """What a policy says of names; `folder` "" is the whole location. `key` is the policy's id."""

    key: int
    folder: str
    pattern: str
    method: str
    data_class: str
    code: str


@dataclass
class Unit:
    """A backup as it lies there. `lists` are manifests beside it (kind, path), `log` its log."""

    path: str
    rule: Rule
    named: naming.ReadName
    is_folder: bool
    files: int = 0
    bytes: int = 0
    newest_ns: int = 0
    lists: list[tuple[Kind, str]] = field(default_factory=list)
    log: str = ""

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]


@dataclass
class Gathered:
    units: dict[str, Unit] = field(default_factory=dict)
    present: set[str] = field(default_factory=set)
    unreadable: list[str] = field(default_factory=list)
    files: int = 0
    bytes: int = 0
    unknown: int = 0
    unknown_names: list[str] = field(default_factory=list)
    beside: dict[str, Kind] = field(default_factory=dict)
    logs: list[str] = field(default_factory=list)


def gather(seen: Iterable[Seen], rules: Sequence[Rule], known: Collection[str]) -> Gathered:
    """`seen` are the entries of a walk with paths from the location's root; `known` the paths of
    copies that are registered already, whatever they are named."""
    work = _Work(rules, known)
    for one in seen:
        work.take(one)
    _attach(work.found)
    return work.found


class _Work:
    def __init__(self, rules: Sequence[Rule], known: Collection[str]) -> None:
        self.rules, self.known, self.found = rules, known, Gathered()
        # Folder → the unit it is part of, "" where it is part of a known copy, None for neither.
        self.folders: dict[str, Unit | str | None] = {"": None}

    def take(self, one: Seen) -> None:
        found = self.found
        if one.kind == "unreadable" and one.path.endswith("/"):
            found.unreadable.append(one.path.rstrip("/"))
            return
        found.files += 1
        found.bytes += one.size if one.kind == "file" else 0
        owner = self._of_folder(one.path.rpartition("/")[0])
        if isinstance(owner, Unit):
            _grow(owner, one)
            inside = one.path[len(owner.path) + 1 :]
            kind = kind_of(inside) if "/" not in inside else None
            if kind is not None and kind.what != "one":
                owner.lists.append((kind, one.path))
        elif owner is None:
            self._alone(one)

    def _alone(self, one: Seen) -> None:
        found, name = self.found, one.path.rpartition("/")[2]
        if one.path in self.known:
            found.present.add(one.path)
            return
        kind = kind_of(name)
        if kind is not None:
            found.beside[one.path] = kind
            return
        unit = self._unit(one.path, is_folder=False) if one.kind == "file" else None
        if unit is not None:
            found.units[one.path] = unit
            _grow(unit, one)
        elif name.endswith(LOG_ENDINGS):
            found.logs.append(one.path)
        else:
            _unknown(found, one.path)

    def _of_folder(self, folder: str) -> Unit | str | None:
        if folder in self.folders:
            return self.folders[folder]
        above = self._of_folder(folder.rpartition("/")[0])
        mine: Unit | str | None = above
        if above is None:
            if folder in self.known:
                self.found.present.add(folder)
                mine = ""
            else:
                mine = self._unit(folder, is_folder=True)
                if mine is not None:
                    self.found.units[folder] = mine
        self.folders[folder] = mine
        return mine

    def _unit(self, path: str, *, is_folder: bool) -> Unit | None:
        """By the rule with the deepest folder that fits; a rule's own folder is no backup."""
        name = path.rpartition("/")[2]
        read: dict[str, naming.ReadName | None] = {}
        for rule in self.rules:
            if rule.folder and not path.startswith(f"{rule.folder}/"):
                continue
            if rule.pattern not in read:
                read[rule.pattern] = naming.read(name, rule.pattern)
            named = read[rule.pattern]
            if named is not None and naming.fits(
                named, method=rule.method, data_class=rule.data_class, code=rule.code
            ):
                return Unit(path, rule, named, is_folder)
        return None


def in_order(rules: Iterable[Rule]) -> list[Rule]:
    """Deeper folders first: they say more."""
    return sorted(rules, key=lambda one: (-len(one.folder.split("/")), one.folder == "", one.code))


def _grow(unit: Unit, one: Seen) -> None:
    if one.kind == "file":
        unit.files += 1
        unit.bytes += one.size
        unit.newest_ns = max(unit.newest_ns, one.mtime_ns)


def _unknown(found: Gathered, path: str) -> None:
    found.unknown += 1
    if len(found.unknown_names) < MOST_NAMED:
        found.unknown_names.append(path)


def _attach(found: Gathered) -> None:
    """Lists and logs to the backups they lie beside; a list of a folder to all files in it."""
    by_folder: dict[str, list[Unit]] = {}
    for unit in found.units.values():
        if not unit.is_folder:
            by_folder.setdefault(unit.path.rpartition("/")[0], []).append(unit)
    for path, kind in found.beside.items():
        folder = path.rpartition("/")[0]
        if kind.what == "one":
            own = found.units.get(f"{folder}/{kind.of}" if folder else kind.of)
            if own is not None:
                own.lists.append((kind, path))
        else:
            for unit in by_folder.get(folder, ()):
                unit.lists.append((kind, path))
    for path in found.logs:
        stem = path.removesuffix(".txt").removesuffix(".log")
        unit_of = found.units.get(stem)
        if unit_of is not None:
            unit_of.log = path
        elif stem not in found.present:
            _unknown(found, path)
