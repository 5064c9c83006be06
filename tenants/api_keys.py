"""Keys of integrations: shown once, kept as a hash, refused from the moment they are revoked."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from tenants.auditing import record
from tenants.doors import close_door, open_door
from tenants.models import ApiKey, Door, Membership
from tenants.secrets import hash_secret, random_text

SEEN_EVERY = timedelta(minutes=1)


class KeyRefused(Exception):
    """The key is unknown, expired or revoked; the message says which only where that gives nothing away."""


@transaction.atomic
def issue_api_key(
    *, name: str, scopes: Sequence[str], expires_at: datetime | None = None, actor: Membership | None = None
) -> tuple[ApiKey, str]:
    """Answers the row and the key itself, which nobody can read again."""
    prefix = f"lr_live_{random_text(8)}"
    plain = f"{prefix}_{random_text(32)}"
    key = ApiKey.objects.create(
        name=name,
        prefix=prefix,
        secret_hash=hash_secret(plain),
        scopes=[ApiKey.Scope(scope).value for scope in scopes],
        expires_at=expires_at,
        created_by=actor,
    )
    open_door(key.secret_hash, Door.Kind.API_KEY)
    record("api_key.issued", key, after={"name": name, "prefix": prefix, "scopes": key.scopes}, actor=actor)
    return key, plain


@transaction.atomic
def revoke_api_key(key: ApiKey, *, at: datetime, actor: Membership | None = None) -> None:
    """Refused from the next request on. Revoking twice changes nothing."""
    if key.revoked_at:
        return
    key.revoked_at = at
    key.save(update_fields=["revoked_at"])
    close_door(key.secret_hash)
    record("api_key.revoked", key, before={"prefix": key.prefix}, actor=actor)


def use_api_key(secret_hash: bytes, *, at: datetime) -> ApiKey:
    """The key with this hash in the current tenant, noted as used at most once a minute. Raises KeyRefused."""
    key = ApiKey.objects.filter(secret_hash=secret_hash).first()
    if key is None or key.revoked_at:
        raise KeyRefused("This API key is not known or was revoked.")
    if key.expires_at and key.expires_at <= at:
        raise KeyRefused("This API key has expired.")
    if key.last_used_at is None or at - key.last_used_at >= SEEN_EVERY:
        _note_use(key, at=at)
    return key


def _note_use(key: ApiKey, *, at: datetime) -> None:
    # Whoever notes it holds the row until their request ends; everyone else with this key goes on without waiting.
    free = ApiKey.objects.select_for_update(skip_locked=True).filter(pk=key.pk)
    ApiKey.objects.filter(pk__in=free.values("pk")).update(last_used_at=at)
