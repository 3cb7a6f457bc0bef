"""The base of every resource: lists, detail by code, and changes through services.

A viewset names its model, serializer, services and permissions; the base translates in,
makes one call, and translates out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers, status, viewsets
from rest_framework.exceptions import MethodNotAllowed, PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from lib.api.fields import (
    DurationField,
    InstantField,
    StrictBooleanField,
    StrictCharField,
    StrictIntegerField,
)

LARGEST_BIGINT = 2**63 - 1


class ResourceSerializer(serializers.ModelSerializer[Any]):
    """Adds `url`; refuses unknown keys; maps columns to the strict fields."""

    url = serializers.SerializerMethodField()

    serializer_field_mapping = serializers.ModelSerializer.serializer_field_mapping | {
        models.CharField: StrictCharField,
        models.TextField: StrictCharField,
        models.BooleanField: StrictBooleanField,
        models.PositiveSmallIntegerField: StrictIntegerField,
        models.PositiveIntegerField: StrictIntegerField,
        models.PositiveBigIntegerField: StrictIntegerField,
        models.IntegerField: StrictIntegerField,
        models.BigIntegerField: StrictIntegerField,
        models.DateTimeField: InstantField,
    }
    serializer_related_field = serializers.SlugRelatedField

    def build_standard_field(self, name: str, column: Any) -> Any:
        field_class, options = super().build_standard_field(name, column)
        if name.endswith("_s") and issubclass(field_class, StrictIntegerField):
            field_class = DurationField
            options.pop("min_value", None)
            options.pop("max_value", None)
        elif isinstance(column, models.DecimalField) and "amount" not in name:
            options["normalize_output"] = True  # "0.75", as it was written; money keeps its cents
        elif isinstance(column, models.PositiveBigIntegerField):
            options["max_value"] = LARGEST_BIGINT
        return field_class, options

    def get_url(self, row: Any) -> str:
        view = self.context.get("view")
        request = self.context.get("request")
        if view is None or not getattr(view, "basename", None):
            return ""
        path: str = view.reverse_action("detail", args=[getattr(row, view.lookup_field)])
        return request.build_absolute_uri(path) if request else path

    def to_internal_value(self, data: Any) -> Any:
        # Given-back read-only fields are ignored, unknown ones are a typo and refused.
        refuse_unknown(data, self.fields)
        return super().to_internal_value(data)


class BodySerializer(serializers.Serializer[Any]):
    """What a posted noun takes; unknown keys are refused."""

    def to_internal_value(self, data: Any) -> Any:
        refuse_unknown(data, self.fields)
        return super().to_internal_value(data)


def refuse_unknown(data: Any, fields: Iterable[str]) -> None:
    """Raises ValidationError at every key that is no field."""
    unknown = sorted(set(map(str, data)) - set(fields)) if isinstance(data, dict) else []
    if unknown:
        message = _("There is no such field.")
        raise ValidationError({name: [message] for name in unknown})


def read_version(request: Request) -> int:
    """The version a PATCH was made from; 400 at `version` without one."""
    version = request.data.get("version") if isinstance(request.data, dict) else None
    if isinstance(version, bool) or not isinstance(version, int):
        raise ValidationError({"version": [_("Give the version you read.")]})
    return version


class ResourceViewSet(viewsets.GenericViewSet[Any]):
    """List, retrieve, create, partial_update and destroy by code, through services."""

    model: ClassVar[type[models.Model]]
    lookup_field = "code"
    lookup_value_regex = r"[^/]+"
    required_permissions: ClassVar[dict[str, str]] = {}
    create_service: ClassVar[Callable[..., Any] | None] = None
    change_service: ClassVar[Callable[..., Any] | None] = None
    delete_service: ClassVar[Callable[..., Any] | None] = None

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return self.model._default_manager.none()
        manager: Any = self.model._default_manager
        return manager.for_list().visible_to(self.request.user)

    # --- what a person may do -----------------------------------------------------------

    def require(self, subject: Any = None) -> None:
        """403 unless the user holds the action's permission, for `subject` when given."""
        from lib.api.permission import asks

        permission = self.required_permissions.get(self.action)
        if permission is not None and not asks(self.request.user, permission, subject):
            raise PermissionDenied

    # --- actions ------------------------------------------------------------------------

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(self.get_serializer(self.get_object()).data)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        self._offered(self.create_service)
        self.require()
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        row = type(self).create_service(  # type: ignore[misc]
            **serializer.validated_data, by=request.user, at=timezone.now()
        )
        answer = self.get_serializer(self._fresh(row)).data
        return Response(answer, status=status.HTTP_201_CREATED, headers={"Location": answer["url"]})

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        self._offered(self.change_service)
        row = self.get_object()
        self.require(row)
        version = read_version(request)
        serializer = self.get_serializer(row, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        type(self).change_service(  # type: ignore[misc]
            row,
            **serializer.validated_data,
            read_version=version,
            by=request.user,
            at=timezone.now(),
        )
        return Response(self.get_serializer(self._fresh(row)).data)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        self._offered(self.delete_service)
        row = self.get_object()
        self.require(row)
        type(self).delete_service(row, by=request.user, at=timezone.now())  # type: ignore[misc]
        return Response(status=status.HTTP_204_NO_CONTENT)

    # --- small print --------------------------------------------------------------------

    def _offered(self, service: Any) -> None:
        if service is None:
            raise MethodNotAllowed(self.request.method or "")

    def _fresh(self, row: models.Model) -> Any:
        """The row as the list would load it, so that the serializer asks nothing more."""
        manager: Any = self.model._default_manager
        return manager.for_list().get(pk=row.pk)

    def _read_version(self, request: Request) -> int:
        return read_version(request)
