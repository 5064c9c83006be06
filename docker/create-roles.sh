#!/bin/sh
# Runs once, when the database's volume is new: the same roles and rights as in leadrefinery/local/postgres.py,
# here with passwords. They are made in template1, so that the application's database inherits the default rights.
set -eu

psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d template1 \
    -v owner_password="$OWNER_PASSWORD" -v app_password="$APP_PASSWORD" -v backup_password="$BACKUP_PASSWORD" <<'SQL'
BEGIN;
CREATE ROLE lr_owner LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB PASSWORD :'owner_password';
CREATE ROLE lr_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD :'app_password';
CREATE ROLE lr_backup LOGIN NOSUPERUSER BYPASSRLS PASSWORD :'backup_password';
GRANT pg_read_all_data TO lr_backup;
CREATE EXTENSION pg_stat_statements;
ALTER DEFAULT PRIVILEGES FOR ROLE lr_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO lr_app;
ALTER DEFAULT PRIVILEGES FOR ROLE lr_owner GRANT USAGE, SELECT ON SEQUENCES TO lr_app;
COMMIT;
SQL

psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d postgres -c "CREATE DATABASE leadrefinery OWNER lr_owner"
