"""The base of everything that stands below one drill: what is done to it, and its parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rest_framework import status
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response

from accounts.access import actor, may, visible_or_404
from accounts.api.below import Below
from drills.api.loading import drills_for_api
from drills.models import Drill
from drills.script_page import may_read_script
from drills.serializers.drill import DrillSerializer
from drills.services.rights import rights_of


class BelowDrill(Below):
    """One step of a view: see the drill (404), be allowed (403), read the body (400), do.

    Who may not is told that before the body is looked at.
    """

    serializer_class: Any = DrillSerializer
    basename = "drill"
    queryset = Drill.objects.none()

    def drill(self) -> Drill:
        rows = Drill.objects.for_list()
        found: Drill = visible_or_404(rows, self.request.user, code=self.kwargs["code"])
        return found

    def allowed(self, *verbs: str) -> Drill:
        """The drill, if the caller has any of the rights; `verbs` of `rights.TABLE`, or
        permissions with a dot."""
        drill = self.drill()
        user = actor(self.request)
        rights = rights_of(drill, user)
        if not any(may(user, verb) if "." in verb else rights.may(verb) for verb in verbs):
            raise PermissionDenied
        return drill

    def readable(self) -> Drill:
        """The drill, for who may read its script: after the end everybody who sees it, before
        nobody who plays."""
        drill = self.drill()
        if drill.ended_at is None and not may_read_script(drill, actor(self.request)):
            raise PermissionDenied
        return drill

    def step(self, verb: Callable[..., Any], shape: Any, *rights: str) -> Response:
        """Do `verb` with the body; the answer is the drill as it stands then."""
        drill = self.allowed(*rights)
        verb(drill, **self.called(self.body(shape)))
        return self.answer(drill)

    def answer(self, drill: Drill, code: int = status.HTTP_200_OK) -> Response:
        fresh = drills_for_api(Drill.objects.all()).get(pk=drill.pk)
        context = self.get_serializer_context()
        return Response(DrillSerializer(fresh, context=context).data, status=code)
