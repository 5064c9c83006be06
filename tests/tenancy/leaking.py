"""Pages that let something out on purpose, by a table outside row security, to see that the crawler sees it."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path

from tenants.models import Tenant
from tenants.permissions import Action, requires


@requires(Action.ENTER)
def name(request, firm_id):
    return HttpResponse(get_object_or_404(Tenant, pk=firm_id).name)


@requires(Action.ENTER)
def existence(request, firm_id):
    if Tenant.objects.filter(pk=firm_id).exists():
        return HttpResponse("Not yours.", status=403)
    raise Http404


urlpatterns = [
    path("t/<slug:tenant>/name/<int:firm_id>/", name),
    path("t/<slug:tenant>/existence/<int:firm_id>/", existence),
]
