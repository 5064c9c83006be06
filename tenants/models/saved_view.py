from django.db import models
from django.db.models.functions import Now

from tenants.fields import TenantForeignKey

from .membership import Membership
from .tenant import PublicModel


class SavedView(PublicModel):
    """A list's filters and order under a name, kept for one member."""

    member = TenantForeignKey(Membership, on_delete=models.CASCADE, related_name="saved_views")
    list_name = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    query = models.TextField(help_text="The query string of the list page.")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "member", "list_name", "name"], name="saved_view_name"),
            models.UniqueConstraint(fields=["tenant", "public_id"], name="saved_view_public_id"),
        ]
