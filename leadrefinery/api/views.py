"""What every view of the API has in common."""

from collections.abc import Sequence
from http import HTTPStatus

from django.db import transaction
from django.http import Http404
from django_filters import FilterSet
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.filters import BaseFilterBackend
from rest_framework.generics import GenericAPIView
from rest_framework.pagination import BasePagination

from leadrefinery.api.pagination import KeysetPagination
from leadrefinery.api.problems import Error, Problem
from leadrefinery.api.throttling import KeyThrottle

LIST_PARAMETERS = frozenset({"sort", "cursor", "limit"})


class ApiView(GenericAPIView):
    """One resource. Say `required_action`, and `required_actions` by method where they differ."""

    throttle_classes = (KeyThrottle,)
    http_method_names = ["get", "head", "post", "patch"]
    lookup_field = "public_id"
    pagination_class: type[BasePagination] | None = None
    filter_backends: Sequence[type[BaseFilterBackend]] = ()

    def dispatch(self, request, *args, **kwargs):
        # A refused request leaves nothing behind but the note that its key was used.
        with transaction.atomic():
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request, *args, **kwargs):
        # Before rights are looked at: what no method does, no right would allow.
        if request.method not in self.allowed_methods:
            raise MethodNotAllowed(request.method)
        super().initial(request, *args, **kwargs)


class ListView(ApiView):
    """A filtered list in keyset pages. Parameters it does not know are refused, never silently ignored."""

    pagination_class = KeysetPagination
    filter_backends = (DjangoFilterBackend,)
    filterset_class: type[FilterSet] | None = None

    def answer_list(self, request):
        refuse_unknown(request, LIST_PARAMETERS | set(self._filter_names()))
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    def _filter_names(self):
        return self.filterset_class.base_filters if self.filterset_class else ()


def refuse_unknown(request, known: set[str] | frozenset[str]) -> None:
    allowed = f"Known are {', '.join(sorted(known))}." if known else "There are none here."
    errors = [
        Error(name[:40], "unknown_parameter", f"There is no such parameter. {allowed}")
        for name in request.query_params
        if name not in known
    ]
    if errors:
        raise Problem(HTTPStatus.BAD_REQUEST, errors)


class NothingHere(ApiView):
    """Every other address under /api/v1/: said in the API's own way, with no redirect that would lose a body."""

    http_method_names = ["get", "head", "post", "put", "patch", "delete", "options", "trace"]
    permission_classes = ()
    schema = None

    def initial(self, request, *args, **kwargs):
        message = "There is nothing at this address."
        raise Http404(message if request.path.endswith("/") else f"{message} Addresses of the API end with a slash.")
