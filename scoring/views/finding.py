"""What every page of the studio begins with: the version it is about."""

from django.http import Http404

from scoring.models import RuleSet


def rule_set_or_404(number: int) -> RuleSet:
    try:
        return RuleSet.objects.select_related("created_by__user").get(number=number)
    except RuleSet.DoesNotExist:
        raise Http404("There is no such version of the rules.") from None
