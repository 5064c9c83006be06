"""Walks the site as every kind of visitor of Acme, naming rows of Acme, of Globex, and of nobody."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import URLResolver, get_resolver

from tenants.models import Membership
from tenants.scope import tenant_scope
from tests.people import program_with, signed_in
from tests.routes import Route, Row
from tests.tenancy.firms import CANARY, DOMAIN, Firms

SLUG = "<slug:tenant>"


@dataclass(frozen=True)
class Address:
    """One pattern of the URL configuration."""

    name: str
    pattern: str
    view: Any

    @property
    def realm(self) -> str:
        if self.pattern.startswith(f"t/{SLUG}/"):
            return "page"
        is_public = getattr(self.view, "is_public", False)
        return "public" if is_public or self.of_a_package else "endpoint"

    @property
    def of_a_package(self) -> bool:
        """Sign-in and second factors: pages of allauth about the user alone."""
        return self.view.__module__.startswith("allauth.")

    @property
    def methods(self) -> set[str]:
        """Of an API view; pages do not say theirs."""
        view = self.view.cls
        return {name.upper() for name in view.http_method_names if hasattr(view, name)} - {"HEAD", "OPTIONS"}

    def path(self, slug: str, arguments: Mapping[str, str]) -> str:
        path = self.pattern.replace(SLUG, slug)
        for name, value in arguments.items():
            path = re.sub(rf"<(\w+:)?{name}>", lambda _, value=value: str(value), path)
        return f"/{path}"


def addresses() -> dict[str, Address]:
    """Every address by its name with namespaces; one without a name goes by its pattern."""
    return {address.name: address for address in _below(get_resolver())}


def _below(resolver: URLResolver, route: str = "", spaces: tuple[str, ...] = ()) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        here = f"{route}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from _below(entry, here, (*spaces, *filter(None, [entry.namespace])))
        else:
            name = ":".join([*spaces, entry.name]) if entry.name else here
            yield Address(name, here, entry.callback)


@dataclass(frozen=True)
class Visitor:
    """Somebody of Acme, or a program of theirs, with a browser that forgets what it was told in between."""

    name: str
    session: str = ""
    key: str = ""

    def ask(self, method: str, path: str, *, body: Mapping[str, Any], query: Mapping[str, Any], route: Route):
        browser = program_with(self.key) if self.key else Client()
        browser.raise_request_exception = False
        if self.session:
            browser.cookies[settings.SESSION_COOKIE_NAME] = self.session
        address = f"{path}?{'&'.join(f'{name}={value}' for name, value in query.items())}" if query else path
        if method == "GET":
            return browser.generic(method, address)
        if route.realm == "endpoint" and not route.as_file:
            return browser.generic(method, address, json.dumps(body), content_type="application/json")
        upload = {route.as_file: SimpleUploadedFile("fair.csv", b"Mail,Source\nida@okafor.example,event\n")}
        return browser.post(address, {**body, **(upload if route.as_file else {})})


def visitors(firms: Firms) -> list[Visitor]:
    """The six roles, and the keys: one of each scope, and one of all."""
    with tenant_scope(firms.acme):
        members = list(Membership.objects.filter(is_active=True).select_related("user").order_by("pk"))
    people = [Visitor(m.role, session=signed_in(m).cookies[settings.SESSION_COOKIE_NAME].value) for m in members]
    return [*people, *(Visitor(f"key {scope}", key=key) for scope, key in firms.keys.items())]


@dataclass(frozen=True)
class Request:
    """What is sent: the values of arguments, body and query, and the names among them that stand for rows."""

    arguments: Mapping[str, Any]
    body: Mapping[str, Any]
    query: Mapping[str, Any]
    named: tuple[str, ...]


def rows_of(route: Route, method: str) -> list[Row]:
    """The rows that a request with this method names, each once."""
    sent = route.query if method == "GET" else route.sends
    return list(dict.fromkeys(row for part in (route.arguments, sent) for row in _rows_in(part)))


def _rows_in(value: Any) -> Iterator[Row]:
    if isinstance(value, Row):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _rows_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _rows_in(inner)


def request_with(route: Route, method: str, names: Mapping[Row, str]) -> Request:
    """The route's request in which each row goes by this name."""
    body = {} if method == "GET" else _fill(route.sends, names)
    query = _fill(route.query, names) if method == "GET" else {}
    return Request(_fill(route.arguments, names), body, query, tuple(names.values()))


def _fill(value: Any, names: Mapping[Row, str]) -> Any:
    if isinstance(value, Row):
        return names[value]
    if isinstance(value, Mapping):
        return {key: _fill(inner, names) for key, inner in value.items()}
    if isinstance(value, list):
        return [_fill(inner, names) for inner in value]
    return value


PASSING = ("X-Request-ID", "Content-Length")  # the length tells the length of the name that was sent
SECRETS_OF_A_PAGE = re.compile(r'(csrfmiddlewaretoken"[^>]*value="|X-CSRFToken":\s*"|csrf-token" content=")[^"]*')


def told(answer: HttpResponse, request: Request) -> tuple[int, str]:
    """Status, headers and body, less what differs between any two requests and the names that were sent."""
    return answer.status_code, SECRETS_OF_A_PAGE.sub(r"\1", _without_names(seen(answer), request))


def seen(answer: HttpResponse) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    headers = "\n".join(f"{name}: {value}" for name, value in answer.items() if name not in PASSING)
    cookies = " ".join(answer.cookies)
    return f"{headers}\n{cookies}\n{body.decode(errors='replace')}".lower()


def shows_canary(answer: HttpResponse, request: Request) -> bool:
    """What the visitor sent themselves may come back to them."""
    cookies = " ".join(morsel.value for morsel in answer.cookies.values())
    text = _without_names(f"{seen(answer)} {cookies}".lower(), request)
    return any(canary in text for canary in (CANARY, DOMAIN))


def _without_names(text: str, request: Request) -> str:
    for name in request.named:
        text = text.replace(name.lower(), "‹name›")
    return text
