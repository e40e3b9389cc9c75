# SPDX-License-Identifier: MIT
# What the scripts of this folder know of the machine: where the tree is, how to become root, and
# which PostgreSQL server to build for. Sourced, never run; changes nothing.

tree=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
scripts=$tree/test/scripts

# The scripts are started by make and start make themselves; the outer one's flags are not theirs.
unset MAKEFLAGS MFLAGS

fail() {
  echo "$(basename "$0"): $*" >&2
  exit 1
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    fail "needs root for: $* (run it as root, or install sudo)"
  fi
}

# The newest major version whose server Debian's packages have put here; nothing if there is none.
installed_server() {
  find /usr/lib/postgresql -path '*/bin/postgres' 2>/dev/null |
    sed 's|.*/postgresql/\([0-9]*\)/bin/postgres|\1|' | sort -n | tail -n 1 || true
}

# Sets PG_CONFIG, unless the caller has chosen a server by it, and puts the server's programs first.
find_server() {
  export PG_CONFIG=${PG_CONFIG:-/usr/lib/postgresql/$(installed_server)/bin/pg_config}
  command -v "$PG_CONFIG" >/dev/null || fail "no PostgreSQL server found"
  PATH=$("$PG_CONFIG" --bindir):$PATH
}
