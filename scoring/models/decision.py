from django.contrib.postgres.fields import ArrayField
from django.db import models

from leads.models import Band, Custodian, Lead, Route
from tenants.fields import TenantForeignKey
from tenants.models import TenantModel


class Decision(TenantModel):
    """What the refinery concluded for a lead and why. Written when the outcome changed; never altered."""

    class Cause(models.TextChoices):
        INQUIRY = "inquiry", "New inquiry"
        TOUCH = "touch", "New touch"
        FACTS = "facts", "Facts changed"
        IMPORT = "import", "File import"
        PUBLISH = "publish", "Rules published"
        ROUTES = "routes", "Routes changed"
        TIME = "time", "Time passed"
        REQUEST = "request", "Asked for"
        RELEASE = "release", "Released from quarantine"

    lead = TenantForeignKey(Lead, on_delete=models.CASCADE, related_name="decisions")
    at = models.DateTimeField()
    cause = models.CharField(max_length=8, choices=Cause)
    rule_set = models.IntegerField()
    verdict = models.CharField(max_length=7, blank=True)
    fired = ArrayField(models.BigIntegerField())
    points = ArrayField(models.IntegerField())
    fit = models.IntegerField()
    readiness = models.IntegerField()
    score = models.IntegerField()
    band = models.CharField(max_length=19, choices=Band)
    route = models.CharField(max_length=11, choices=Route)
    route_rule = models.BigIntegerField(help_text="Row of the route matrix that applied.")
    pool = TenantForeignKey(Custodian, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table_comment = "append-only"
        indexes = [models.Index(fields=["tenant", "lead", "id"], name="decision_of_lead")]
