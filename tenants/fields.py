"""Model fields that put a row inside its tenant and keep references inside it too."""

from typing import Any

from django.db import models
from django.db.models import expressions
from django.db.models.functions import Cast


class CurrentSetting(models.Func):
    function = "current_setting"
    output_field = models.TextField()


def current_tenant_id() -> expressions.Expression:
    return Cast(CurrentSetting(models.Value("app.tenant_id")), models.BigIntegerField())


class TenantField(models.ForeignKey):
    """`tenant_id`, filled by the database from the scope; application code never sets it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs |= {
            "to": "tenants.Tenant",
            "on_delete": models.CASCADE,
            "editable": False,
            "related_name": "+",
            "db_index": False,
            "db_default": current_tenant_id(),
        }
        super().__init__(**kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("to", "on_delete", "editable", "related_name", "db_index", "db_default"):
            kwargs.pop(fixed, None)
        return name, path, args, kwargs


class TenantReference(models.ForeignKey):
    """A reference that cannot leave the tenant: the schema editor makes it (tenant_id, x_id)."""

    def __init__(self, to: Any, on_delete: Any, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        super().__init__(to, on_delete, **kwargs)

    @property
    def cascades(self) -> bool:
        return self.remote_field.on_delete is models.CASCADE

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("db_constraint", None)
        return name, path, args, kwargs


class TenantForeignKey(TenantReference):
    # Indexes are named in Meta with the query they serve; a lone x_id index would lack the tenant.
    def __init__(self, to: Any, on_delete: Any, **kwargs: Any) -> None:
        kwargs["db_index"] = False
        super().__init__(to, on_delete, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("db_index", None)
        return name, path, args, kwargs


class TenantKey(TenantReference, models.OneToOneField):
    """A one-to-one reference that is the row's primary key as well."""

    def __init__(self, to: Any, on_delete: Any, **kwargs: Any) -> None:
        kwargs["primary_key"] = True
        super().__init__(to, on_delete, **kwargs)
