"""What stands below the script of a drill or of a scenario, for whoever may read or change it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Prefetch
from django.utils import timezone
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response

from accounts.access import actor, may, visible_or_404
from drills.api.below import BelowDrill
from drills.models import (
    LIVE,
    Criterion,
    Drill,
    DrillScenario,
    Expectation,
    Inject,
    InjectFile,
    Script,
)
from drills.script_page import may_read_script
from drills.serializers import script as shapes
from drills.services.rights import rights_of
from drills.services.script_parts import add_part, change_part, remove_part, reorder_parts
from drills.services.scripting import LIBRARY, script_of
from lib.api.resources import read_version

Owner = Drill | DrillScenario


class ScriptPartViewSet(BelowDrill):
    """`library`: below a scenario instead of a drill."""

    part: ClassVar[type[Any]]
    library = False
    plays = False  # the reader is told what players are told

    def owner(self) -> Owner:
        if not self.library:
            return self.drill()
        found: Owner = visible_or_404(
            DrillScenario.objects.for_list(), self.request.user, code=self.kwargs["code"]
        )
        return found

    def read(self) -> tuple[Script, Any]:
        """The script and the rows of it this person may read."""
        owner, user = self.owner(), actor(self.request)
        over = isinstance(owner, Drill) and owner.ended_at is not None
        if over or may_read_script(owner, user):
            script = script_of(owner)
            return script, self.rows(script)
        return self.read_by_players(owner)

    def read_by_players(self, owner: Owner) -> tuple[Script, Any]:
        raise PermissionDenied("drill.see_script")

    def written_by_me(self) -> Script:
        """The script, for who may change it; 403 before the body is looked at."""
        owner, user = self.owner(), actor(self.request)
        if isinstance(owner, Drill):
            live = owner.status in LIVE and self.part in (Inject, Expectation)
            allowed = rights_of(owner, user).may("inject" if live else "prepare")
        else:
            allowed = may(user, LIBRARY)
        if not allowed or not may_read_script(owner, user):
            raise PermissionDenied
        return script_of(owner)

    def rows(self, script: Script) -> Any:
        return loaded(self.part).filter(script=script)

    def shape(self, script: Script, *args: Any, **kwargs: Any) -> Any:
        context = {**self.get_serializer_context(), "script": script, "plays": self.plays}
        return self.serializer_class(*args, context=context, **kwargs)

    def listed(self) -> Response:
        script, rows = self.read()
        return self.page(rows, self.serializer_class, script=script, plays=self.plays)

    def found(self) -> Response:
        script, rows = self.read()
        row = self.one(rows, key=self.kwargs["key"])
        return Response(self.shape(script, row).data)

    def added(self) -> Response:
        script = self.written_by_me()
        body = self.shape(script, data=self.request.data)
        body.is_valid(raise_exception=True)
        values = self._values(body)
        made = add_part(script, self.part, by=actor(self.request), at=timezone.now(), **values)
        return self.made(self._json(script, made.pk))

    def changed(self) -> Response:
        script = self.written_by_me()
        row = self.one(self.rows(script), key=self.kwargs["key"])
        version = read_version(self.request)
        body = self.shape(script, row, data=self.request.data, partial=True)
        body.is_valid(raise_exception=True)
        values = self._values(body)
        change_part(row, read_version=version, by=actor(self.request), at=timezone.now(), **values)
        return Response(self._json(script, row.pk))

    def removed(self) -> Response:
        script = self.written_by_me()
        row = self.one(self.rows(script), key=self.kwargs["key"])
        remove_part(row, by=actor(self.request), at=timezone.now())
        return Response(status=204)

    def ordered(self) -> Response:
        script = self.written_by_me()
        keys = self.body(shapes.OrderSerializer)["keys"]
        reorder_parts(script, self.part, keys, by=actor(self.request), at=timezone.now())
        return self.page(self.rows(script), self.serializer_class, script=script)

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """What somebody changed first is shown with all its parts."""
        if args and isinstance(args[0], self.part):
            args = (loaded(self.part).get(pk=args[0].pk), *args[1:])
        return super().get_serializer(*args, **kwargs)

    def _values(self, body: Any) -> dict[str, Any]:
        values = dict(body.validated_data)
        if "to_people" in values:
            values["people"] = values.pop("to_people")
        return values

    def _json(self, script: Script, pk: int) -> Any:
        return self.shape(script, self.rows(script).get(pk=pk)).data


def loaded(part: type[Any]) -> Any:
    rows = part._default_manager.all()
    if part is Criterion:
        return rows.select_related("script", "objective")
    if part is Expectation:
        return rows.select_related("script", "inject", "criterion", "evaluator")
    if part is Inject:
        files = Prefetch("files", InjectFile.objects.defer("content"))
        return rows.select_related("script", "controller", "delivered_by").prefetch_related(
            files, "to_people"
        )
    return rows.select_related("script")
