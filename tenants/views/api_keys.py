from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from tenants.api_keys import issue_api_key, revoke_api_key
from tenants.forms import ApiKeyForm
from tenants.models import ApiKey
from tenants.permissions import Action, requires
from tenants.views.tabs import settings_tabs


@requires(Action.MANAGE_API_KEYS)
def api_keys(request):
    keys = ApiKey.objects.select_related("created_by__user").order_by("revoked_at", "-pk")
    return render(
        request, "tenants/api_keys.html", {"tabs": settings_tabs(request), "keys": keys, "now": timezone.now()}
    )


@requires(Action.MANAGE_API_KEYS)
def issue(request):
    """A dialog: asks what for, then shows the key, this once."""
    form = ApiKeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        key, plain = issue_api_key(
            name=form.cleaned_data["name"],
            scopes=form.cleaned_data["scopes"],
            expires_at=form.expires_at(),
            actor=request.member,
        )
        return render(request, "tenants/api_key_issued.html", {"key": key, "plain": plain})
    status = 422 if form.errors else 200
    return render(request, "tenants/api_key_form.html", {"form": form, "form_url": request.path}, status=status)


@require_POST
@requires(Action.MANAGE_API_KEYS)
def revoke(request, key_id):
    key = get_object_or_404(ApiKey, public_id=key_id)
    revoke_api_key(key, at=timezone.now(), actor=request.member)
    messages.success(request, f"{key.name} is revoked: the next request with it is refused.")
    return redirect("tenants:api_keys", request.tenant.slug)
