"""Addresses that misbehave on purpose, to see what the middleware makes of it."""

from django.db import connection
from django.http import Http404, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import include, path

from leadrefinery.api.views import ApiView
from leadrefinery.urls import handler400, handler403, handler404, handler500, urlpatterns
from routing.custody import BadValue
from tenants.auditing import record
from tenants.models import AuditEntry, Membership
from tenants.permissions import Action, requires

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


@requires(Action.ENTER)
def write_then_fail(request):
    record("probe.written", request.tenant, actor=request.member)
    raise RuntimeError("after the write")


@requires(Action.ENTER)
def write_then_miss(request):
    record("probe.written", request.tenant, actor=request.member)
    raise Http404


@requires(Action.ENTER)
def lazy_template(request):
    return TemplateResponse(request, "tenants/members.html", {"members": Membership.objects.select_related("user")})


@requires(Action.ENTER)
def backend_of(request):
    """Which connection serves this, and what it thinks the tenant is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid(), current_setting('app.tenant_id')")
        pid, tenant_id = cursor.fetchone()
    return JsonResponse({"pid": pid, "tenant_id": int(tenant_id), "entries": AuditEntry.objects.count()})


@requires(Action.MANAGE_SETTINGS)
def for_administrators(request):
    return HttpResponse("ok")


def unguarded(request):
    return HttpResponse("ok")


def api_probe(request):
    return JsonResponse({"tenant": request.tenant.slug, "key": request.api_key.name})


def api_write_then_fail(request):
    record("probe.written", request.tenant, actor=request.api_key)
    raise RuntimeError("after the write")


class WriteThenRefuse(ApiView):
    required_action = Action.VIEW_LEADS

    def get(self, request):
        record("probe.written", request.tenant, actor=request.auth)
        raise BadValue("After the write")


tenant_probes = [
    path("fail/", write_then_fail),
    path("miss/", write_then_miss),
    path("lazy/", lazy_template),
    path("backend/", backend_of),
    path("administrators/", for_administrators),
    path("unguarded/", unguarded),
]

urlpatterns = [
    path("t/<slug:tenant>/probe/", include(tenant_probes)),
    path("api/v1/probe/", api_probe),
    path("api/v1/probe/fail/", api_write_then_fail),
    path("api/v1/probe/refuse/", WriteThenRefuse.as_view()),
    *urlpatterns,
]
