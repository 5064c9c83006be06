"""What campaigns brought: inquiries, people, how far they got, and what each of them cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q

from leads.models import Campaign, Disposition, Inquiry, Lead, Stage

MQL_OR_BEYOND = (Stage.MQL, Stage.TQL, Stage.SAL, Stage.SQL, Stage.OPPORTUNITY)


@dataclass(frozen=True)
class CampaignFigures:
    """`leads` are people whose first inquiry came by the campaign, `qualified` those of them who reached MQL."""

    cost: Decimal
    inquiries: int = 0
    leads: int = 0
    qualified: int = 0
    won: int = 0

    @property
    def cost_per_lead(self) -> Decimal | None:
        return _per(self.cost, self.leads)

    @property
    def cost_per_qualified(self) -> Decimal | None:
        return _per(self.cost, self.qualified)

    @property
    def cost_per_won(self) -> Decimal | None:
        return _per(self.cost, self.won)


def campaign_figures(campaigns: Sequence[Campaign]) -> dict[int, CampaignFigures]:
    """Figures by the campaigns' keys, in two statements however many there are."""
    keys = [campaign.pk for campaign in campaigns]
    inquiries = dict(
        Inquiry.objects.filter(campaign__in=keys).order_by().values_list("campaign").annotate(n=Count("pk"))
    )
    people = {
        key: counts
        for key, *counts in Lead.objects.filter(campaign__in=keys, standing__isnull=False)
        .order_by()
        .values_list("campaign")
        .annotate(
            leads=Count("pk"),
            qualified=Count("pk", filter=Q(standing__stage__in=MQL_OR_BEYOND)),
            won=Count("pk", filter=Q(standing__disposition=Disposition.WON)),
        )
    }
    return {one.pk: CampaignFigures(one.cost, inquiries.get(one.pk, 0), *people.get(one.pk, ())) for one in campaigns}


def _per(cost: Decimal, count: int) -> Decimal | None:
    return (cost / count).quantize(Decimal("0.01")) if cost and count else None
