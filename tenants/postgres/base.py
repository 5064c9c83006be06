"""The PostgreSQL backend whose schema editor builds every tenant table behind row-level security."""

from django.db.backends.postgresql import base

from .schema import TenantSchemaEditor


class DatabaseWrapper(base.DatabaseWrapper):
    SchemaEditorClass = TenantSchemaEditor
