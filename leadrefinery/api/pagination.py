"""Keyset pages for the API: {"results": […], "next": url, "previous": url}."""

from http import HTTPStatus

from rest_framework.pagination import BasePagination
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from leadrefinery.api.keyset import Order, read_page
from leadrefinery.api.problems import refuse

DEFAULT_SIZE = 50
LARGEST_SIZE = 200


class KeysetPagination(BasePagination):
    """`?sort=` names one of the view's orders (the first is the default), `?cursor=` comes from the answer before."""

    def paginate_queryset(self, queryset, request, view=None):
        self.request = request
        orders = orders_of(view)
        order = orders[read_choice(request, "sort", list(orders))]
        self.page = read_page(queryset, order, cursor=request.query_params.get("cursor"), size=page_size(request))
        return self.page.rows

    def get_paginated_response(self, data):
        return Response({"results": data, **page_links(self.request, self.page.next, self.page.previous)})

    def get_paginated_response_schema(self, schema):
        link = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["results", "next", "previous"],
            "properties": {"results": schema, "next": link, "previous": link},
        }

    def get_schema_operation_parameters(self, view):
        return [
            _parameter("sort", "Order of the list.", {"type": "string", "enum": list(orders_of(view))}),
            _parameter("cursor", "Where the page starts, from `next` or `previous`.", {"type": "string"}),
            _parameter("limit", "Rows on a page.", {"type": "integer", "minimum": 1, "maximum": LARGEST_SIZE}),
        ]


def orders_of(view) -> dict[str, Order]:
    """The orders of a view's list: its own, else those of its FilterSet."""
    return getattr(view, "orders", None) or view.filterset_class.ORDERS


def read_choice(request, name: str, choices: list[str]) -> str:
    """A parameter that names one of these; the first without it."""
    chosen = request.query_params.get(name) or choices[0]
    if chosen not in choices:
        raise refuse(HTTPStatus.BAD_REQUEST, "invalid_choice", f"Choose one of {', '.join(choices)}.", field=name)
    return chosen


def page_links(request, older: str | None, newer: str | None) -> dict[str, str | None]:
    here = request.build_absolute_uri()
    cursors = {"next": older, "previous": newer}
    return {name: replace_query_param(here, "cursor", cursor) if cursor else None for name, cursor in cursors.items()}


def page_size(request, *, largest: int = LARGEST_SIZE) -> int:
    text = request.query_params.get("limit", "")
    if not text:
        return DEFAULT_SIZE
    if not (text.isascii() and text.isdecimal() and len(text) < 6 and 1 <= int(text) <= largest):
        message = f"Ask for 1 to {largest} rows."
        raise refuse(HTTPStatus.BAD_REQUEST, "out_of_range", message, field="limit")
    return int(text)


def _parameter(name: str, description: str, schema: dict) -> dict:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}
