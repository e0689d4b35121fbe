#!/bin/sh
# Shows how live the page is: a browser whose webcam is a file of 640 x 480 pixels at 30 frames/s, and the service with one
# session. Both share the machine.
#
#   benchmarks/live.sh [MINUTES]      10 minutes
set -u

minutes=${1:-10}
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P) || exit 1
server=
folder=$(mktemp -d) || exit 1

cleanup() {
  [ -z "$server" ] || kill "$server" 2>/dev/null
  [ -z "$server" ] || wait "$server"
  rm -rf "$folder"
}
trap cleanup EXIT
trap 'exit 130' HUP INT TERM

"$root/vitruvian" --version >/dev/null || exit 1
(cd "$root" && mvn -B -q -DskipTests -pl benchmarks -am package) || exit 1

"$root/vitruvian" serve --port 0 --admin-port 0 --sessions 1 >"$folder/log" 2>&1 &
server=$!
for _ in $(seq 100); do
  url=$(sed -n 's/^Vitruvian is ready: //p' "$folder/log")
  [ -z "$url" ] || break
  sleep 0.1
done
cat "$folder/log"
[ -n "$url" ] || exit 1

"$(readlink -f "/proc/$server/exe")" -Djava.awt.headless=true \
  -cp "$root/benchmarks/target/classes:$root/cli/target/app/*" \
  vitruvian.benchmarks.load.ServiceLoad webcam "$folder/webcam.mjpeg" || exit 1
(cd "$root" && node benchmarks/live.mjs "$url" "$folder/webcam.mjpeg" "$minutes")
