from django.db import models


class WorkDue(models.Model):
    """Which tenant has which kind of work due, and since when: so that a sweep visits only those.

    Outside row-level security on purpose, and holding nothing but that.
    """

    class Kind(models.TextChoices):
        REFINE = "refine", "Leads whose points depend on time"
        PUBLISH = "publish", "Leads to refine by newly published rules"
        RELEASE = "release", "Leads waiting in a queue for a member"
        CHALLENGE = "challenge", "Open leads for versions that judge silently"
        PURGE = "purge", "Quarantined leads past their retention"

    to = models.ForeignKey("tenants.Tenant", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    due_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["to", "kind"], name="work_due_once")]
        indexes = [models.Index(fields=["due_at"], name="work_due_oldest")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.to}, due {self.due_at:%Y-%m-%d %H:%M}"
