"""Addresses of programmes and duties."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from governance.api import programme

router = SimpleRouter()
router.register("programme-templates", programme.ProgrammeTemplateViewSet, "programme-template")
router.register("programmes", programme.ProgrammeViewSet, "programme")
router.register("programme-tasks", programme.ProgrammeTaskViewSet, "programme-task")
router.register("duties", programme.DutyViewSet, "duty")

urlpatterns = router.urls
