from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tenants.forms import SavedViewForm
from tenants.models import SavedView
from tenants.permissions import Action, requires
from tenants.saved_views import TooManyViews, delete_view, filters_of, list_of, save_view, views_of


@requires(Action.ENTER)
def save(request):
    """A dialog on a list: keeps the filters of the page it was opened from under a name."""
    page = urlsplit(request.headers.get("HX-Current-URL", ""))
    initial = {"list_name": list_of(page.path), "query": filters_of(page.query)}
    form = SavedViewForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            view = save_view(request.member, **form.cleaned_data)
        except TooManyViews as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, f"“{view.name}” is saved.")
            return HttpResponse(status=204, headers={"HX-Redirect": _address(request, view)})
    list_name = form["list_name"].value() or ""
    context = {"form": form, "form_url": request.path, "kept": views_of(request.member, list_name)}
    return render(request, "tenants/save_view.html", context, status=422 if form.errors else 200)


@require_POST
@requires(Action.ENTER)
def delete(request, view_id):
    view = get_object_or_404(SavedView, public_id=view_id, member=request.member)
    delete_view(view)
    messages.success(request, f"“{view.name}” is deleted.")
    return HttpResponse(status=204, headers={"HX-Refresh": "true"})


def _address(request, view):
    """Of a list of this firm, whatever was sent as its name."""
    home = reverse("tenants:nav", args=[request.tenant.slug]).removesuffix("nav/")
    return f"{home}{view.list_name.lstrip('/')}?{view.query}"
