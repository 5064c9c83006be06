"""What backtest and win analysis have in common: which outcomes, as of when, which suspected fields count."""

from django.utils import timezone

from scoring.forms import HindsightForm
from scoring.hindsight.closed import ClosedLeads, Moment, Period


def asked_for(request) -> tuple[HindsightForm, ClosedLeads, list[str]]:
    """The form as it was sent, the closed leads it means, and the fields that count although they are suspected."""
    form = HindsightForm(request.GET or None)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    period = Period(chosen.get("period") or Period.LAST_YEAR)
    moment = Moment(chosen.get("moment") or Moment.BEFORE_OUTCOME)
    closed = ClosedLeads(moment=moment, since=period.since(timezone.now()))
    form = HindsightForm(initial={"period": period, "moment": moment})
    return form, closed, request.GET.getlist("count_anyway")
