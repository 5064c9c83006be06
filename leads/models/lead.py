from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from tenants.fields import TenantForeignKey
from tenants.models import PublicModel

from .campaign import Campaign, Source
from .company import Company


class Timeline(models.TextChoices):
    WITHIN_3_MONTHS = "0-3m", "Within 3 months"
    WITHIN_6_MONTHS = "3-6m", "3 to 6 months"
    WITHIN_12_MONTHS = "6-12m", "6 to 12 months"
    LATER = "12m+", "More than 12 months"
    NONE = "none", "No plan to buy"


class Answer(models.TextChoices):
    YES = "yes", "Yes"
    NO = "no", "No"
    UNKNOWN = "unknown", "Unknown"


class Lead(PublicModel):
    """A person at a company: the facts. Where the lead stands is in Standing, beside it."""

    identity = models.TextField(help_text="email:…, phone:…, id:… or name:…|company; at most one lead each.")
    company = TenantForeignKey(Company, on_delete=models.PROTECT, related_name="leads", null=True, blank=True)
    first_name = models.TextField(blank=True)
    last_name = models.TextField(blank=True)
    name_norm = models.TextField(blank=True, db_collation="C", help_text="First, last, folded: for prefix search.")
    last_name_norm = models.TextField(blank=True, db_collation="C", help_text="Last, first, folded.")
    title = models.TextField(blank=True)
    email = models.TextField(blank=True)
    email_norm = models.TextField(blank=True, db_collation="C")
    phone = models.TextField(blank=True)
    phone_e164 = models.TextField(blank=True, db_collation="C")
    external_id = models.TextField(blank=True, db_collation="C")
    country = models.CharField(max_length=2, blank=True)
    region = models.TextField(blank=True)
    city = models.TextField(blank=True)
    postal_code = models.TextField(blank=True)
    timeline = models.CharField(max_length=6, choices=Timeline, blank=True)
    budget = models.CharField(max_length=7, choices=Answer, blank=True)
    authority = models.CharField(max_length=7, choices=Answer, blank=True)
    need = models.CharField(max_length=7, choices=Answer, blank=True)
    product_interest = models.TextField(blank=True)
    source = models.CharField(max_length=20, choices=Source, help_text="Of the first inquiry.")
    campaign = TenantForeignKey(Campaign, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    latest_source = models.CharField(max_length=20, choices=Source)
    latest_campaign = TenantForeignKey(Campaign, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    flags = ArrayField(models.TextField(), default=list, help_text="What hygiene found, as codes rules can use.")
    junk_signals = models.PositiveSmallIntegerField(default=0)
    consent_email = models.BooleanField(null=True, blank=True)
    consent_phone = models.BooleanField(null=True, blank=True)
    consent_wording = models.TextField(blank=True)
    do_not_email = models.BooleanField(default=False)
    do_not_call = models.BooleanField(default=False)
    custom = models.JSONField(default=dict)
    inquiry_count = models.PositiveIntegerField(default=1)
    first_inquiry_at = models.DateTimeField()
    last_inquiry_at = models.DateTimeField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "identity"], name="lead_identity"),
            models.UniqueConstraint(fields=["tenant", "public_id"], name="lead_public_id"),
        ]
        indexes = [
            # Search by what is typed: equality or a prefix range on stored, folded keys.
            models.Index(fields=["tenant", "email_norm"], name="lead_by_email", condition=~models.Q(email_norm="")),
            models.Index(fields=["tenant", "phone_e164"], name="lead_by_phone", condition=~models.Q(phone_e164="")),
            models.Index(
                fields=["tenant", "external_id"], name="lead_by_external", condition=~models.Q(external_id="")
            ),
            models.Index(fields=["tenant", "name_norm"], name="lead_by_name", condition=~models.Q(name_norm="")),
            models.Index(
                fields=["tenant", "last_name_norm"], name="lead_by_last", condition=~models.Q(last_name_norm="")
            ),
            # Colleagues on a lead's page, and leads of a company found by search.
            models.Index(fields=["tenant", "company", "id"], name="lead_by_company", condition=~models.Q(company=None)),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email or self.phone or self.external_id or "Unnamed lead"

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()
