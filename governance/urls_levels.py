"""Levels, architectures and recovery strategies."""

from __future__ import annotations

from django.urls import path

from governance.views import architectures, levels, strategies

L, A, S = "governance/levels/", "governance/architectures/", "governance/strategies/"

urlpatterns = [
    path(L, levels.level_list, name="level_list"),
    path(f"{L}new/", levels.level_create, name="level_create"),
    path(f"{L}<str:code>/", levels.level_detail, name="level_detail"),
    path(f"{L}<str:code>/edit/", levels.level_edit, name="level_edit"),
    path(f"{L}<str:code>/confirmation/", levels.level_confirmation, name="level_confirmation"),
    path(f"{L}<str:code>/delete/", levels.level_delete, name="level_delete"),
    path(A, architectures.architecture_list, name="architecture_list"),
    path(f"{A}new/", architectures.architecture_create, name="architecture_create"),
    path(f"{A}<str:code>/", architectures.architecture_detail, name="architecture_detail"),
    path(f"{A}<str:code>/edit/", architectures.architecture_edit, name="architecture_edit"),
    path(f"{A}<str:code>/delete/", architectures.architecture_delete, name="architecture_delete"),
    path(S, strategies.strategy_list, name="strategy_list"),
    path(f"{S}new/", strategies.strategy_create, name="strategy_create"),
    path(f"{S}<str:code>/", strategies.strategy_detail, name="strategy_detail"),
    path(f"{S}<str:code>/edit/", strategies.strategy_edit, name="strategy_edit"),
    *(
        path(
            f"{S}<str:code>/{noun}/",
            strategies.strategy_step,
            {"noun": noun},
            name=f"strategy_{noun}",
        )
        for noun in strategies.STEPS
    ),
]
