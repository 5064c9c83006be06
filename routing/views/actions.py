"""What one can do with a lead. Each view finds it, checks the form, calls one service and answers."""

from typing import Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.http import require_POST

from leads.models import Disposition, Touch
from routing.custody import (
    CustodyRefused,
    accept,
    convert_to_opportunity,
    dispose,
    hand_over,
    log_touch,
    qualify,
    reject,
    release_from_quarantine,
    reopen,
    set_next_action,
    take,
    take_next,
)
from routing.forms import (
    AmountForm,
    DisposeForm,
    HandOverForm,
    NextActionForm,
    ReasonForm,
    RejectForm,
    TouchForm,
    offer,
)
from routing.selectors.lead_page import is_first_response_to
from routing.selectors.work import own_places
from routing.suggesting import suggested
from routing.views.answering import Done, answer_done, answer_refused, show_form
from routing.views.finding import lead_or_404
from routing.views.undo import undo_url
from tenants.models import Role
from tenants.permissions import Action, ensure, requires


def ensure_may(request, action: Action) -> None:
    """Partners may do what concerns the leads in their hands, which are the only ones they see."""
    if request.member.role != Role.PARTNER:
        ensure(request.member, action)


def post_action(action: Action):
    """A view of `perform(request, lead, at) -> Done`, for actions that ask for nothing more."""

    def make(perform):
        @require_POST
        @requires(Action.ENTER)
        def view(request, public_id):
            ensure_may(request, action)
            lead = lead_or_404(request, public_id)
            try:
                done = perform(request, lead, timezone.now())
            except CustodyRefused as refusal:
                return answer_refused(request, lead, refusal, status=409)
            return answer_done(request, lead, done)

        return view

    return make


@post_action(Action.WORK_QUEUE)
def accept_lead(request, lead, at):
    accept(lead, at=at, by=request.member)
    return Done(f"{lead} is yours.")


@post_action(Action.TAKE_NEXT)
def take_lead(request, lead, at):
    take(lead, at=at, by=request.member)
    return Done(f"{lead} is yours.")


@post_action(Action.WORK_QUEUE)
def qualify_lead(request, lead, at):
    qualify(lead, at=at, by=request.member)
    return Done(f"{lead} is qualified by sales.")


@require_POST
@requires(Action.TAKE_NEXT)
def take_next_lead(request):
    queues = [own.queue for own in own_places(request.member)]
    try:
        lead = take_next(queues, at=timezone.now(), by=request.member).lead
    except CustodyRefused as refusal:
        return answer_refused(request, None, refusal, status=409)
    messages.success(request, f"{lead} is yours.")
    return redirect(f"{reverse('routing:queue', args=[request.tenant.slug])}?lead={lead.public_id}")


class LeadForm(View):
    """An action with a form: GET shows it, POST does it. Subclasses say what and how."""

    request: Any  # with the tenant and the member that the middleware has found
    action: Action
    form_class: Any
    template = "routing/lead_form.html"
    title = ""
    button = ""
    danger = False

    def get(self, request, public_id):
        lead = lead_or_404(request, public_id)
        ensure_may(request, self.action)
        return self.show(lead, self.make_form(lead))

    def post(self, request, public_id):
        lead = lead_or_404(request, public_id)
        ensure_may(request, self.action)
        form = self.make_form(lead, request.POST)
        if form.is_valid():
            try:
                return answer_done(request, lead, self.perform(lead, form, timezone.now()))
            except CustodyRefused as refusal:
                form.add_error(None, str(refusal))
        return self.show(lead, form, status=422)

    def make_form(self, lead, data=None):
        return self.form_class(data)

    def perform(self, lead, form, at) -> Done:
        raise NotImplementedError

    def show(self, lead, form, *, status=200):
        context = {"lead": lead, "form": form, "title": self.title.format(lead=lead), "button": self.button,
                   "danger": self.danger}  # fmt: skip
        return show_form(self.request, self.template, context, status=status)


# The table of permissions is asked per action above, once the lead is known to be the member's to see.
entered = method_decorator(requires(Action.ENTER), name="dispatch")


@entered
class RejectLead(LeadForm):
    action, form_class = Action.WORK_QUEUE, RejectForm
    title, button = "Send {lead} back", "Send back"

    def perform(self, lead, form, at):
        reject(lead, why=form.cleaned_data["why"], note=form.cleaned_data["note"], at=at, by=self.request.member)
        return Done(f"{lead} went back, with your reason.")


@method_decorator(requires(Action.HAND_OVER), name="dispatch")
class HandOverLead(LeadForm):
    action, form_class = Action.HAND_OVER, HandOverForm
    title, button = "Hand over {lead}", "Hand over"

    def make_form(self, lead, data=None):
        custodian = lead.standing.custodian
        return HandOverForm(
            data, holder=custodian.member_id if custodian else None, pool=custodian.pk if custodian else None
        )

    def perform(self, lead, form, at):
        to = form.cleaned_data["to"]
        before = hand_over(lead, to=to, reason=form.cleaned_data["reason"], at=at, by=self.request.member)
        return Done(f"{lead} went to {to}.", undo_url(self.request, lead, "hand_over", before))


@entered
class DisposeLead(LeadForm):
    action, form_class = Action.DISPOSE_LEAD, DisposeForm
    template = "routing/close_form.html"
    title, button = "Close {lead}", "Close"

    def make_form(self, lead, data=None):
        standing = lead.standing
        known = {"amount": standing.amount, "currency": standing.currency or self.request.tenant.currency}
        form = DisposeForm(data, initial=known | {"result": self.request.GET.get("result")})
        if standing.stage == "opportunity":
            open_ends = [choice for choice in Disposition.choices if choice[0] != Disposition.PURGED]
            offer(form, "result", open_ends)
        return form

    def perform(self, lead, form, at):
        before = dispose(lead, form.outcome(at=at), at=at, by=self.request.member)
        result = Disposition(form.cleaned_data["result"]).label.lower()
        return Done(f"{lead} is {result}.", undo_url(self.request, lead, "dispose", before))


@method_decorator(requires(Action.DISPOSE_LEAD), name="dispatch")
class ReopenLead(LeadForm):
    action, form_class = Action.DISPOSE_LEAD, ReasonForm
    title, button = "Reopen {lead}", "Reopen"

    def perform(self, lead, form, at):
        reopen(lead, reason=form.cleaned_data["reason"], at=at, by=self.request.member)
        return Done(f"{lead} is open again.")


@method_decorator(requires(Action.RELEASE_QUARANTINE), name="dispatch")
class ReleaseLead(LeadForm):
    action, form_class = Action.RELEASE_QUARANTINE, ReasonForm
    title, button = "Release {lead} from quarantine", "Release"

    def perform(self, lead, form, at):
        release_from_quarantine(lead, reason=form.cleaned_data["reason"], at=at, by=self.request.member)
        return Done(f"{lead} is out of quarantine and judged anew.")


@entered
class ConvertLead(LeadForm):
    action, form_class = Action.WORK_QUEUE, AmountForm
    title, button = "Make {lead} an opportunity", "Make an opportunity"

    def make_form(self, lead, data=None):
        return AmountForm(data, initial={"currency": self.request.tenant.currency})

    def perform(self, lead, form, at):
        convert_to_opportunity(lead, **form.cleaned_data, at=at, by=self.request.member)
        return Done(f"{lead} is an opportunity.")


@entered
class PlanLead(LeadForm):
    """The next action: one of the suggestions at once, or asked for in a form."""

    action, form_class = Action.LOG_TOUCH, NextActionForm
    title, button = "What happens next with {lead}?", "Save"

    def post(self, request, public_id):
        code = request.POST.get("next")
        if not code or code == "own":
            return super().post(request, public_id) if not code else self.get(request, public_id)
        lead = lead_or_404(request, public_id)
        ensure_may(request, self.action)
        return self.plan_suggestion(lead, code, timezone.now())

    def plan_suggestion(self, lead, code, at):
        try:
            then = suggested(code, at=at, zone=timezone.get_current_timezone())
            set_next_action(lead, then, at=at, by=self.request.member)
        except KeyError:
            raise Http404("No such suggestion.") from None
        except CustodyRefused as refusal:
            return answer_refused(self.request, lead, refusal, status=409)
        return answer_done(self.request, lead, Done(f"Next: {then.what.lower()}."))

    def make_form(self, lead, data=None):
        return NextActionForm(data, initial={"what": lead.standing.next_action})

    def perform(self, lead, form, at):
        set_next_action(lead, form.next_action(), at=at, by=self.request.member)
        return Done("The next action is set.")


@entered
class LogTouch(LeadForm):
    action, form_class = Action.LOG_TOUCH, TouchForm
    template = "routing/touch_form.html"
    LOGGED = {
        Touch.Kind.CALL: ("Call with {lead}", "Log the call"),
        Touch.Kind.EMAIL_SENT: ("Mail to {lead}", "Log the mail"),
        Touch.Kind.MEETING: ("Meeting with {lead}", "Log the meeting"),
        Touch.Kind.NOTE: ("Note on {lead}", "Save the note"),
    }

    def dispatch(self, request, *args, kind, **kwargs):
        if kind not in self.LOGGED:
            raise Http404("Nothing of that kind is logged by hand.")
        self.kind = kind
        self.title, self.button = self.LOGGED[kind]
        return super().dispatch(request, *args, **kwargs)

    def make_form(self, lead, data=None):
        standing = lead.standing
        holds = bool(standing.custodian and standing.custodian.member_id == self.request.member.pk)
        plans = holds and standing.disposition is None and self.kind != Touch.Kind.NOTE
        keeps = not is_first_response_to(lead)
        return TouchForm(data, kind=self.kind, standing=standing, plans=plans, keeps=keeps, at=timezone.now())

    def perform(self, lead, form, at):
        log_touch(lead, form.contact(), then=form.next_action(), at=at, by=self.request.member)
        return Done(f"{Touch.Kind(self.kind).label} logged.")
