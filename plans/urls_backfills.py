"""Pages of batches; /f/<token>/ is what the code on a sheet says."""

from __future__ import annotations

from django.urls import path

from plans.views import backfill, backfill_entry, backfill_verdict

urlpatterns = [
    path("f/<str:token>/", backfill.sheet_scan, name="sheet_scan"),
    path("backfills/", backfill.backfill_list, name="backfill_list"),
    path("backfills/new/", backfill.backfill_create, name="backfill_create"),
    path("backfills/<str:code>/", backfill.backfill_detail, name="backfill_detail"),
    path("backfills/<str:code>/sheets/", backfill.backfill_issue, name="backfill_issue"),
    path(
        "backfills/<str:code>/sheets/<str:serial>/",
        backfill_entry.backfill_grid, name="backfill_grid",
    ),
    path(
        "backfills/<str:code>/sheets/<str:serial>/account/",
        backfill.sheet_account, name="sheet_account",
    ),
    path("backfills/<str:code>/paste/", backfill_entry.backfill_paste, name="backfill_paste"),
    path("backfills/<str:code>/import/", backfill_entry.backfill_import, name="backfill_import"),
    path(
        "backfills/<str:code>/import/<int:upload>/",
        backfill_entry.backfill_mapping, name="backfill_mapping",
    ),
    path("backfills/<str:code>/check/", backfill_verdict.backfill_check, name="backfill_check"),
    path(
        "backfills/<str:code>/reconciliation/",
        backfill_verdict.backfill_reconcile, name="backfill_reconcile",
    ),
    path(
        "backfills/<str:code>/posting/", backfill_verdict.backfill_posting,
        name="backfill_posting",
    ),
    path("backfills/<str:code>/export/", backfill_verdict.backfill_export, name="backfill_export"),
    path("backfills/<str:code>/reopening/", backfill.backfill_reopen, name="backfill_reopen"),
    path("backfills/<str:code>/delete/", backfill.backfill_delete, name="backfill_delete"),
    path("backfills/<str:code>/steps/<str:step>/", backfill.backfill_step, name="backfill_step"),
]  # fmt: skip
