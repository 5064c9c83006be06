"""All queues and who works in them, for those who run them."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from routing.forms import PlaceForm, people_for_queues
from routing.models import Queue, QueueMember
from routing.selectors.queues import queues_overview
from routing.staffing import place_in_queue, set_absence
from routing.views.answering import is_htmx, show_form
from tenants.permissions import Action, can, requires


@requires(Action.VIEW_QUEUES)
def queues(request):
    context = {
        "queues": queues_overview(at=timezone.now()),
        "may_edit": can(request.member, Action.EDIT_QUEUES),
        "leads_url": reverse("leads:list", args=[request.tenant.slug])
        if can(request.member, Action.VIEW_LEADS)
        else "",
    }
    return render(request, "routing/queues.html", context)


@requires(Action.EDIT_QUEUES)
def queue_member(request, queue_id, member_id=None):
    """A dialog: who works in the queue, on which terms, and until when they are away."""
    queue = get_object_or_404(Queue.objects.select_related("calendar", "custodian"), public_id=queue_id)
    place = _place(queue, member_id)
    form = PlaceForm(request.POST or None, people=_people(queue, place), initial=_terms_of(place))
    if request.method == "POST" and form.is_valid():
        return _save(request, queue, form)
    title = f"{place.member} in {queue}" if place else f"Who joins {queue}?"
    context = {"form": form, "title": title, "button": "Save", "queue": queue}
    return show_form(request, "routing/place_form.html", context, status=422 if form.errors else 200)


def _save(request, queue, form):
    now, member = timezone.now(), form.cleaned_data["member"]
    place_in_queue(queue, member, form.terms(), at=now, by=request.member)
    if form.cleaned_data["absent_until"] != member.absent_until:
        set_absence(member, form.cleaned_data["absent_until"], at=now, by=request.member)
    messages.success(request, f"{member} in {queue} is set.")
    answer = redirect("routing:queues", request.tenant.slug)
    if is_htmx(request):
        answer.status_code, answer["HX-Redirect"] = 204, answer.url
    return answer


def _place(queue, member_id) -> QueueMember | None:
    if member_id is None:
        return None
    place = QueueMember.objects.select_related("member__user").filter(queue=queue, member__public_id=member_id).first()
    if place is None:
        raise Http404("Nobody of that name works in this queue.")
    return place


def _people(queue, place):
    if place:
        return [place.member]
    return people_for_queues().exclude(pk__in=queue.members.values("member"))


def _terms_of(place):
    if place is None:
        return {}
    return {
        "member": str(place.member.public_id),
        "weight": place.weight,
        "capacity": place.capacity,
        "is_active": place.is_active,
        "absent_until": place.member.absent_until,
    }
