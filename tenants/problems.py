"""Errors for programs: `application/problem+json`, as RFC 9457 has it."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.http import JsonResponse


def problem(status: int, detail: str, *, errors: Sequence[dict[str, Any]] = ()) -> JsonResponse:
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "errors": list(errors),
    }
    return JsonResponse(body, status=status, content_type="application/problem+json")
