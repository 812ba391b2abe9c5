#!/usr/bin/env bash
# Fails when a locked dependency was withdrawn from its registry.
#
# cargo-deny knows that from the registry's index, but only tells it together with known faults, whose database cannot
# be fetched everywhere. So it gets a database with nothing in it about any crate.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scratch=$(mktemp -d "${TMPDIR:-/tmp}/ligature-yanked.XXXXXX")
trap 'rm -rf "$scratch"' EXIT

# The name that cargo-deny gives to the database of its default address.
database="$scratch/advisory-db-3157b0e258782691"
mkdir -p "$database/crates/none"
cat >"$database/crates/none/RUSTSEC-2000-0001.md" <<'ADVISORY'
```toml
[advisory]
id = "RUSTSEC-2000-0001"
package = "none"
date = "2000-01-01"
[versions]
patched = []
```

# About no crate

About no crate.
ADVISORY
git -C "$database" init --quiet
git -C "$database" add .
git -C "$database" -c user.name=ci -c user.email=ci@example.org commit --quiet --message="About no crate"
touch "$database/.git/FETCH_HEAD"

sed "s|^\[advisories\]|&\ndb-path = \"$scratch\"\ndb-urls = [\"https://github.com/RustSec/advisory-db\"]|" deny.toml >"$scratch/deny.toml"
.ci/venv/bin/cargo-deny --offline --config "$scratch/deny.toml" check --hide-inclusion-graph advisories
