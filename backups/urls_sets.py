"""Pages of backup sets, and what a person asks for there."""

from __future__ import annotations

from django.urls import path

from backups.views import backup_set, set_action

urlpatterns = [
    path("backups/sets/", backup_set.set_list, name="set_list"),
    path("backups/sets/<str:code>/", backup_set.set_detail, name="set_detail"),
    path("backups/sets/<str:code>/live/", backup_set.set_live, name="set_live"),
    path("backups/sets/<str:code>/files/", backup_set.set_files, name="set_files"),
    path("backups/sets/<str:code>/problems/", backup_set.set_problems, name="set_problems"),
    path("backups/sets/<str:code>/log/", backup_set.set_log, name="set_log"),
    path("backups/sets/<str:code>/verification/", set_action.verify, name="set_verify"),
    path("backups/sets/<str:code>/restore-test/", set_action.restore_test, name="set_restore_test"),
    path("backups/sets/<str:code>/quarantine/", set_action.quarantine, name="set_quarantine"),
    path("backups/sets/<str:code>/release/", set_action.release, name="set_release"),
]
