import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { createVRMAnimationClip, VRMAnimationLoaderPlugin } from '@pixiv/three-vrm-animation';
import { type VRM, type VRMHumanBones, VRMHumanoid } from '@pixiv/three-vrm';
import { validateBytes } from 'gltf-validator';
import { AnimationMixer, Group, Quaternion, Scene } from 'three';
import { GLTFLoader } from 'three/addons/loaders/GLTFLoader.js';
import { bvh, eulerZxy } from '../../main/web/bvh.ts';
import { Mannequin } from '../../main/web/mannequin.ts';
import { BONES, type Motion, type Quat, type Vec3 } from '../../main/web/motion.ts';
import { Recording, type Take } from '../../main/web/recording.ts';
import { vrma } from '../../main/web/vrma.ts';

const BONE_JAVA = '../motion/src/main/java/vitruvian/motion/Bone.java';

function skeleton(): Record<string, Vec3> {
  return Object.fromEntries(
    BONES.map(([name], i): [string, Vec3] => [name, i === 0 ? [0, 0.9, 0] : [0.02 * (i % 3), 0.1, 0]]),
  );
}

function turned(i: number): Quat {
  const half = 0.1 + 0.05 * i;
  return [Math.sin(half) * 0.6, Math.sin(half) * 0.8, 0, Math.cos(half)];
}

function taken(frames: number): Take {
  const recording = new Recording();
  recording.start();
  for (let i = 0; i < frames; i++) {
    const motion: Motion = {
      root: [0.1 * i, 0.9, 0],
      rotations: Object.fromEntries(BONES.map(([name], b) => [name, turned(i + (b % 5))])),
      ...(i === 0 ? { skeleton: skeleton() } : {}),
    };
    recording.take(motion, 1000 + 40 * i);
  }
  const take = recording.stop();
  assert.ok(take);
  return take;
}

test('bones and parents are those of the service', () => {
  const source = readFileSync(BONE_JAVA, 'utf8');
  const names = new Map<string, string>();
  const bones: [string, string | null][] = [];
  for (const [, constant = '', parent = '', name = ''] of source.matchAll(
    /^ {2}([A-Z_]+)\((\w+), "(\w+)"\)[,;]$/gm,
  )) {
    names.set(constant, name);
    bones.push([name, names.get(parent) ?? null]);
  }
  assert.deepEqual(BONES, bones);
});

test('a recording begins and ends, and its times grow', () => {
  const recording = new Recording();
  const motion: Motion = { root: [0, 0, 0], rotations: {}, skeleton: skeleton() };
  recording.take(motion, 0);
  assert.equal(recording.stop(), null);
  recording.start();
  recording.take({ root: [0, 0, 0], rotations: {} }, 10);
  recording.take({ root: [0, 0, 0], rotations: {} }, 10);
  assert.equal(recording.stop()?.frames.length, 1);
});

test('a recording as BVH has every bone and frame', () => {
  const text = bvh(taken(5));
  for (const [name, parent] of BONES) {
    assert.match(text, new RegExp(`${parent ? 'JOINT' : 'ROOT'} ${name}\n`));
  }
  const lines = text.slice(text.indexOf('MOTION')).trim().split('\n');
  assert.deepEqual(lines.slice(1, 3), ['Frames: 5', 'Frame Time: 0.040000000']);
  assert.equal(lines[3]?.split(' ').length, 3 + 3 * BONES.length);
});

test('angles make the same rotation', () => {
  const axes = [[0, 0, 1], [1, 0, 0], [0, 1, 0]] as const;
  for (let i = 0; i < 50; i++) {
    const q = new Quaternion(Math.sin(i), Math.cos(2 * i), Math.sin(3 * i), 1).normalize();
    const back = new Quaternion();
    eulerZxy([q.x, q.y, q.z, q.w]).forEach((degrees, axis) => {
      const [x, y, z] = axes[axis] ?? [0, 0, 0];
      const half = (degrees * Math.PI) / 360;
      const sine = Math.sin(half);
      back.multiply(new Quaternion(x * sine, y * sine, z * sine, Math.cos(half)));
    });
    assert.ok(back.angleTo(q) < 1e-4);
  }
});

test('a recorded .vrma is valid glTF', async () => {
  const { issues } = await validateBytes(new Uint8Array(vrma(taken(8))), { format: 'glb' });
  assert.deepEqual([issues.numErrors, issues.numWarnings], [0, 0], JSON.stringify(issues.messages));
});

test('three-vrm-animation plays a recorded .vrma on a figure', async () => {
  const take = taken(8);
  const loader = new GLTFLoader();
  loader.register((parser) => new VRMAnimationLoaderPlugin(parser));
  const gltf = await loader.parseAsync(vrma(take), '');
  const animation = gltf.userData['vrmAnimations'][0];
  assert.ok(animation);

  const scene = new Scene();
  const nodes = new Map<string, Group>();
  for (const [name, parent] of BONES) {
    const node = new Group();
    node.name = name;
    node.position.set(...(take.skeleton[name] ?? [0, 0, 0]));
    (parent ? nodes.get(parent) : scene)?.add(node);
    nodes.set(name, node);
  }
  const bones = Object.fromEntries([...nodes].map(([name, node]) => [name, { node }]));
  const humanoid = new VRMHumanoid(bones as unknown as VRMHumanBones);
  scene.add(humanoid.normalizedHumanBonesRoot);
  const clip = createVRMAnimationClip(animation, {
    scene,
    humanoid,
    meta: { metaVersion: '1' },
  } as unknown as VRM);
  const mixer = new AnimationMixer(scene);
  mixer.clipAction(clip).play();
  for (const frame of [0, 3, 6]) {
    mixer.setTime(0.04 * frame);
    humanoid.update();
    for (const [name] of BONES) {
      const seen = nodes.get(name)?.quaternion ?? new Quaternion();
      const [x, y, z, w] = take.frames[frame]?.motion.rotations[name] ?? [0, 0, 0, 1];
      const degrees = (seen.angleTo(new Quaternion(x, y, z, w)) * 180) / Math.PI;
      assert.ok(degrees < 0.1, `${name} in frame ${frame} is ${degrees} degrees off`);
    }
  }
});

test('the mannequin is turned as the motion says', () => {
  const mannequin = new Mannequin();
  const quarter = Math.SQRT1_2;
  mannequin.pose({
    root: [0, 1, 0],
    rotations: { leftUpperArm: [0, 0, -quarter, quarter] },
    skeleton: { ...skeleton(), leftLowerArm: [0.3, 0, 0] },
  });
  const shoulder = mannequin.place('leftUpperArm');
  const elbow = mannequin.place('leftLowerArm');
  assert.ok(shoulder && elbow);
  assert.ok(Math.abs(elbow[0] - shoulder[0]) < 1e-6);
  assert.ok(Math.abs(elbow[1] - shoulder[1] + 0.3) < 1e-6);
  mannequin.close();
});
