"""Pages of verifications and restore tests."""

from __future__ import annotations

from django.urls import path

from backups.views import restore_test, verification

urlpatterns = [
    path("backups/verifications/", verification.verification_list, name="verification_list"),
    path(
        "backups/verifications/<str:code>/",
        verification.verification_detail,
        name="verification_detail",
    ),
    path(
        "backups/verifications/<str:code>/cancellation/",
        verification.verification_cancel,
        name="verification_cancel",
    ),
    path("backups/restore-tests/", restore_test.restore_test_list, name="restore_test_list"),
    path(
        "backups/restore-tests/<str:code>/",
        restore_test.restore_test_detail,
        name="restore_test_detail",
    ),
    path(
        "backups/restore-tests/<str:code>/cancellation/",
        restore_test.restore_test_cancel,
        name="restore_test_cancel",
    ),
]
