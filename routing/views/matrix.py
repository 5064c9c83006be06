"""The route matrix: one screen to read it, to change it, and to see what a change does before it is saved."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from routing.forms.matrix import MatrixForm
from routing.matrix import (
    MatrixRefused,
    Row,
    change_matrix,
    key_of,
    matrix_with,
    open_leads_by_band,
    sentences_of_rows,
    time_words,
)
from routing.presets import PRESETS, rows_of_preset
from routing.previewing import Preview, preview, queue_capacities
from routing.publishing import latest_publication
from routing.views.answering import is_htmx
from scoring.conditions import ConditionError
from scoring.models import RuleSet
from tenants.permissions import Action, can, requires


@requires(Action.VIEW_QUEUES, post=Action.EDIT_QUEUES)
def routes(request):
    """The matrix. ?preset=… fills the form with a common way to route, which is not saved until it is sent."""
    if request.method == "POST":
        return _save(request, MatrixForm(request.POST))
    preset = PRESETS.get(request.GET.get("preset", ""))
    form = MatrixForm()
    if preset:
        form = MatrixForm(rows=rows_of_preset(preset, form.rules))
    return _page(request, form, preset=preset)


@requires(Action.EDIT_QUEUES)
@require_POST
def routes_effect(request):
    """What the matrix as typed would do to the queues."""
    form = MatrixForm(request.POST)
    try:
        shown = _preview(form)
    except ConditionError as error:
        return render(request, "scoring/_effect_refused.html", {"problem": str(error)})
    if is_htmx(request):
        return render(request, "routing/_routes_effect.html", {"preview": shown})
    return _page(request, form, shown=shown)


def _save(request, form: MatrixForm) -> HttpResponse:
    if form.is_valid():
        try:
            moves = change_matrix(form.rows(), at=timezone.now(), by=request.member)
        except MatrixRefused as refusal:
            form.refuse(refusal)
        else:
            said = " Every open lead is refined by them now." if moves else ""
            messages.success(request, f"Routes saved.{said}")
            return redirect("routing:routes", request.tenant.slug)
    return _page(request, form, status=422)


def _preview(form: MatrixForm) -> Preview | None:
    """Nothing while the form cannot be read."""
    if not form.is_valid():
        return None
    try:
        rules = matrix_with(form.rows())
    except MatrixRefused as refusal:
        form.refuse(refusal)
        return None
    in_force = RuleSet.objects.get(status=RuleSet.Status.PUBLISHED)
    return preview(in_force, at=timezone.now(), route_rules=rules)


def _page(request, form: MatrixForm, *, preset=None, shown: Preview | None = None, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "rows": _rows(form),
        "presets": PRESETS,
        "preset": preset,
        "preview": shown,
        "may_edit": can(request.member, Action.EDIT_QUEUES),
        "publication": latest_publication(),
    }
    return render(request, "routing/routes.html", context, status=status)


def _rows(form: MatrixForm) -> list[dict]:
    """A row each, with what stands beside it: how many leads, for which of them, and how much room there is."""
    leads, sentences, capacities = open_leads_by_band(), sentences_of_rows(form.rules), queue_capacities()
    return [
        {
            "rule": rule,
            "row": Row.of(rule),
            "form": form.forms.get(key_of(rule)),
            "within": time_words(rule.act_within_minutes, rule.queue),
            "sentence": sentences.get(rule.pk, ""),
            "open_leads": leads.get(rule.band, 0),
            "works": rule.queue_id in capacities,
            "room": capacities.get(rule.queue_id),
        }
        for rule in form.rules
    ]
