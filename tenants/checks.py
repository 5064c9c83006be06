"""What would take the floor out from under tenancy: refused at start, and told by `manage.py check`."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

SHORTEST_SECRET = 40
WELL_KNOWN_SECRETS = ("django-insecure", "change-me", "changeme", "secret", "test")


class UnsafeStart(RuntimeError):
    """The process would run with rights or settings that break the promise of tenancy."""


def unsafe_role(connection: BaseDatabaseWrapper) -> str:
    """Why the connected role could see past row security, in words; empty if it cannot."""
    with connection.cursor() as cursor:
        cursor.execute(DANGEROUS_RIGHTS)
        return "; ".join(reason for (reason,) in cursor.fetchall())


# A role counts with every role it could become by SET ROLE.
DANGEROUS_RIGHTS = """
    WITH mine AS (
        SELECT oid, rolname, rolsuper, rolbypassrls FROM pg_roles WHERE pg_has_role(current_user, oid, 'MEMBER')
    )
    SELECT 'the role ' || rolname || ' is a superuser' FROM mine WHERE rolsuper
    UNION ALL
    SELECT 'the role ' || rolname || ' bypasses row security' FROM mine WHERE rolbypassrls AND NOT rolsuper
    UNION ALL
    SELECT 'the role ' || rolname || ' owns tables of tenants' FROM mine
    WHERE NOT rolsuper AND EXISTS (
        SELECT FROM pg_class c WHERE c.relowner = mine.oid AND c.relrowsecurity AND c.relkind IN ('r', 'p'))
"""


@register(Tags.database)
def check_database_role(
    app_configs: Any = None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    if "default" not in (databases or ()):
        return []
    reason = unsafe_role(connections["default"])
    if not reason:
        return []
    hint = "DATABASE_URL must name a plain role; OWNER_DATABASE_URL the one that migrates."
    return [Error(f"The application must not connect like this: {reason}.", hint=hint, id="tenants.E001")]


@register(Tags.security)
def check_production(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    if settings.DEBUG:
        return []
    errors: list[CheckMessage] = []
    if len(settings.SECRET_KEY) < SHORTEST_SECRET or settings.SECRET_KEY.startswith(WELL_KNOWN_SECRETS):
        errors.append(Error("SECRET_KEY is short or well known.", hint="Make a long random one.", id="tenants.E002"))
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        errors.append(Error("ALLOWED_HOSTS must list the hosts that are served.", id="tenants.E003"))
    return errors


def refuse_unsafe_start() -> None:
    """Called where web and worker start, because their servers do not run system checks. Raises UnsafeStart.

    Without a database there is nothing to see yet: /readyz asks again until there is.
    """
    _refuse(check_production())
    with suppress(OperationalError):
        _refuse(check_database_role(databases=["default"]))
    connections["default"].close()


def _refuse(messages: Sequence[CheckMessage]) -> None:
    if messages:
        raise UnsafeStart(" ".join(f"{message.msg} {message.hint or ''}".strip() for message in messages))
