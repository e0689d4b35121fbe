#!/bin/sh
# Plays motion by the VMC protocol to a receiver that is not ours, node-osc: all bundles must come, be read, and have exactly
# the names of the protocol. Needs Node and npm, which fetches node-osc into a temporary folder.
#
#   benchmarks/vmc.sh [RATE [BUNDLES]]      60 a second, 100000: 28 minutes
set -u

rate=${1:-60}
bundles=${2:-100000}
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P) || exit 1
. "$root/benchmarks/java.sh"
receiver=
folder=$(mktemp -d) || exit 1

cleanup() {
  [ -z "$receiver" ] || kill "$receiver" 2>/dev/null
  rm -rf "$folder"
}
trap cleanup EXIT
trap 'exit 130' HUP INT TERM

"$root/vitruvian" --version >/dev/null || exit 1
(cd "$root" && mvn -B -q -DskipTests -pl benchmarks -am package) || exit 1
npm install --silent --no-audit --no-fund --prefix "$folder" node-osc@11.7.1 >"$folder/log" 2>&1 || {
  cat "$folder/log" >&2
  exit 1
}

NODE_OSC=$folder/node_modules/node-osc/lib/index.mjs node "$root/benchmarks/vmc.mjs" "$bundles" >"$folder/received" &
receiver=$!
for _ in $(seq 100); do
  port=$(head -n 1 "$folder/received")
  [ -z "$port" ] || break
  sleep 0.1
done
[ -n "$port" ] || exit 1

"$java" -Xmx256m -XX:+UseSerialGC \
  -cp "$root/benchmarks/target/classes:$root/motion/target/test-classes:$root/cli/target/app/*" \
  vitruvian.motion.VmcLoad 127.0.0.1 "$port" "$rate" "$bundles" || exit 1
wait "$receiver"
result=$?
receiver=
tail -n +2 "$folder/received"
exit $result
