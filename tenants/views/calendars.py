from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from routing.models import Queue, QueueMember
from tenants.calendars import CalendarInUse, change_calendar, create_calendar, remove_calendar
from tenants.forms import CalendarForm, holiday_choices
from tenants.models import Calendar, Tenant
from tenants.permissions import Action, requires
from tenants.views.tabs import settings_tabs
from tenants.working_hours import say_days, say_week


@requires(Action.MANAGE_SETTINGS)
def calendars(request):
    """The working hours there are, and which queues and members keep them."""
    used = _used_by()
    rows = [
        {
            "calendar": calendar,
            "week": say_week(calendar.hours),
            "days_off": say_days(day for day in calendar.days_off if day >= timezone.localdate()),
            "holidays_of": _country(calendar.holidays_of),
            "used_by": used.get(calendar.pk, []),
        }
        for calendar in Calendar.objects.order_by("name", "pk")
    ]
    return render(request, "tenants/calendars.html", {"tabs": settings_tabs(request), "rows": rows})


@requires(Action.MANAGE_SETTINGS)
def calendar(request, calendar_id=None):
    found = get_object_or_404(Calendar, public_id=calendar_id) if calendar_id else None
    form = CalendarForm(request.POST or None, initial=CalendarForm.typed(found or _usual(request.tenant)))
    if request.method == "POST" and form.is_valid():
        if found:
            change_calendar(found, form.cleaned_data, actor=request.member)
        else:
            found = create_calendar(form.cleaned_data, actor=request.member)
        messages.success(request, f"{found} is saved.")
        return redirect("tenants:calendars", request.tenant.slug)
    context = {"tabs": settings_tabs(request), "form": form, "calendar": found}
    return render(request, "tenants/calendar_form.html", context, status=422 if form.errors else 200)


@require_POST
@requires(Action.MANAGE_SETTINGS)
def remove(request, calendar_id):
    found = get_object_or_404(Calendar, public_id=calendar_id)
    try:
        remove_calendar(found, actor=request.member)
    except CalendarInUse as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{found} is removed.")
    return redirect("tenants:calendars", request.tenant.slug)


def _used_by():
    """Calendar to the names of the queues and of the members with hours of their own."""
    used: dict[int | None, list[str]] = {}
    for queue in Queue.objects.exclude(calendar=None).order_by("name"):
        used.setdefault(queue.calendar_id, []).append(queue.name)
    own = QueueMember.objects.exclude(calendar=None).select_related("member__user", "queue")
    for place in own.order_by("member__user__name"):
        used.setdefault(place.calendar_id, []).append(str(place))
    return used


def _country(code):
    return dict(holiday_choices()).get(code, code) if code else ""


def _usual(tenant: Tenant) -> Calendar:
    """What a new calendar begins with."""
    return Calendar(time_zone=tenant.time_zone, holidays_of=tenant.country)
