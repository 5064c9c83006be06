"""What each stage means: read by the staff, written and signed by marketing and sales."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from leads.models import Stage
from scoring.forms import StageForm
from scoring.signing import ReviewRefused
from scoring.stage_definitions import (
    Side,
    StageView,
    discard_definition,
    sides_open_to,
    sign_definition,
    stage_views,
    write_definition,
)
from tenants.permissions import Action, can, requires


@requires(Action.VIEW_RULES)
def stages(request):
    may_sign = can(request.member, Action.DEFINE_STAGES)
    views = stage_views(timezone.now())
    context = {
        "rows": [{"view": view, "can_sign": _can_sign(view, request.member) if may_sign else []} for view in views],
        "unsigned": sum(1 for view in views if view.in_force and len(view.in_force.signatures.all()) < len(Side)),
        "sides": list(Side),
    }
    return render(request, "scoring/stages.html", context)


def _can_sign(view: StageView, member) -> list[Side]:
    return sides_open_to(view.to_sign, member) if view.to_sign else []


@requires(Action.DEFINE_STAGES)
def edit_stage(request, stage):
    """The next version of a stage's definition, or its draft."""
    view = next(view for view in stage_views(timezone.now()) if view.stage == _stage(stage))
    latest = view.to_sign
    known = {"definition": latest.definition, "entry_criteria": latest.entry_criteria} if latest else {}
    form = StageForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            draft = write_definition(view.stage, **form.cleaned_data, by=request.member, at=timezone.now())
        except ReviewRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{draft} is written. It is in force once both sides have signed it.")
            return redirect("scoring:stages", request.tenant.slug)
    context = {"form": form, "view": view}
    return render(request, "scoring/stage_form.html", context, status=422 if form.errors else 200)


@requires(Action.DEFINE_STAGES)
@require_POST
def sign_stage(request, stage, number):
    side = request.POST.get("side", "")
    if side not in Side.values:
        messages.error(request, "Say for which side you sign.")
        return redirect("scoring:stages", request.tenant.slug)

    def sign():
        signed = sign_definition(_stage(stage), number, Side(side), by=request.member, at=timezone.now())
        return f"{signed}: signed for {side}."

    return _step(request, sign)


@requires(Action.DEFINE_STAGES)
@require_POST
def discard_stage(request, stage):
    def discard():
        discard_definition(_stage(stage), by=request.member)
        return "The draft is given up. What was in force stays."

    return _step(request, discard)


def _step(request, act):
    try:
        messages.success(request, act())
    except ReviewRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("scoring:stages", request.tenant.slug)


def _stage(code: str) -> Stage:
    try:
        return Stage(code)
    except ValueError:
        raise Http404("There is no such stage.") from None
