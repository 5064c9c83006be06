from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render

from tenants.models import Access
from tenants.permissions import public


@public
@login_required
def landing(request):
    """Into the only firm one belongs to, or the choice of them."""
    choices = [entry.to for entry in Access.objects.filter(user=request.user).select_related("to").order_by("to__name")]
    if len(choices) == 1:
        return redirect("reporting:home", choices[0].slug)
    return render(request, "tenants/choose.html", {"choices": choices})
