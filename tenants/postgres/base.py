"""The PostgreSQL backend whose schema editor builds every tenant table behind row-level security."""

from django.db.backends.postgresql import base, features

from .schema import TenantSchemaEditor


class DatabaseFeatures(features.DatabaseFeatures):
    # Keys are composite in the database, so grouping by the id alone does not group by the row.
    allows_group_by_selected_pks = False


class DatabaseWrapper(base.DatabaseWrapper):
    SchemaEditorClass = TenantSchemaEditor
    features_class = DatabaseFeatures
