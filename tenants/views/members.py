from django.contrib import messages
from django.db.models import Count, F, OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from routing.members import dismiss_member, readmit_member
from routing.models import Assignment
from tenants.forms import InviteForm
from tenants.invitation_mail import mail_after_commit
from tenants.models import Invitation, Membership, Role
from tenants.people import (
    PeopleRefused,
    change_role,
    invite_member,
    open_invitations,
    renew_invitation,
    withdraw_invitation,
)
from tenants.permissions import Action, can, requires
from tenants.views.tabs import settings_tabs


@requires(Action.VIEW_MEMBERS)
def members(request):
    """Everyone of the firm with their role and open leads, and who is invited."""
    manages = can(request.member, Action.MANAGE_MEMBERS)
    everyone = list(_with_open_leads())
    if manages:
        for member in everyone:
            member.menu = _menu(member, request.tenant.slug)
    context = {
        "tabs": settings_tabs(request),
        "members": everyone,
        "invitations": open_invitations().select_related("invited_by__user").order_by("-pk") if manages else [],
        "now": timezone.now(),
    }
    return render(request, "tenants/members.html", context)


def _with_open_leads():
    held = (
        Assignment.objects.filter(member=OuterRef("pk"), closed_at=None)
        .order_by()
        .values("member")
        .annotate(n=Count("*"))
        .values("n")
    )
    return (
        Membership.objects.select_related("user")
        .annotate(open_leads=Subquery(held))
        .order_by(F("is_active").desc(), "user__name", "pk")
    )


def _menu(member, slug):
    def url(page, *more):
        return reverse(page, args=[slug, member.public_id, *more])

    if not member.is_active:
        return [{"label": "Let back in", "icon": "user-check", "post_url": url("tenants:reactivate")}]
    items = [
        {"label": f"Make {role.label.lower()}", "icon": "user-cog", "post_url": url("tenants:change_role", role.value)}
        for role in Role
        if role != member.role
    ]
    question = f"Deactivate {member}? They are signed out at once, and their open leads go back to the queues."
    leave = {"label": "Deactivate", "icon": "user-off", "post_url": url("tenants:deactivate")}
    return [*items, leave | {"danger": True, "confirm": question, "rule": True}]


@require_POST
@requires(Action.MANAGE_MEMBERS)
def change_member_role(request, member_id, role):
    member = _member(member_id)
    if role not in Role.values:
        return _back(request, error="There is no such role.")
    try:
        change_role(member, role, actor=request.member)
    except PeopleRefused as refusal:
        return _back(request, error=str(refusal))
    return _back(request, f"{member} is {member.get_role_display().lower()} now.")


@require_POST
@requires(Action.MANAGE_MEMBERS)
def deactivate(request, member_id):
    member = _member(member_id)
    try:
        returned = dismiss_member(member, at=timezone.now(), actor=request.member)
    except PeopleRefused as refusal:
        return _back(request, error=str(refusal))
    leads = "1 open lead went" if returned == 1 else f"{returned} open leads went"
    return _back(request, f"{member} is out. {leads} back to the queues.")


@require_POST
@requires(Action.MANAGE_MEMBERS)
def reactivate(request, member_id):
    member = _member(member_id)
    readmit_member(member, at=timezone.now(), actor=request.member)
    return _back(request, f"{member} is back as {member.get_role_display().lower()}.")


@requires(Action.MANAGE_MEMBERS)
def invite(request):
    """A dialog: asks whom, then sends the invitation."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            offer = invite_member(**form.cleaned_data, at=timezone.now(), actor=request.member)
        except PeopleRefused as refusal:
            form.add_error("email", str(refusal))
        else:
            _mail(request, offer)
            messages.success(request, f"{offer.invitation.email} is invited.")
            return HttpResponse(status=204, headers={"HX-Redirect": _members_url(request)})
    status = 422 if form.errors else 200
    return render(request, "tenants/invite.html", {"form": form, "form_url": request.path}, status=status)


@require_POST
@requires(Action.MANAGE_MEMBERS)
def renew(request, invitation_id):
    try:
        offer = renew_invitation(_invitation(invitation_id), at=timezone.now(), actor=request.member)
    except PeopleRefused as refusal:
        return _back(request, error=str(refusal))
    _mail(request, offer)
    return _back(request, f"A new link goes to {offer.invitation.email}. The earlier one no longer works.")


@require_POST
@requires(Action.MANAGE_MEMBERS)
def withdraw(request, invitation_id):
    invitation = _invitation(invitation_id)
    try:
        withdraw_invitation(invitation, at=timezone.now(), actor=request.member)
    except PeopleRefused as refusal:
        return _back(request, error=str(refusal))
    return _back(request, f"The invitation of {invitation.email} is withdrawn.")


def _mail(request, offer):
    link = request.build_absolute_uri(reverse("invitation", args=[offer.token]))
    mail_after_commit(offer, link=link, tenant=request.tenant, inviter=request.member)


def _member(public_id):
    return get_object_or_404(Membership.objects.select_related("user"), public_id=public_id)


def _invitation(public_id):
    return get_object_or_404(Invitation, public_id=public_id)


def _members_url(request):
    return reverse("tenants:members", args=[request.tenant.slug])


def _back(request, done="", *, error=""):
    (messages.error if error else messages.success)(request, error or done)
    return redirect(_members_url(request))
