# Sets $java to the same Java as the launcher's: 25 or later. For scripts, which read it in.
find_java() {
  for home in "${JAVA_HOME:-}" "$(readlink -f "$(command -v java)" | sed 's,/bin/java$,,')" /usr/lib/jvm/* /opt/*; do
    version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release" 2>/dev/null)
    [ "${version:-0}" -lt 25 ] || {
      printf '%s\n' "$home/bin/java"
      return
    }
  done
  echo "${0##*/}: JDK 25 or later is needed; set JAVA_HOME" >&2
  return 1
}

java=$(find_java) || exit 1
