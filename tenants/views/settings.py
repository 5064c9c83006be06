from datetime import datetime, time

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone

from routing.retention import keep_quarantine_for
from tenants.firm import SETTINGS, change_settings
from tenants.forms import FirmForm, ProfileForm
from tenants.people import change_profile
from tenants.permissions import Action, can, requires
from tenants.views.tabs import settings_tabs


@requires(Action.ENTER)
def settings(request):
    page = "tenants:members" if can(request.member, Action.MANAGE_MEMBERS) else "tenants:profile"
    return redirect(page, request.tenant.slug)


@requires(Action.ENTER)
def profile(request):
    member = request.member
    away = member.absent_until
    initial = {
        "name": member.user.name,
        "time_zone": member.time_zone,
        "absent_until": away and timezone.localdate(away),
    }
    form = ProfileForm(request.POST or None, initial=initial, tenant=request.tenant)
    if request.method == "POST" and form.is_valid():
        change_profile(member, **_as_kept(form.cleaned_data))
        messages.success(request, "Your profile is saved.")
        return redirect("tenants:profile", request.tenant.slug)
    context = {"tabs": settings_tabs(request), "form": form, "is_away": away and away > timezone.now()}
    return render(request, "tenants/profile.html", context, status=422 if form.errors else 200)


def _as_kept(cleaned):
    """Back at the beginning of the day one names, in one's own zone."""
    day = cleaned["absent_until"]
    moment = timezone.make_aware(datetime.combine(day, time.min)) if day else None
    return cleaned | {"absent_until": moment}


@requires(Action.MANAGE_SETTINGS)
def firm(request):
    tenant = request.tenant
    form = FirmForm(request.POST or None, initial={name: getattr(tenant, name) for name in SETTINGS})
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            changed = change_settings(tenant, form.cleaned_data, actor=request.member)
            if "quarantine_days" in changed:
                keep_quarantine_for(changed["quarantine_days"])
        messages.success(request, "The settings are saved.")
        return redirect("tenants:firm", tenant.slug)
    context = {"tabs": settings_tabs(request), "form": form}
    return render(request, "tenants/firm.html", context, status=422 if form.errors else 200)
