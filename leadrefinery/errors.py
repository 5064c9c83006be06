"""Error answers: a page for people, a problem for programs and for fragments of a page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from tenants.problems import problem

FALLBACK = {
    400: "The request is not complete or not well formed.",
    403: "You are not allowed to do that.",
    404: "There is nothing here.",
    500: "Something went wrong on our side. Nothing was changed.",
}


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 400, FALLBACK[400])


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 403, str(exception) or FALLBACK[403])


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 404, FALLBACK[404])


def server_error(request: HttpRequest) -> HttpResponse:
    if _wants_problem(request):
        return problem(500, FALLBACK[500])
    # Without context processors: one of them may be what failed, or the database that they read.
    return HttpResponse(render_to_string("500.html", {"request": request}), status=500)


def _answer(request: HttpRequest, status: int, detail: str) -> HttpResponse:
    if _wants_problem(request):
        return problem(status, detail)
    return render(request, f"{status}.html", {"reason": detail}, status=status)


def _wants_problem(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/") or "HX-Request" in request.headers
