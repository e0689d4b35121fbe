#!/bin/sh
# Shows that the service keeps its memory ceiling: starts it in a control group with a limit, sends a storm of good and
# hostile requests from outside the group, and judges. Needs the right to make a control group (root).
#
#   benchmarks/ceiling.sh [MINUTES [MB]]      10 minutes, 512 MB
set -u

minutes=${1:-10}
limit=${2:-512}
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P) || exit 1
group=
server=

cleanup() {
  [ -z "$server" ] || kill "$server" 2>/dev/null
  [ -z "$server" ] || wait "$server"
  [ -z "$group" ] || rmdir "$group"
}
trap cleanup EXIT
trap 'exit 130' HUP INT TERM

# Both versions of control groups; in the first, below the group that this runs in.
make_group() {
  own=$(sed -n 's/^[0-9]*:memory://p' /proc/self/cgroup)
  if [ -n "$own" ]; then
    group=/sys/fs/cgroup/memory$own/vitruvian-$$
    mkdir "$group" && echo "${limit}M" >"$group/memory.limit_in_bytes"
  else
    group=/sys/fs/cgroup/vitruvian-$$
    mkdir "$group" && echo "${limit}M" >"$group/memory.max" && echo 0 >"$group/memory.swap.max"
  fi
}

# Built beforehand, so that no compiler runs in the group.
"$root/vitruvian" --version >/dev/null || exit 1
(cd "$root" && mvn -B -q -DskipTests -pl benchmarks -am package) || exit 1
make_group || exit 1

log=$root/benchmarks/target/ceiling.log
sh -c 'echo $$ >"$1/cgroup.procs" && exec "$2/vitruvian" serve --port 0 --admin-port 0' sh "$group" "$root" \
  >"$log" 2>&1 &
server=$!
for _ in $(seq 100); do
  url=$(sed -n 's/^Vitruvian is ready: //p' "$log")
  [ -z "$url" ] || break
  sleep 0.1
done
[ -n "$url" ] || {
  cat "$log"
  exit 1
}
cat "$log"

"$(readlink -f "/proc/$server/exe")" -Xmx2g -XX:+UseSerialGC -Djava.awt.headless=true --enable-native-access=ALL-UNNAMED \
  -cp "$root/benchmarks/target/classes:$root/cli/target/app/*" \
  vitruvian.benchmarks.load.ServiceLoad storm "$url" "$server" "$group" "$minutes"
