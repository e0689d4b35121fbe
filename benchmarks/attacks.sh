#!/bin/sh
# Attacks a running service, one way after the other, and says of each attack whether it was held. Exit code 0 only where
# all were. See README.md.
#
#   benchmarks/attacks.sh URL [ADMIN_URL] [PID] [--log FILE] [--only ROW,ROW] [--long]
set -u

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P) || exit 1
[ $# -gt 0 ] || {
  sed -n '5s/^# *//p' "$0" >&2
  exit 2
}

. "$root/benchmarks/java.sh"
"$root/vitruvian" --version >/dev/null || exit 1
(cd "$root" && mvn -B -q -DskipTests -pl benchmarks -am package) || exit 1
# More than a thousand connections at once.
ulimit -n "$(ulimit -H -n)"

exec "$java" -Xmx1g -XX:+UseSerialGC -Djava.awt.headless=true --enable-native-access=ALL-UNNAMED \
  -cp "$root/benchmarks/target/classes:$root/cli/target/app/*" \
  vitruvian.benchmarks.attacks.Attacks "$@" --launcher "$root/vitruvian"
