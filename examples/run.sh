#!/usr/bin/env bash
# Publishes the library into a folder that is removed again, builds examples/track against that as a stranger would, runs
# it, and compares what it finds with what the command line does. The local repository is only read.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

say() {
  printf 'examples: %s\n' "$*"
}

# The README shows the program that runs here.
for readme in README.md README.zh-CN.md; do
  sed -n '/^```java$/,/^```$/p' "$readme" | sed '/^```$/q' | sed '/^```/d' | cmp - examples/track/src/main/java/Photo.java
done

say 'publishing the library into a folder'
mvn -B -ntp -q -Prelease deploy -DskipTests -Dformat.phase=none -pl bom,tracker -am \
  -Dmaven.install.skip=true -DaltDeploymentRepository="published::file://$work/published"

# What was downloaded before is not downloaded again: the local repository is read as if it were one on the network.
downloaded=$HOME/.m2/repository
entry() {
  printf '<%s><id>%s</id><url>file://%s</url><releases><checksumPolicy>ignore</checksumPolicy></releases></%s>' "$1" "$2" "$3" "$1"
}
cat >"$work/settings.xml" <<SETTINGS
<settings>
  <profiles><profile><id>stranger</id>
    <repositories>$(entry repository published "$work/published")$(entry repository downloaded "$downloaded")</repositories>
    <pluginRepositories>$(entry pluginRepository downloaded "$downloaded")</pluginRepositories>
  </profile></profiles>
  <activeProfiles><activeProfile>stranger</activeProfile></activeProfiles>
</settings>
SETTINGS

say 'building examples/track'
cp -R examples/track "$work/track"
rm -rf "$work/track/target"
(cd "$work/track" && mvn -B -ntp -q -s "$work/settings.xml" -Dmaven.repo.local="$work/local" process-classes)
ls "$work/track/target/libraries" | sed 's/^/examples:   /'

for home in ${JAVA_HOME:+"$JAVA_HOME"} /usr/lib/jvm/*; do
  version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release" 2>/dev/null) || version=0
  [ "${version:-0}" -lt 25 ] || break
done

example() {
  MALLOC_ARENA_MAX=1 "$home/bin/java" --enable-native-access=ALL-UNNAMED --illegal-native-access=deny \
    -Djava.awt.headless=true -cp "$work/track/target/classes:$work/track/target/libraries/*" "$@"
}
untimed() {
  sed 's/"timing":{[^}]*}/"timing":{}/'
}

say 'running it, beside the command line'
cp samples/astronaut.png "$work/photo.jpg"
./vitruvian track "$work/photo.jpg" --out - | untimed >"$work/expected.json"
(cd "$work" && example Photo) >"$work/photo.txt"
example Desktop "$work/photo.jpg" | untimed >"$work/desktop.json"
example BgrBuffer "$work/photo.jpg" | untimed >"$work/bgr.json"
cmp "$work/expected.json" "$work/desktop.json"
cmp "$work/expected.json" "$work/bgr.json"
python3 - "$work/expected.json" "$work/photo.txt" <<'PYTHON'
import json, re, sys
wrist = json.load(open(sys.argv[1]))["people"][0]["poseLandmarks"][15]
printed = dict(re.findall(r"(\w+)=([-+.\dE]+)", open(sys.argv[2]).read()))
assert printed.keys() == wrist.keys(), printed
assert all(abs(float(printed[key]) - wrist[key]) <= 1e-6 * max(1, abs(wrist[key])) for key in wrist), (printed, wrist)
PYTHON

# A clip of the picture moving out of sight.
cat >"$work/Shift.java" <<'JAVA'
void main(String[] args) throws IOException {
  var picture = javax.imageio.ImageIO.read(new File(args[0]));
  for (int number = 0; number < 8; number++) {
    var part = picture.getSubimage(8 * number, 4 * number, 400, 400);
    javax.imageio.ImageIO.write(part, "png", new File(args[1], "0%d.png".formatted(number)));
  }
}
JAVA
mkdir "$work/frames"
"$home/bin/java" -Djava.awt.headless=true "$work/Shift.java" samples/astronaut.png "$work/frames"
./vitruvian track "$work/frames/%02d.png" --frame-rate 25 --no-overlay --out - | untimed >"$work/expected.jsonl"
example Clip "$work"/frames/*.png | untimed >"$work/clip.jsonl"
cmp "$work/expected.jsonl" "$work/clip.jsonl"

say "the same as the command line: a file, a BufferedImage, pixels by their address, a stream of $(wc -l <"$work/clip.jsonl") frames"
