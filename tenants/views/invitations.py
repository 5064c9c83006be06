from contextlib import contextmanager

from allauth.account.utils import perform_login
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from routing.members import join_by_invitation
from tenants.auditing import actor_label
from tenants.doors import tenant_behind
from tenants.forms import JoinForm
from tenants.models import Door, User
from tenants.people import InvitationGone, NotInvited, find_invitation, register
from tenants.permissions import public
from tenants.scope import tenant_scope
from tenants.secrets import hash_secret


@public
@never_cache
def invitation(request, token):
    """What an invitation leads to: joining, for the person it was sent to."""
    try:
        with invited_by(token) as (tenant, offered):
            response, user = _answer(request, tenant, offered)
    except NotInvited as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except InvitationGone as refusal:
        return render(request, "tenants/invitation_gone.html", {"reason": str(refusal)}, status=410)
    if user and not request.user.is_authenticated:
        # Through allauth, which notes the session among those the person can see and end.
        return perform_login(request, user, redirect_url=response.url)
    return response


@contextmanager
def invited_by(token):
    tenant = tenant_behind(hash_secret(token), Door.Kind.INVITATION)
    if tenant is None:
        raise InvitationGone
    with tenant_scope(tenant):
        yield tenant, find_invitation(token, at=timezone.now())


def _answer(request, tenant, offered):
    """The page, or after joining the way in and the user who joined."""
    has_account = User.objects.filter(email=offered.email).exists()
    context = {"firm": tenant, "offered": offered, "inviter": actor_label(offered.invited_by)}
    if request.user.is_authenticated:
        if request.method == "POST":
            return _join(request, tenant, offered, request.user)
        context["is_theirs"] = request.user.email.lower() == offered.email
        return render(request, "tenants/invitation.html", context), None
    if has_account:
        return redirect_to_login(request.get_full_path()), None

    form = JoinForm(request.POST or None, email=offered.email)
    if request.method == "POST" and form.is_valid():
        user = register(email=offered.email, **form.cleaned_data)
        return _join(request, tenant, offered, user)
    page = render(request, "tenants/invitation.html", context | {"form": form}, status=422 if form.errors else 200)
    return page, None


def _join(request, tenant, offered, user):
    join_by_invitation(offered, user=user, at=timezone.now())
    return redirect("reporting:home", tenant.slug), user
