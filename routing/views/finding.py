"""Finding what a page is about. What is not the member's to see is absent to them."""

from django.http import Http404

from leads.models import Lead
from routing.models import Assignment
from routing.selectors.lead_page import find_lead


def lead_or_404(request, public_id, *, also_left=False) -> Lead:
    """`also_left`: a lead the member has just passed on is still theirs to take back."""
    try:
        return find_lead(request.member, public_id)
    except Lead.DoesNotExist:
        if also_left and (lead := _left_by(request.member, public_id)):
            return lead
        raise Http404("No such lead, or not yours to see.") from None


def _left_by(member, public_id) -> Lead | None:
    held = Assignment.objects.filter(lead__public_id=public_id, member=member).select_related("lead").first()
    return held.lead if held else None
