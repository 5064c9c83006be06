from django.db import migrations

# New tables get this from the schema editor. The owner is under row security too, and could not validate otherwise.
CASCADE = """
DO $$
DECLARE reference record;
BEGIN
    FOR reference IN
        SELECT k.conname AS name, k.conrelid::regclass AS of_table
        FROM pg_constraint k
        JOIN pg_attribute a ON a.attrelid = k.conrelid AND k.conkey = ARRAY[a.attnum] AND a.attname = 'tenant_id'
        WHERE k.contype = 'f' AND k.confrelid = 'tenants_tenant'::regclass AND k.confdeltype <> 'c'
    LOOP
        EXECUTE format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', reference.of_table);
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', reference.of_table, reference.name);
        EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I FOREIGN KEY (tenant_id) REFERENCES tenants_tenant (id)'
                       ' ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED', reference.of_table, reference.name);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', reference.of_table);
    END LOOP;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("tenants", "0002_invitation_mailed_at")]

    operations = [migrations.RunSQL(CASCADE, migrations.RunSQL.noop)]
