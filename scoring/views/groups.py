"""Groups of scoring rules: their names, caps and decay."""

from dataclasses import asdict

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_POST

from routing.views.answering import is_htmx
from scoring.drafts import changes
from scoring.drafts.document import document_of
from scoring.drafts.reading import DocumentError, read_group
from scoring.forms import group_data
from scoring.models import RuleGroup
from scoring.views.applying import apply
from scoring.views.finding import rule_set_or_404
from tenants.permissions import Action, requires


@requires(Action.EDIT_RULES)
def edit_group(request, number):
    """A group's name, cap and decay: `?group=` names the one, without it a new one."""
    rule_set = rule_set_or_404(number)
    document = document_of(rule_set)
    name = request.GET.get("group", "")
    group = next((one for one in document.groups if one.name == name), None)
    if name and group is None:
        raise Http404("This group is no longer in the draft.")
    faults: dict[str, str] = {}
    data = asdict(group) if group else group_data(request.GET)
    if request.method == "POST":
        data = group_data(request.POST)
        try:
            return _save_group(request, rule_set, name, read_group(document, name, data))
        except DocumentError as error:
            faults = {problem.path: problem.message for problem in reversed(error.problems)}
    context = {
        "rule_set": rule_set,
        "group": group,
        "values": data,
        "faults": faults,
        "dimensions": RuleGroup.Dimension.choices,
        "form_url": request.get_full_path(),
        "base": "components/dialog.html" if is_htmx(request) else "routing/form_page.html",
    }
    return render(request, "scoring/group_form.html", context, status=422 if faults else 200)


def _save_group(request, rule_set, name, group):
    if name:
        return apply(request, rule_set, lambda now: changes.change_group(now, name, group))
    return apply(request, rule_set, lambda now: changes.add_group(now, group))


@requires(Action.EDIT_RULES)
@require_POST
def remove_group(request, number):
    name = request.POST.get("group", "")
    return apply(request, rule_set_or_404(number), lambda now: changes.remove_group(now, name))
