"""Opens the tenant's scope around a view: by the slug in the path for people, by the key for programs.

Pages get `request.tenant` and `request.member`, the API `request.tenant` and `request.api_key`. The slug is taken out
of the view's arguments. View and template run within one transaction, which an exception rolls back.
"""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

import structlog
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.template.response import SimpleTemplateResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from tenants.api_keys import KeyRefused, use_api_key
from tenants.doors import tenant_behind
from tenants.models import Access, Door, Membership, Tenant
from tenants.permissions import UnguardedView, required_action
from tenants.problems import problem
from tenants.scope import tenant_scope
from tenants.secrets import hash_secret

API_PATH = "/api/v1/"
View = Callable[..., HttpResponse]


class TenantMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.tenant = request.member = request.api_key = None  # type: ignore[attr-defined]
        response = self.get_response(request)
        if request.tenant or request.path_info.startswith(("/t/", API_PATH)):  # type: ignore[attr-defined]
            _keep_out_of_caches(response)
        return response

    # Calling the view from here, not around `get_response`, lets exceptions leave the scope, and so roll it back,
    # before an error page is rendered.
    def process_view(
        self, request: HttpRequest, view: View, args: Sequence[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if request.path_info.startswith(API_PATH):
            return _answer_program(request, view, args, kwargs)
        if request.path_info.startswith("/t/"):
            return _answer_member(request, view, args, kwargs)
        return None


def _answer_member(request: HttpRequest, view: View, args: Sequence[Any], kwargs: dict[str, Any]) -> HttpResponse:
    if required_action(view) is None:
        raise UnguardedView(f"{view.__module__}.{view.__qualname__} is a tenant's page without @requires(Action.…)")
    slug = kwargs.pop("tenant")
    if not request.user.is_authenticated:
        return _ask_to_sign_in(request)

    tenant = _tenant_of(request, slug)
    with tenant_scope(tenant):
        member = _member_of(request)
        request.tenant, request.member = tenant, member  # type: ignore[attr-defined]
        structlog.contextvars.bind_contextvars(tenant=tenant.slug, member=str(member.public_id))
        with timezone.override(member.time_zone or tenant.time_zone):
            return _render(view(request, *args, **kwargs))


def _tenant_of(request: HttpRequest, slug: str) -> Tenant:
    access = Access.objects.select_related("to").filter(user=request.user.pk, to__slug=slug).first()
    if access is None:
        raise Http404("No such firm, or not yours.")
    return access.to


def _member_of(request: HttpRequest) -> Membership:
    member = Membership.objects.select_related("user").filter(user=request.user.pk, is_active=True).first()
    if member is None:
        raise Http404("No such firm, or not yours.")
    return member


def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    if "HX-Request" not in request.headers:
        return redirect_to_login(request.get_full_path())
    # A fragment of a page cannot ask for a password: the browser goes, and comes back to the page it was on.
    page = urlsplit(request.headers.get("HX-Current-URL", ""))
    login = redirect_to_login(page.path or request.get_full_path())
    return HttpResponse(status=401, headers={"HX-Redirect": resolve_url(login.url)})


def _answer_program(request: HttpRequest, view: View, args: Sequence[Any], kwargs: dict[str, Any]) -> HttpResponse:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        return _refuse_key("Send your API key: Authorization: Bearer <key>.")

    secret_hash = hash_secret(key.strip())
    tenant = tenant_behind(secret_hash, Door.Kind.API_KEY)
    if tenant is None:
        return _refuse_key("This API key is not known or was revoked.")
    with tenant_scope(tenant):
        try:
            api_key = use_api_key(secret_hash, at=timezone.now())
        except KeyRefused as refusal:
            return _refuse_key(str(refusal))
        request.tenant, request.api_key = tenant, api_key  # type: ignore[attr-defined]
        structlog.contextvars.bind_contextvars(tenant=tenant.slug, api_key=api_key.prefix)
        return _render(view(request, *args, **kwargs))


def _refuse_key(detail: str) -> HttpResponse:
    answer = problem(401, detail)
    answer["WWW-Authenticate"] = 'Bearer realm="Lead Refinery"'
    return answer


def _render(response: HttpResponse) -> HttpResponse:
    """Template responses are lazy, and nothing may query once the scope has ended."""
    return response.render() if isinstance(response, SimpleTemplateResponse) else response


def _keep_out_of_caches(response: HttpResponse) -> None:
    response.setdefault("Cache-Control", "private, no-store")
    patch_vary_headers(response, ["Cookie", "Authorization", "HX-Request"])
