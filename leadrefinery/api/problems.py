"""Every refusal of the API in one shape: application/problem+json, with a list of all that is wrong."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError, connection, transaction
from django.http import Http404, JsonResponse, UnreadablePostError
from rest_framework import serializers
from rest_framework.exceptions import APIException, UnsupportedMediaType, ValidationError

from leadrefinery.api.keyset import BadCursor
from leads.campaigns import CodeTaken
from routing.custody.errors import AlreadyDisposed, BadValue, CustodyRefused, WrongStage
from routing.feedback import FeedbackRefused
from routing.policy import NoPublishedRules
from scoring.conditions import ConditionError
from scoring.drafts.drafting import NotADraft, Overtaken
from scoring.drafts.reading import DocumentError
from scoring.signing import ReviewRefused
from tenants.problems import problem as problem_response


@dataclass(frozen=True)
class Error:
    """One thing that is wrong: where, in a word for machines, and in a sentence for the person who can mend it."""

    field: str
    code: str
    message: str


class Problem(APIException):
    """A refusal with all its errors. Raised by edges; cores have errors of their own, translated in REFUSALS."""

    def __init__(self, status: HTTPStatus, errors: Iterable[Error], *, retry_after: int | None = None):
        self.status_code = status
        self.errors = list(errors)
        self.wait = retry_after
        super().__init__(detail=self.errors[0].message)


def refuse(status: HTTPStatus, code: str, message: str, *, field: str = "", retry_after: int | None = None) -> Problem:
    return Problem(status, [Error(field, code, message)], retry_after=retry_after)


# What cores raise, and how the API says it.
REFUSALS: dict[type[Exception], tuple[HTTPStatus, str]] = {
    BadCursor: (HTTPStatus.BAD_REQUEST, "bad_cursor"),
    NoPublishedRules: (HTTPStatus.CONFLICT, "no_published_rules"),
    CodeTaken: (HTTPStatus.CONFLICT, "code_taken"),
    BadValue: (HTTPStatus.BAD_REQUEST, "bad_value"),
    AlreadyDisposed: (HTTPStatus.CONFLICT, "already_disposed"),
    WrongStage: (HTTPStatus.CONFLICT, "wrong_stage"),
    CustodyRefused: (HTTPStatus.CONFLICT, "refused"),
    FeedbackRefused: (HTTPStatus.CONFLICT, "refused"),
    ReviewRefused: (HTTPStatus.CONFLICT, "refused"),
    NotADraft: (HTTPStatus.CONFLICT, "not_a_draft"),
    Overtaken: (HTTPStatus.CONFLICT, "overtaken"),
    ConditionError: (HTTPStatus.CONFLICT, "unusable_rule"),
    RequestDataTooBig: (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large"),
    UnreadablePostError: (HTTPStatus.BAD_REQUEST, "incomplete_body"),
    SuspiciousOperation: (HTTPStatus.BAD_REQUEST, "bad_request"),
    OperationalError: (HTTPStatus.SERVICE_UNAVAILABLE, "unavailable"),
    InterfaceError: (HTTPStatus.SERVICE_UNAVAILABLE, "unavailable"),
}
RETRY_AFTER_SECONDS = 5


def answer_problem(exc: Exception, context: dict[str, Any]) -> JsonResponse | None:
    """Translate what a view raised; the default of every view (REST_FRAMEWORK["EXCEPTION_HANDLER"]).

    What the view had written by then is undone. None for what nobody foresaw: it leaves the tenant's transaction, which
    is undone too, and becomes a 500 outside.
    """
    problem = _problem_of(exc)
    if problem is None:
        return None
    if connection.in_atomic_block:
        transaction.set_rollback(True)
    response = problem_response(
        problem.status_code, _detail(problem.errors), errors=[asdict(error) for error in problem.errors]
    )
    for name, value in _headers(exc, problem).items():
        response[name] = value
    return response


def _detail(errors: list[Error]) -> str:
    return errors[0].message if len(errors) == 1 else f"{len(errors)} things are wrong; errors lists them."


def flat_errors(exc_or_errors: Any) -> list[dict[str, str]]:
    """The errors of a refusal, or of a serializer, as a list to answer with."""
    if isinstance(exc_or_errors, Problem):
        return [asdict(error) for error in exc_or_errors.errors]
    return [asdict(error) for error in _errors_of(exc_or_errors, "")]


def _problem_of(exc: Exception) -> Problem | None:
    if isinstance(exc, Problem):
        return exc
    if isinstance(exc, ValidationError):
        return Problem(HTTPStatus(exc.status_code), _errors_of(exc.detail, ""))
    if isinstance(exc, DocumentError):
        errors = [Error(f"document.{p.path}".rstrip("."), p.code, p.message) for p in exc.problems]
        return Problem(HTTPStatus.BAD_REQUEST, errors)
    if isinstance(exc, UnsupportedMediaType):
        message = "Send JSON, with the header Content-Type: application/json."
        return refuse(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", message)
    if isinstance(exc, APIException):
        return refuse(HTTPStatus(exc.status_code), _code_of(exc), str(exc.detail))
    if isinstance(exc, Http404):
        return refuse(HTTPStatus.NOT_FOUND, "not_found", _missing(exc))
    if isinstance(exc, PermissionDenied):
        return refuse(HTTPStatus.FORBIDDEN, "not_allowed", str(exc) or "This is not yours to do.")
    return _refusal_of(exc)


def _missing(exc: Http404) -> str:
    # Django's own words name the model; ours say the same of a foreign row as of one that never was.
    text = str(exc)
    return text if text.startswith("There is") else "There is nothing at this address."


def _refusal_of(exc: Exception) -> Problem | None:
    for kind in type(exc).__mro__:
        if kind in REFUSALS:
            status, code = REFUSALS[kind]
            return refuse(status, code, _sentence(exc, status))
    return None


def _sentence(exc: Exception, status: HTTPStatus) -> str:
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        return "The database cannot be reached at the moment. Nothing was stored; please send it again."
    text = str(exc).strip() or status.phrase
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


def _code_of(exc: APIException) -> str:
    codes = exc.get_codes()
    return codes if isinstance(codes, str) else "bad_request"


def _errors_of(detail: Any, path: str) -> Iterator[Error]:
    """A serializer's nested errors as a flat list, each with the path of its field."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from _errors_of(inner, path if name == "non_field_errors" else f"{path}.{name}".lstrip("."))
    elif isinstance(detail, list):
        for n, inner in enumerate(detail):
            yield from _errors_of(inner, f"{path}.{n}".lstrip(".") if isinstance(inner, dict) else path)
    else:
        yield Error(path, getattr(detail, "code", "invalid"), str(detail))


def _headers(exc: Exception, problem: Problem) -> dict[str, str]:
    headers = {}
    if auth_header := getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = auth_header
    wait = getattr(exc, "wait", None)
    if wait is None and problem.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
        wait = RETRY_AFTER_SECONDS
    if wait is not None:
        headers["Retry-After"] = str(max(1, int(wait)))
    return headers


class ErrorSerializer(serializers.Serializer):
    field = serializers.CharField(help_text="Where, as a path; empty: the request as a whole.")
    code = serializers.CharField(help_text="For machines; it does not change.")
    message = serializers.CharField(help_text="For people.")


class ProblemSerializer(serializers.Serializer):
    """application/problem+json (RFC 9457) with all that is wrong."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = ErrorSerializer(many=True)  # type: ignore[assignment]
