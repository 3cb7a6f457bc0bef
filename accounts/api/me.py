"""`/api/v1/users/me/`: who the token or session stands for."""

from __future__ import annotations

from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from accounts.serializers.user import MeSerializer


class MeView(GenericAPIView[User]):
    serializer_class = MeSerializer
    queryset = User.objects.all()
    pagination_class = None
    filter_backends = ()

    def get(self, request: Request) -> Response:
        """Who the token or the session stands for, with the roles given."""
        row = User.objects.for_list().get(pk=request.user.pk)
        return Response(self.get_serializer(row).data)
