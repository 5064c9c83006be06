from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from tenants.fields import TenantForeignKey

from .membership import Membership
from .tenant import PublicModel


class Door(models.Model):
    """The hash of a secret and the tenant it opens. Outside row-level security: read before a scope exists."""

    class Kind(models.TextChoices):
        API_KEY = "api_key", "API key"
        INVITATION = "invitation", "Invitation"

    secret_hash = models.BinaryField(max_length=32, primary_key=True)
    kind = models.CharField(max_length=12, choices=Kind)
    to = models.ForeignKey("tenants.Tenant", on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.to}"


class ApiKey(PublicModel):
    """A key of an integration. The key itself is shown once; its SHA-256 is kept."""

    class Scope(models.TextChoices):
        INTAKE = "intake", "Post inquiries and touches"
        READ = "read", "Read everything"
        WRITE = "write", "Change leads and outcomes"
        RULES = "rules", "Draft, preview and publish rule sets"

    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=16, help_text="What is shown of the key in lists and logs.")
    secret_hash = models.BinaryField(max_length=32)
    scopes = ArrayField(models.CharField(max_length=12, choices=Scope))
    created_by = TenantForeignKey(Membership, on_delete=models.PROTECT, related_name="+", null=True)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "secret_hash"], name="api_key_hash"),
            models.UniqueConstraint(fields=["tenant", "public_id"], name="api_key_public_id"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scope_labels(self) -> list[str]:
        return [self.Scope(scope).label for scope in self.scopes]
