"""What people say of scores: said on the page of a lead, read and answered in the studio."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from leadrefinery.addresses import page_or_first
from leadrefinery.api.keyset import Order
from leads.models import Band
from routing.feedback import FeedbackRefused, answer_feedback, report_wrong_score
from routing.forms import offer
from routing.forms.feedback import AnswerForm, WrongScoreForm
from routing.models import Feedback
from routing.selectors.feedback import counts_by_rule, counts_by_source, feedback_list, with_rules
from routing.views.actions import LeadForm
from routing.views.answering import Done
from tenants.permissions import Action, can, requires

NEWEST = Order("pk", descending=True)
SIZE = 25


@method_decorator(requires(Action.EDIT_LEAD), name="dispatch")
class WrongScore(LeadForm):
    action, form_class = Action.EDIT_LEAD, WrongScoreForm
    title, button = "Is {lead} judged wrongly?", "Tell marketing"

    def make_form(self, lead, data=None):
        form = WrongScoreForm(data)
        offer(form, "expected_band", [(code, label) for code, label in Band.choices if code != lead.standing.band])
        return form

    def perform(self, lead, form, at):
        report_wrong_score(
            lead, Band(form.cleaned_data["expected_band"]), form.cleaned_data["note"], at=at, by=self.request.member
        )
        return Done("Marketing reads it. The answer will stand here.")


@requires(Action.ENTER_STUDIO)
def feedback(request):
    """The inbox: what waits for an answer, or with ?show=answered what has one, the newest first."""
    answered = request.GET.get("show") == "answered"
    rows = feedback_list().filter(answered_at__isnull=not answered)
    page, _ = page_or_first(rows, NEWEST, cursor=request.GET.get("cursor"), size=SIZE)
    now = timezone.now()
    context = {
        "said": with_rules(page.rows),
        "answered": answered,
        "open_count": Feedback.objects.filter(answered_at=None).count(),
        "rules": counts_by_rule(at=now),
        "sources": counts_by_source(at=now),
        "may_answer": can(request.member, Action.EDIT_RULES),
        "older_url": page.next and _with_cursor(request, page.next),
        "newer_url": page.previous and _with_cursor(request, page.previous),
    }
    return render(request, "routing/feedback.html", context)


def _with_cursor(request, cursor) -> str:
    query = request.GET.copy()
    query["cursor"] = cursor
    return f"?{query.urlencode()}"


@requires(Action.EDIT_RULES)
@require_POST
def answer(request, feedback_id):
    found = get_object_or_404(Feedback, public_id=feedback_id)
    form = AnswerForm(request.POST)
    try:
        answer_feedback(found, form["answer"].value() or "", at=timezone.now(), by=request.member)
        messages.success(request, "Answered. Whoever said it reads it on the page of the lead.")
    except FeedbackRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("routing:feedback", request.tenant.slug)
