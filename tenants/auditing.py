"""The audit log: who changed what, when and why. Rows are added, never altered."""

from datetime import datetime
from typing import Any

import structlog
from django.db.models import Model

from tenants.models import ApiKey, AuditEntry, Membership

SYSTEM = "Lead Refinery"

Actor = Membership | ApiKey | None


def record(
    action: str,
    subject: Model,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
    actor: Actor = None,
    at: datetime | None = None,
) -> AuditEntry:
    """Write one entry in the transaction of the change itself. `action` is "<thing>.<past tense>"; `at` None: now."""
    return AuditEntry.objects.create(
        **({"at": at} if at else {}),
        actor=actor if isinstance(actor, Membership) else None,
        actor_label=actor_label(actor),
        action=action,
        object_type=subject._meta.model_name or "",
        object_id=str(getattr(subject, "public_id", subject.pk)),
        before=before,
        after=after,
        reason=reason,
        request_id=str(structlog.contextvars.get_contextvars().get("request_id", "")),
    )


def actor_label(actor: Actor) -> str:
    if isinstance(actor, ApiKey):
        return f"API key {actor.name}"[:150]
    return str(actor)[:150] if actor else SYSTEM
