#!/bin/sh
# Runs once, when the database's volume is empty: the role that the application logs in with. It owns nothing.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$DATABASE_APP_PASSWORD" --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE register_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';
SQL
