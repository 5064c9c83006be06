"""All queues and who works in them, for those who run them."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from routing.forms.queues import PlaceForm, QueueForm, RetireForm, people_for_queues
from routing.models import Queue, QueueMember
from routing.queue_settings import WHAT_STRATEGIES_DO, QueueRefused, change_queue, create_queue
from routing.retiring import retire_queue
from routing.selectors.queues import queue_overview, queues_overview, routed_here
from routing.staffing import place_in_queue, set_absence
from routing.views.answering import is_htmx, show_form
from tenants.permissions import Action, can, requires
from tenants.working_hours import say_week


@requires(Action.VIEW_QUEUES)
def queues(request):
    return render(request, "routing/queues.html", {"queues": queues_overview(at=timezone.now()), **_rights(request)})


@requires(Action.VIEW_QUEUES)
def queue_page(request, queue_id):
    """One queue: who works in it on which terms, what waits, and how it is set up."""
    queue = _queue(queue_id)
    context = {
        "view": queue_overview(queue, at=timezone.now()),
        "strategy": WHAT_STRATEGIES_DO[Queue.Strategy(queue.strategy)],
        "week": say_week(queue.calendar.hours) if queue.calendar else [],
        "routed_here": routed_here(queue),
    }
    return render(request, "routing/queue_page.html", context | _rights(request))


def _rights(request):
    sees_leads = can(request.member, Action.VIEW_LEADS)
    return {
        "may_edit": can(request.member, Action.EDIT_QUEUES),
        "leads_url": reverse("leads:list", args=[request.tenant.slug]) if sees_leads else "",
    }


@requires(Action.EDIT_QUEUES)
def new_queue(request):
    form = QueueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_queue(form.cleaned_data["route"], form.settings(), by=request.member)
        except QueueRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return _done(request, f"{made} is set up. Now say who works in it.", made)
    return _show(request, form, "New queue", "Set up")


@requires(Action.EDIT_QUEUES)
def queue_settings(request, queue_id):
    queue = _queue(queue_id)
    form = QueueForm(request.POST or None, queue=queue)
    if request.method == "POST" and form.is_valid():
        try:
            change_queue(queue, form.settings(), at=timezone.now(), by=request.member)
        except QueueRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return _done(request, f"{queue} is saved.", queue)
    return _show(request, form, f"Change {queue}", "Save")


@requires(Action.EDIT_QUEUES)
def retire(request, queue_id):
    queue = _queue(queue_id)
    form = RetireForm(request.POST or None, queue=queue)
    if request.method == "POST" and form.is_valid():
        to = form.cleaned_data["to"]
        try:
            moved = retire_queue(queue, to=to, at=timezone.now(), by=request.member)
        except QueueRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            leads = "1 lead that waited" if moved == 1 else f"{moved:,} leads that waited"
            return _done(request, f"{queue} is retired. {leads} went to {to}.", None)
    return _show(request, form, f"Retire {queue}", "Retire")


@requires(Action.EDIT_QUEUES)
def queue_member(request, queue_id, member_id=None):
    """A dialog: who works in the queue, on which terms, and until when they are away."""
    queue = _queue(queue_id)
    place = _place(queue, member_id)
    form = PlaceForm(request.POST or None, people=_people(queue, place), queue=queue, place=place)
    if request.method == "POST" and form.is_valid():
        try:
            return _save(request, queue, form)
        except QueueRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
    title = f"{place.member} in {queue}" if place else f"Who joins {queue}?"
    return _show(request, form, title, "Save", template="routing/place_form.html")


def _save(request, queue, form):
    now, member = timezone.now(), form.cleaned_data["member"]
    place_in_queue(queue, member, form.terms(), at=now, by=request.member)
    if form.cleaned_data["absent_until"] != member.absent_until:
        set_absence(member, form.cleaned_data["absent_until"], at=now, by=request.member)
    return _done(request, f"{member} in {queue} is set.", queue)


def _show(request, form, title, button, *, template="routing/lead_form.html"):
    context = {"form": form, "title": title, "button": button}
    return show_form(request, template, context, status=422 if form.errors else 200)


def _done(request, said, queue):
    messages.success(request, said)
    slug = request.tenant.slug
    answer = redirect("routing:queue_page", slug, queue.public_id) if queue else redirect("routing:queues", slug)
    if is_htmx(request):
        answer.status_code, answer["HX-Redirect"] = 204, answer.url
    return answer


def _queue(public_id) -> Queue:
    queues_in_use = Queue.objects.filter(retired_at=None).select_related("calendar", "custodian")
    return get_object_or_404(queues_in_use, public_id=public_id)


def _place(queue, member_id) -> QueueMember | None:
    if member_id is None:
        return None
    places = QueueMember.objects.select_related("member__user", "calendar")
    place = places.filter(queue=queue, member__public_id=member_id).first()
    if place is None:
        raise Http404("Nobody of that name works in this queue.")
    return place


def _people(queue, place):
    if place:
        return [place.member]
    return people_for_queues().exclude(pk__in=queue.members.values("member"))
