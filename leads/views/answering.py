"""Forms that are a dialog to htmx, and a page of their own where no script runs."""

from django.http import HttpResponse
from django.shortcuts import redirect, render


def is_htmx(request):
    return request.headers.get("HX-Request") == "true"


def show_form(request, template, context):
    layout = "components/dialog.html" if is_htmx(request) else "leads/form_page.html"
    context |= {"layout": layout, "form_url": request.path}
    return render(request, template, context, status=422 if context["form"].errors else 200)


def go_to(request, url):
    return HttpResponse(status=204, headers={"HX-Redirect": url}) if is_htmx(request) else redirect(url)
