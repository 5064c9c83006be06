"""N1 and N2: whatever address is opened, whatever is sent to it: another tenant's row is as good as none."""

import json
from contextlib import contextmanager

import pytest
from django.db import transaction

from tenants.scope import tenant_scope
from tests.routes import ROUTES, page
from tests.tenancy.crawl import addresses, request_with, rows_of, seen, shows_canary, told, visitors
from tests.tenancy.fingerprints import fingerprint

pytestmark = pytest.mark.django_db
ADDRESSES = addresses()
OURS = {name: address for name, address in ADDRESSES.items() if not address.of_a_package}
REGISTERED = {name: route for name, route in ROUTES.items() if name in OURS}
OF_TENANTS = [name for name, route in REGISTERED.items() if route.realm != "public"]
OUTSIDE = [name for name, route in REGISTERED.items() if route.realm == "public"]

NOTHING = request_with(page("GET"), "GET", {})


@pytest.fixture(scope="module")
def crowd(firms, django_db_blocker):
    with django_db_blocker.unblock():
        return visitors(firms)


def test_every_route_is_registered():
    """See tests/routes.py for how to add one."""
    assert sorted(OURS.keys() - ROUTES.keys()) == []
    assert sorted(ROUTES.keys() - OURS.keys()) == []


def test_every_route_is_what_the_registry_calls_it():
    assert {n: OURS[n].realm for n in REGISTERED} == {n: r.realm for n, r in REGISTERED.items()}
    endpoints = {n: r for n, r in REGISTERED.items() if r.realm == "endpoint"}
    assert {n: OURS[n].methods for n in endpoints} == {n: set(r.methods) for n, r in endpoints.items()}


@pytest.mark.parametrize("name", OF_TENANTS)
def test_route_treats_a_row_of_another_tenant_as_absent(firms, crowd, name):
    route, address, before = ROUTES[name], ADDRESSES[name], fingerprint(firms.globex)

    for method in methods_of(route):
        own, theirs, absent = names_of_rows(firms, route, method)
        for visitor in crowd:
            for row in own:
                answers = [ask(visitor, method, route, address, own | {row: other[row]}) for other in (theirs, absent)]
                assert answers[0] == answers[1], (method, visitor.name, row)

    assert fingerprint(firms.globex) == before


@pytest.mark.parametrize("name", OF_TENANTS)
def test_route_shows_and_changes_nothing_of_another_tenant(firms, crowd, name):
    route, address, before = ROUTES[name], ADDRESSES[name], fingerprint(firms.globex)
    statuses = {}

    for method in methods_of(route):
        own, _, _ = names_of_rows(firms, route, method)
        for visitor in crowd:
            request = request_with(route, method, own)
            with undone():
                path = address.path("acme", request.arguments)
                answer = visitor.ask(method, path, body=request.body, query=request.query, route=route)
                statuses[method, visitor.name] = answer.status_code
                assert shows_canary(answer, request) is False, (method, visitor.name)
                assert answer.status_code < 500, (method, visitor.name, seen(answer)[-2000:])
                assert fingerprint(firms.globex) == before, (method, visitor.name)

    # Somebody got somewhere, else all of this proved nothing.
    reached = {method for (method, _), status in statuses.items() if status in (200, 201, 202, 204, 303)}
    reached |= {m for (m, v), s in statuses.items() if s == 302 and route.realm == "page" and not v.startswith("key")}
    assert reached >= set(route.methods), statuses


@pytest.mark.parametrize("name", [name for name in OF_TENANTS if ROUTES[name].realm == "page"])
def test_page_of_another_tenant_is_as_absent_as_that_of_no_tenant(firms, crowd, name):
    route, address, before = ROUTES[name], ADDRESSES[name], fingerprint(firms.globex)

    for method in methods_of(route):
        _, theirs, _ = names_of_rows(firms, route, method)
        for visitor in crowd:
            there, nowhere = (ask(visitor, method, route, address, theirs, slug=slug) for slug in ("globex", "nobody"))
            assert there == nowhere, (method, visitor.name)
            assert there[0] in (302, 404), (method, visitor.name)

    assert fingerprint(firms.globex) == before


@pytest.mark.parametrize("name", OUTSIDE)
def test_public_route_shows_nothing_of_a_tenant_one_is_not_in(firms, crowd, name):
    route, address = ROUTES[name], ADDRESSES[name]
    for visitor in crowd:
        answer = visitor.ask("GET", address.path("", route.arguments), body={}, query={}, route=route)
        assert (shows_canary(answer, NOTHING), answer.status_code < 500) == (False, True), visitor.name


@pytest.mark.urls("tests.tenancy.leaking")
@pytest.mark.parametrize("route", ["name", "existence"])
def test_leak_would_be_seen(firms, crowd, route):
    """The crawler finds what a careless view would let out, without row security to stop it."""
    alice = crowd[0]
    found = alice.ask("GET", f"/t/acme/{route}/{firms.globex.pk}/", body={}, query={}, route=page("GET"))
    missed = alice.ask("GET", f"/t/acme/{route}/{2**40}/", body={}, query={}, route=page("GET"))

    assert shows_canary(found, NOTHING) is (route == "name")
    assert told(found, NOTHING) != told(missed, NOTHING)


def test_crawl_is_large_enough(firms, crowd):
    routes = [ROUTES[name] for name in OF_TENANTS]
    asked = sum(len(crowd) * (1 + 2 * len(rows_of(route, m))) for route in routes for m in methods_of(route))

    assert len(crowd) == 6 + 5
    assert asked >= 1500


def methods_of(route):
    """Pages are asked for both, whichever they are registered for."""
    return ("GET", "POST") if route.realm == "page" else route.methods


def names_of_rows(firms, route, method):
    """How the route's rows are called in Acme, in Globex, and nowhere."""
    rows = rows_of(route, method)
    with tenant_scope(firms.acme):
        own = {row: row.pick() for row in rows}
    with tenant_scope(firms.globex):
        theirs = {row: row.pick() for row in rows}
    assert [row for row in rows if own[row] == theirs[row]] == []
    return own, theirs, {row: row.absent() for row in rows}


def ask(visitor, method, route, address, names, *, slug="acme"):
    request = request_with(route, method, names)
    with undone():
        answer = visitor.ask(
            method, address.path(slug, request.arguments), body=request.body, query=request.query, route=route
        )
        assert shows_canary(answer, request) is False, (method, visitor.name, json.dumps(dict(request.arguments)))
        status, text = told(answer, request)
        return status, text.replace(f"/t/{slug}/", "/t/‹slug›/")


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
