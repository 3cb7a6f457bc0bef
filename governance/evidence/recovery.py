"""Places, levels, strategies and measured recovery of critical systems (importance: core)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from bia.analysis.levels_in_use import levels_in_use, levels_of
from bia.analysis.register import Named
from bia.models import Site, SiteKind, System
from governance.evidence.found import Found, Look, Proof, share, state
from governance.evidence.pages import page
from governance.evidence.registry import evidence
from governance.models import LevelAssessment, LevelState, Strategy, StrategyState

NO_CORE = _("No system is marked as core yet.")


def core(look: Look) -> Sequence[Named]:
    """The critical systems of the register: core ones that are restored, not teams."""
    return look.once(
        "core systems",
        lambda: [
            one
            for one in look.world.named.values()
            if one.table == "system" and one.critical and one.kind != "team"
        ],
    )


def _ids(look: Look) -> set[int]:
    return {one.pk for one in core(look)}


@evidence("dr_sites", _("A disaster recovery site with systems in it"))
def dr_sites(look: Look) -> Found:
    used = System.objects.filter(site=OuterRef("pk"))
    counts = (
        Site.objects.order_by()
        .annotate(has_systems=Exists(used))
        .aggregate(
            all=Count("pk"),
            dr=Count("pk", filter=Q(kind=SiteKind.DR)),
            used=Count("pk", filter=Q(kind=SiteKind.DR, has_systems=True)),
        )
    )
    url = page("bia:site_list")
    if not counts["all"]:
        return state(None, _("No site is in the register yet."), url=url)
    if not counts["dr"]:
        return state("0", _("There is no disaster recovery site."), url=url)
    if not counts["used"]:
        return state(
            "0.5", _("There is a disaster recovery site, but no system stands there."), url=url
        )
    return state(
        "1", _("Systems stand ready in %(sites)s disaster recovery site(s)."), url=url,
        sites=counts["used"],
    )  # fmt: skip


@evidence("dr_some", _("Some core systems can be recovered as they need"))
def dr_some(look: Look) -> Found:
    """One is enough; half where there is at least a place to recover at."""
    ready = len(_ready(look)[0])
    if ready:
        return state(
            "1", _("%(systems)s core system(s) stand on the recovery level they need."),
            url=page("bia:system_list", query="importance=core"), systems=ready,
        )  # fmt: skip
    sites = dr_sites(look)
    value = None if sites.value is None else min(sites.value, Decimal("0.5"))
    return Found(value, sites.said, sites.params, url=sites.url)


def _ready(look: Look) -> tuple[list[Named], list[Named]]:
    """Core systems that stand on their level, of those something is asked of."""
    needed = levels_of(look.world, levels_in_use())
    asked = [one for one in core(look) if one.key in needed]
    return [
        one
        for one in asked
        if one.dr_level is not None and not needed[one.key].falls_short(one.dr_level)
    ], asked


@evidence("dr_coverage", _("Core systems on the recovery level they need"))
def dr_coverage(look: Look) -> Found:
    """A system without any level is not covered; one nothing asks anything of is not counted."""
    ready, asked = _ready(look)
    return share(
        len(ready), len(asked),
        _("%(count)s of %(of)s core systems stand on the recovery level they need."),
        nothing=NO_CORE, url=page("bia:system_list", query="importance=core"),
        proofs=tuple(
            Proof(f"{one.name}: {one.dr_level}", page("bia:system_detail", one.code))
            for one in ready[:5]
        ),
    )  # fmt: skip


@evidence("strategies", _("Core systems with an approved recovery strategy"))
def strategies(look: Look) -> Found:
    ids = _ids(look)
    counts = (
        Strategy.objects.filter(state=StrategyState.APPROVED, system__in=ids)
        .order_by()
        .aggregate(n=Count("system", distinct=True), at=Max("approved_at"))
    )
    return share(
        counts["n"], len(ids),
        _("%(count)s of %(of)s core systems have an approved recovery strategy."),
        nothing=NO_CORE, url=page("governance:strategy_list"), at=counts["at"],
    )  # fmt: skip


@evidence("levels_assessed", _("Core systems with a confirmed assessment of the seven elements"))
def levels_assessed(look: Look) -> Found:
    ids = _ids(look)
    counts = (
        LevelAssessment.objects.filter(state=LevelState.CONFIRMED, system__in=ids)
        .order_by()
        .aggregate(n=Count("system", distinct=True), at=Max("confirmed_at"))
    )
    return share(
        counts["n"], len(ids),
        _("The seven elements of %(count)s of %(of)s core systems are assessed and confirmed."),
        nothing=NO_CORE, url=page("governance:level_list"), at=counts["at"],
    )  # fmt: skip


@evidence("restore_measured", _("Critical processes and core systems with a measured recovery"))
def restore_measured(look: Look) -> Found:
    """A valid result (docs/method.md §9), whatever it says."""
    things = [
        one
        for one in look.world.named.values()
        if one.critical and one.table in ("process", "system") and one.kind not in ("team",)
    ]
    measured = [
        one
        for one in things
        if (one.measured_rpo_s if one.kind == "data_set" else one.measured_s) is not None
    ]
    return share(
        len(measured), len(things),
        _("The recovery of %(count)s of %(of)s critical processes and core systems is measured."),
        nothing=_("Nothing in the register is critical yet."), url=page("bia:measurement_list"),
    )  # fmt: skip


@evidence("auto_switchover", _("Core systems that switch over automatically"))
def auto_switchover(look: Look) -> Found:
    """By an approved strategy."""
    ids = _ids(look)
    counts = (
        Strategy.objects.filter(state=StrategyState.APPROVED, automatic=True, system__in=ids)
        .order_by()
        .aggregate(n=Count("system", distinct=True), at=Max("approved_at"))
    )
    return share(
        counts["n"], len(ids),
        _("%(count)s of %(of)s core systems switch over automatically by their strategy."),
        nothing=NO_CORE, url=page("governance:strategy_list"), at=counts["at"],
    )  # fmt: skip


@evidence("zero_data_loss", _("Core systems measured to lose no data"))
def zero_data_loss(look: Look) -> Found:
    """A valid measurement of 0: a promise is no proof."""
    things = core(look)
    return share(
        sum(one.measured_rpo_s == 0 for one in things), len(things),
        _("%(count)s of %(of)s core systems were measured to lose no data."),
        nothing=NO_CORE, url=page("bia:measurement_list"),
    )  # fmt: skip
