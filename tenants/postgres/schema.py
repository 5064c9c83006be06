"""Turns each tenant model into a table the database itself keeps apart.

Migrations stay ordinary Django migrations: whatever they create, this editor adds the composite key, the forced
row-level security, the composite foreign keys and the grants, so a table cannot be forgotten.
"""

from typing import Any, Self

from django.conf import settings
from django.db.backends.ddl_references import Statement
from django.db.backends.postgresql.schema import DatabaseSchemaEditor
from django.db.models import Field, Model

from tenants.fields import TenantField, TenantForeignKey, TenantKey

CURRENT_TENANT = "current_setting('app.tenant_id')::bigint"
APPEND_ONLY = "append-only"
FK_SUFFIX = "_fk_%(to_table)s_%(to_column)s"


def is_tenant_model(model: type[Model]) -> bool:
    return any(isinstance(field, TenantField) for field in model._meta.local_fields)


def goes_with_another(model: type[Model]) -> bool:
    """Whether each row lives and dies with a row of the same tenant, which then vouches for the tenant as well."""
    fields = model._meta.local_fields
    return any(isinstance(f, TenantForeignKey | TenantKey) and f.cascades and not f.null for f in fields)


class TenantSchemaEditor(DatabaseSchemaEditor):
    def __enter__(self) -> Self:
        self._forced: dict[str, None] = {}
        return super().__enter__()

    def __exit__(self, exc_type: Any, exc_value: Any, traceback: Any) -> None:
        # The owner is under row security too, and cannot validate a foreign key that way: forced at the very end.
        self.deferred_sql += [f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY" for table in self._forced]
        super().__exit__(exc_type, exc_value, traceback)

    def create_model(self, model: type[Model]) -> None:
        super().create_model(model)
        if is_tenant_model(model):
            self._key_by_tenant(model)
            self._enforce_row_security(model)
            self._leave_out_implied_foreign_key(model)
        for field in model._meta.local_fields:
            self._add_composite_foreign_key(model, field)
        self._grant_to_app(model)

    def add_field(self, model: type[Model], field: Field) -> None:
        if isinstance(field, TenantField):
            raise ValueError(f"create {model._meta.label} with its tenant: a table cannot be moved into tenancy later")
        if is_tenant_model(model):
            self._lift_force(model)
        super().add_field(model, field)
        self._add_composite_foreign_key(model, field)

    def _lift_force(self, model: type[Model]) -> None:
        table = self.quote_name(model._meta.db_table)
        self.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        self._forced[table] = None

    def _key_by_tenant(self, model: type[Model]) -> None:
        table, pk = self.quote_name(model._meta.db_table), self.quote_name(str(model._meta.pk.column))
        pkey = self.quote_name(f"{model._meta.db_table}_pkey")
        self.execute(f"ALTER TABLE {table} DROP CONSTRAINT {pkey}")
        self.execute(f"ALTER TABLE {table} ADD CONSTRAINT {pkey} PRIMARY KEY (tenant_id, {pk})")

    def _enforce_row_security(self, model: type[Model]) -> None:
        table = self.quote_name(model._meta.db_table)
        self.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        self._forced[table] = None
        self.execute(
            f"CREATE POLICY tenant ON {table} FOR ALL "
            f"USING (tenant_id = {CURRENT_TENANT}) WITH CHECK (tenant_id = {CURRENT_TENANT})"
        )

    def _create_fk_sql(self, model: type[Model], field: Field, suffix: str) -> Statement:
        statement = super()._create_fk_sql(model, field, suffix)  # type: ignore[misc]  # the stubs leave it out
        if isinstance(field, TenantField):
            # A tenant goes with all it has, what is append-only included, which no DELETE of the application reaches.
            statement.parts["deferrable"] = f" ON DELETE CASCADE{statement.parts['deferrable']}"
        return statement

    def _leave_out_implied_foreign_key(self, model: type[Model]) -> None:
        # Each foreign key is a trigger a row at commit: on the ledgers of leads, a fifth of what an import costs.
        if goes_with_another(model):
            name = self._fk_constraint_name(  # type: ignore[attr-defined]  # the stubs leave it out
                model, model._meta.get_field("tenant"), FK_SUFFIX
            )
            self.deferred_sql = [sql for sql in self.deferred_sql if str(name) not in str(sql)]

    def _add_composite_foreign_key(self, model: type[Model], field: Field) -> None:
        if not isinstance(field, TenantForeignKey | TenantKey):
            return
        target = self.quote_name(field.remote_field.model._meta.db_table)
        # Deferred like Django's own foreign keys: the table pointed at may come later in the same migration.
        self.deferred_sql.append(f"ALTER TABLE {target} NO FORCE ROW LEVEL SECURITY")
        self.deferred_sql.append(self._composite_foreign_key_sql(model, field))
        self._forced[target] = None

    def _composite_foreign_key_sql(self, model: type[Model], field: TenantForeignKey | TenantKey) -> str:
        target = field.remote_field.model._meta
        name = self.quote_name(f"{model._meta.db_table}_{field.column}_tenant_fk"[-63:])
        on_delete = " ON DELETE CASCADE" if field.cascades else ""
        return (
            f"ALTER TABLE {self.quote_name(model._meta.db_table)} ADD CONSTRAINT {name} "
            f"FOREIGN KEY (tenant_id, {self.quote_name(field.column)}) "
            f"REFERENCES {self.quote_name(target.db_table)} (tenant_id, {self.quote_name(str(target.pk.column))})"
            f"{on_delete} DEFERRABLE INITIALLY DEFERRED"
        )

    def _grant_to_app(self, model: type[Model]) -> None:
        role = self.quote_name(settings.APP_DATABASE_ROLE)
        table = self.quote_name(model._meta.db_table)
        append_only = (model._meta.db_table_comment or "").startswith(APPEND_ONLY)
        rights = "SELECT, INSERT" if append_only else "SELECT, INSERT, UPDATE, DELETE"
        self.execute(f"REVOKE ALL ON {table} FROM {role}")
        self.execute(f"GRANT {rights} ON {table} TO {role}")
