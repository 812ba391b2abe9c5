#!/usr/bin/env bash
# A throwaway PostgreSQL server for tests.
#
#   .ci/postgres.sh COMMAND...   runs COMMAND with the server's address in TEST_DATABASE_URL
#   .ci/postgres.sh              prints the address and keeps the server until Ctrl-C
#
# The server listens on a free port of the loopback address, trusts every caller there, does not wait for the
# disk, and is removed at the end. Its default collation is a linguistic one, as on most real servers.
set -euo pipefail

shopt -s nullglob
installed=(/usr/lib/postgresql/*/bin)
[ ${#installed[@]} -gt 0 ] && PATH="${installed[-1]}:$PATH"
command -v initdb >/dev/null || { echo "postgres.sh: no PostgreSQL server is installed (Debian: postgresql-15)" >&2; exit 1; }

# The server refuses to run as root.
as_owner=()
[ "$(id -u)" -eq 0 ] && as_owner=(runuser -u postgres --)

folder=$(mktemp -d "${TMPDIR:-/tmp}/ligature-postgres.XXXXXX")
[ "$(id -u)" -eq 0 ] && chown postgres "$folder"
owned() { (cd "$folder" && "${as_owner[@]}" "$@"); }
clean_up() {
    owned pg_ctl --pgdata=data --mode=immediate --silent stop >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
owned initdb --pgdata=data --username=postgres --auth=trust --encoding=UTF8 --no-locale \
    --locale-provider=icu --icu-locale=en-US --no-sync >"$folder/initdb.log" 2>&1 || { cat "$folder/initdb.log" >&2; exit 1; }
cat >>"$folder/data/postgresql.conf" <<SETTINGS
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '$folder'
max_connections = 200
shared_buffers = 256MB
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
SETTINGS
owned pg_ctl --pgdata=data --log=server.log --wait --silent start || { cat "$folder/server.log" >&2; exit 1; }

export TEST_DATABASE_URL="postgres://postgres@127.0.0.1:$port/postgres"
if [ $# -gt 0 ]; then
    "$@"
else
    echo "$TEST_DATABASE_URL"
    while sleep 1; do :; done
fi
