from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from tenants.fields import TenantForeignKey

from .tenant import PublicModel


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", "Administrator"
    MARKETER = "marketer", "Marketer"
    TELE_QUALIFIER = "tele_qualifier", "Tele-qualifier"
    SALES_REP = "sales_rep", "Sales rep"
    MANAGER = "manager", "Manager"
    PARTNER = "partner", "Partner"


class Access(models.Model):
    """Which tenants a user may enter. Outside row-level security: it is read before a scope exists."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="access")
    to = models.ForeignKey("tenants.Tenant", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "to"], name="access_once")]

    def __str__(self) -> str:
        return f"{self.user} to {self.to}"


class Membership(PublicModel):
    """A user's place in a tenant."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    role = models.CharField(max_length=20, choices=Role)
    is_active = models.BooleanField(default=True)
    time_zone = models.CharField(max_length=64, blank=True, help_text="Empty: the tenant's.")
    absent_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "user"], name="membership_once"),
            models.UniqueConstraint(fields=["tenant", "public_id"], name="membership_public_id"),
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def name(self) -> str:
        return str(self.user)

    @property
    def email(self) -> str:
        return self.user.email

    @property
    def role_label(self) -> str:
        return self.get_role_display()


class Invitation(PublicModel):
    """An open offer to join; the token itself is only in the mail."""

    email = models.EmailField()
    role = models.CharField(max_length=20, choices=Role)
    token_hash = models.BinaryField(max_length=32)
    invited_by = TenantForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True, help_text="Empty: by who runs the site."
    )
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True, help_text="When the mail server took it; empty: not yet.")
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "email"],
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="invitation_open_once",
            ),
            models.UniqueConstraint(fields=["tenant", "public_id"], name="invitation_public_id"),
        ]
