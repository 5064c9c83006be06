from django.db import models
from django.db.models.functions import Now

from tenants.models import PublicModel


class Source(models.TextChoices):
    WEB_FORM = "web_form", "Web form"
    PRINT_AD = "print_ad", "Print ad"
    DIRECT_MAIL = "direct_mail", "Direct mail"
    EVENT = "event", "Event"
    REFERRAL = "referral", "Referral"
    SOCIAL = "social", "Social"
    PURCHASED_LIST = "purchased_list", "Purchased list"
    PR = "pr", "PR"
    SALES_PROSPECTING = "sales_prospecting", "Sales prospecting"
    API = "api", "API"


class Campaign(PublicModel):
    code = models.SlugField(max_length=80, db_index=False, help_text="How inquiries name it.")
    name = models.CharField(max_length=200)
    source = models.CharField(max_length=20, choices=Source)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    cost = models.DecimalField(max_digits=12, decimal_places=2, default=0, db_default=0)
    currency = models.CharField(max_length=3, default="EUR")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "code"], name="campaign_code"),
            models.UniqueConstraint(fields=["tenant", "public_id"], name="campaign_public_id"),
        ]

    def __str__(self) -> str:
        return self.name
