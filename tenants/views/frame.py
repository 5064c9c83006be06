from django.shortcuts import render

from tenants.permissions import Action, requires


@requires(Action.ENTER)
def nav(request):
    """The places in the rail with their counts of now."""
    return render(request, "components/nav_items.html")
