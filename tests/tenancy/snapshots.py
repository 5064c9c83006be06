"""A database's shape as sentences, to compare databases that came about in different ways."""

from typing import Any

from tests.tenancy.catalogue import OURS

# The order of columns, and what the server numbers by itself, make no difference.
SHAPE = f"""
    WITH ours AS (
        SELECT c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity, c.relacl
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') AND {OURS}
    )
    SELECT concat_ws(' ', 'table', relname, relrowsecurity, relforcerowsecurity,
                     obj_description(oid, 'pg_class')) FROM ours
    UNION ALL
    SELECT concat_ws(' ', 'column', relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
                     a.attidentity,
                     (SELECT collname FROM pg_collation WHERE pg_collation.oid = a.attcollation),
                     (SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d
                      WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum))
    FROM ours JOIN pg_attribute a ON a.attrelid = ours.oid AND a.attnum > 0 AND NOT a.attisdropped
    UNION ALL
    SELECT concat_ws(' ', 'constraint', relname, k.conname, pg_get_constraintdef(k.oid), k.convalidated)
    FROM ours JOIN pg_constraint k ON k.conrelid = ours.oid
    UNION ALL
    SELECT concat_ws(' ', 'index', relname, pg_get_indexdef(i.indexrelid))
    FROM ours JOIN pg_index i ON i.indrelid = ours.oid
    UNION ALL
    SELECT concat_ws(' ', 'policy', relname, p.polname, p.polcmd, pg_get_expr(p.polqual, ours.oid),
                     pg_get_expr(p.polwithcheck, ours.oid))
    FROM ours JOIN pg_policy p ON p.polrelid = ours.oid
    UNION ALL
    SELECT concat_ws(' ', 'trigger', relname, pg_get_triggerdef(t.oid))
    FROM ours JOIN pg_trigger t ON t.tgrelid = ours.oid AND NOT t.tgisinternal
    UNION ALL
    SELECT concat_ws(' ', 'right', relname, a.grantee::regrole, a.privilege_type)
    FROM ours CROSS JOIN aclexplode(relacl) a
    UNION ALL
    SELECT concat_ws(' ', 'function', pg_get_functiondef(p.oid)) FROM pg_proc p
    JOIN pg_namespace n ON n.oid = p.pronamespace WHERE {OURS} AND p.prokind IN ('f', 'p') AND p.probin IS NULL
"""


def shape_of(connection: Any) -> list[str]:
    """One sentence for each table, column, constraint, index, policy, trigger, right and function, sorted."""
    with connection.cursor() as cursor:
        cursor.execute(SHAPE)
        return sorted(sentence for (sentence,) in cursor.fetchall())
