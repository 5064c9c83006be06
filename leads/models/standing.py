from django.contrib.postgres.fields import ArrayField
from django.db import models

from tenants.fields import TenantForeignKey, TenantKey
from tenants.models import TenantModel

from .custody import Custodian
from .lead import Lead


class Stage(models.TextChoices):
    INQUIRY = "inquiry", "Inquiry"
    LEAD = "lead", "Lead"
    MQL = "mql", "MQL"
    TQL = "tql", "TQL"
    SAL = "sal", "SAL"
    SQL = "sql", "SQL"
    OPPORTUNITY = "opportunity", "Opportunity"


class Band(models.TextChoices):
    HOT = "hot", "Hot"
    HIGH_POTENTIAL = "high_potential", "High potential"
    NEED_INFORMATION = "need_information", "Need information"
    LOW_POTENTIAL = "low_potential", "Low potential"
    PARTNER_OPPORTUNITY = "partner_opportunity", "Partner opportunity"
    NEED_NURTURING = "need_nurturing", "Need nurturing"
    JUNK = "junk", "Junk"


class Route(models.TextChoices):
    SALES = "sales", "Sales"
    CALL_CENTER = "call_center", "Call center"
    NURTURE = "nurture", "Nurture"
    PARTNER = "partner", "Partner"
    WEB = "web", "Web"
    PURGE = "purge", "Purge"


class Disposition(models.TextChoices):
    WON = "won", "Won"
    LOST = "lost", "Lost"
    PURGED = "purged", "Purged"


class Standing(TenantModel):
    """Where a lead stands: narrow, changed often, and unable to let the lead fall out."""

    # What members of the sales team accepted is theirs: a new score never takes it away.
    HELD_STAGES = (Stage.SAL, Stage.SQL, Stage.OPPORTUNITY)

    lead = TenantKey(Lead, on_delete=models.CASCADE, related_name="standing")
    stage = models.CharField(max_length=11, choices=Stage, default=Stage.INQUIRY)
    stage_since = models.DateTimeField()
    verdict = models.CharField(max_length=7, blank=True, help_text="cull, promote, or empty.")
    spared = models.BooleanField(default=False, help_text="Released from quarantine: cull rules no longer apply.")
    fit = models.IntegerField(default=0)
    readiness = models.IntegerField(default=0)
    score = models.IntegerField(default=0)
    band = models.CharField(max_length=19, choices=Band, blank=True)
    route = models.CharField(max_length=11, choices=Route, blank=True)
    rule_set = models.IntegerField(null=True, help_text="Number of the rule set that judged it last.")
    fired = ArrayField(models.BigIntegerField(), default=list, help_text="Keys of the rules that fired, in order.")
    points = ArrayField(models.IntegerField(), default=list, help_text="Points of each, before caps.")
    pool = TenantForeignKey(
        Custodian, on_delete=models.PROTECT, related_name="+", null=True, help_text="Queue its route leads to."
    )
    custodian = TenantForeignKey(Custodian, on_delete=models.PROTECT, related_name="standings", null=True)
    waiting = models.TextField(blank=True, help_text="Why no person holds it, when its queue would assign one.")
    next_action = models.TextField(blank=True)
    next_action_at = models.DateTimeField(null=True)
    disposition = models.CharField(max_length=6, choices=Disposition, null=True)
    disposed_at = models.DateTimeField(null=True, help_text="When we were told.")
    outcome_at = models.DateTimeField(null=True, help_text="When it happened; empty: unknown.")
    disposition_reason = models.TextField(blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    refined_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="lead_cannot_fall_out",
                condition=models.Q(
                    disposition=None, disposed_at=None, custodian__isnull=False, next_action_at__isnull=False
                )
                | (
                    models.Q(disposition__isnull=False, disposed_at__isnull=False, custodian=None, next_action_at=None)
                    & ~models.Q(disposition_reason="")
                ),
            ),
        ]
        indexes = [
            # A queue's or member's leads, best first: "take next", release to members, the queue page.
            models.Index(
                "tenant", "custodian", models.F("score").desc(), "lead",
                name="standing_of_custodian", condition=models.Q(disposition=None),
            ),
            # What is overdue, and the sweeps that act on it.
            models.Index(
                fields=["tenant", "next_action_at"], name="standing_due", condition=models.Q(disposition=None)
            ),
        ]  # fmt: skip
