#!/bin/sh
# Shows that Blender opens a BVH file and a .vrma, and has all joints within 1 mm of where we have them, in ten frames. Needs
# Debian's package "blender".
#
#   benchmarks/blender.sh RESULTS.jsonl
set -u

results=${1:?RESULTS.jsonl is missing}
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P) || exit 1
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' HUP INT TERM

cp "$results" "$folder/clip.jsonl" || exit 1
for format in bvh vrma jsonl; do
  "$root/vitruvian" convert "$folder/clip.jsonl" --format "$format" --person 1 || exit 1
done
mv "$folder/clip.vrma" "$folder/clip.glb"
blender -b --factory-startup -P "$root/benchmarks/blender.py" -- \
  "$folder/clip.bvh" "$folder/clip.glb" "$folder/clip.motion.jsonl" >"$folder/log" 2>&1
code=$?
grep -E 'joints in|no bones' "$folder/log" || tail -n 20 "$folder/log"
exit $code
