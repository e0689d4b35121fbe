"""Imports a BVH file and a .vrma (named .glb) into Blender and compares where the joints are with where the product's own
JSON has them: blender -b --factory-startup -P blender.py -- CLIP.bvh CLIP.glb CLIP.motion.jsonl. See blender.sh."""
import builtins
import json
import sys

import bpy
from mathutils import Quaternion, Vector

FRAMES = 10
MOST_MM = 1.0


# The BVH importer of Debian's Blender 3.4 opens files as 'rU', which its Python 3.11 does not know any more.
plain = builtins.open
builtins.open = lambda file, mode='r', *rest, **named: plain(file, mode.replace('U', ''), *rest, **named)


def lines(path):
    with open(path) as file:
        return [json.loads(line) for line in file]


def positions(frame, skeleton, parents):
    """Where each bone begins, by rotations and skeleton."""
    motion, at, turn = frame['motion'], {}, {}
    for bone, offset in skeleton.items():
        x, y, z, w = motion['rotations'][bone]
        local = Quaternion((w, x, y, z))
        up = parents.get(bone)
        at[bone] = at[up] + turn[up] @ Vector(offset) if up else Vector(motion['root'])
        turn[bone] = turn[up] @ local if up else local
    return at


def blender_axes(v):
    """VRM's y is Blender's z; both look at whoever sits in front of the screen."""
    return Vector((v.x, -v.z, v.y))


def worst(found, expected):
    missing = [bone for bone in expected if bone not in found]
    if missing:
        raise SystemExit('no bones ' + ', '.join(missing))
    return max((found[bone] - blender_axes(at)).length for bone, at in expected.items()) * 1000


def judge(name, frames, first, found, expected):
    off = []
    for i in frames:
        bpy.context.scene.frame_set(first + i)
        bpy.context.view_layer.update()
        off.append(worst(found(), expected[i]))
    print('%s: %d joints in %d frames, at most %.4f mm off' % (name, len(expected[frames[0]]), len(off), max(off)))
    return max(off)


def empty():
    bpy.ops.wm.read_factory_settings(use_empty=True)


def main():
    bvh, glb, results = sys.argv[sys.argv.index('--') + 1:]
    clip = lines(results)
    skeleton = clip[0]['motion']['skeleton']
    seconds = (clip[-1]['timestampMs'] - clip[0]['timestampMs']) / 1000
    frames = [round(i * (len(clip) - 1) / (FRAMES - 1)) for i in range(FRAMES)]

    empty()
    bpy.ops.import_anim.bvh(filepath=bvh, axis_forward='-Z', axis_up='Y', global_scale=1)
    figure = bpy.context.object
    parents = {bone.name: bone.parent.name for bone in figure.data.bones if bone.parent}
    expected = {i: positions(clip[i], skeleton, parents) for i in frames}
    off = [judge('BVH', frames, 1, lambda: {b.name: figure.matrix_world @ b.head for b in figure.pose.bones}, expected)]

    empty()
    # Times become frames by the scene's rate: that of the clip, so that its frames are Blender's.
    scene = bpy.context.scene
    scene.render.fps = round((len(clip) - 1) / seconds)
    scene.render.fps_base = scene.render.fps * seconds / (len(clip) - 1)
    before = set(bpy.data.objects)
    bpy.ops.import_scene.gltf(filepath=glb)
    nodes = [node for node in bpy.data.objects if node not in before]

    def found():
        at = {node.name: node.matrix_world.translation.copy() for node in nodes}
        for node in nodes:
            if node.type == 'ARMATURE':
                at.update({b.name: node.matrix_world @ b.head for b in node.pose.bones})
        return at

    off.append(judge('VRM animation as glTF', frames, 0, found, expected))
    return max(off) <= MOST_MM


try:
    fits = main()
except Exception as failure:  # Blender would end with 0.
    print(failure)
    fits = False
sys.stdout.flush()
sys.exit(0 if fits else 1)
