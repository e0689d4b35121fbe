import {
  type BufferGeometry,
  CapsuleGeometry,
  Group,
  Mesh,
  MeshStandardMaterial,
  Quaternion,
  SphereGeometry,
  Vector3,
} from 'three';
import type { Avatar } from './avatar.ts';
import { BONES, type Motion, NO_TURN, type Vec3 } from './motion.ts';

const UP = new Vector3(0, 1, 0);

/** How thick a bone is, in metres; those that are not here are fingers. */
const RADII: Readonly<Record<string, number>> = {
  hips: 0.1,
  spine: 0.105,
  chest: 0.12,
  neck: 0.05,
  UpperArm: 0.045,
  LowerArm: 0.036,
  Hand: 0.024,
  UpperLeg: 0.07,
  LowerLeg: 0.05,
  Foot: 0.035,
};
const FINGER = 0.009;
const TIPS: readonly (readonly [RegExp, Vec3])[] = [
  [/Foot$/, [0, -0.05, 0.16]],
  [/^leftThumbDistal$/, [0.018, 0, 0.018]],
  [/^rightThumbDistal$/, [-0.018, 0, 0.018]],
  [/^left.*Distal$/, [0.02, 0, 0]],
  [/^right.*Distal$/, [-0.02, 0, 0]],
];

/** A jointed doll as artists have it, made of capsules on the bones that the service has measured. */
export class Mannequin implements Avatar {
  readonly object = new Group();
  private readonly wood = new MeshStandardMaterial({ roughness: 0.6, metalness: 0.05 });
  private readonly dark = new MeshStandardMaterial({ roughness: 0.7, metalness: 0.05 });
  private bones = new Map<string, Group>();
  private geometries: BufferGeometry[] = [];

  pose(motion: Motion): void {
    if (motion.skeleton) {
      this.build(motion.skeleton);
    }
    for (const [name, bone] of this.bones) {
      bone.quaternion.set(...(motion.rotations[name] ?? NO_TURN));
    }
  }

  /** Where a bone begins, for tests. */
  place(name: string): Vec3 | null {
    const bone = this.bones.get(name);
    if (!bone) {
      return null;
    }
    this.object.updateMatrixWorld(true);
    const at = bone.getWorldPosition(new Vector3());
    return [at.x, at.y, at.z];
  }

  recolor(style: CSSStyleDeclaration): void {
    this.wood.color.set(style.getPropertyValue('--figure').trim() || '#c9a577');
    this.dark.color.set(style.getPropertyValue('--figure-joint').trim() || '#7d5f3f');
  }

  close(): void {
    this.clear();
    this.wood.dispose();
    this.dark.dispose();
  }

  private clear(): void {
    this.geometries.forEach((geometry) => geometry.dispose());
    this.geometries = [];
    this.bones.clear();
    this.object.clear();
  }

  private build(skeleton: Readonly<Record<string, Vec3>>): void {
    this.clear();
    for (const [name, parent] of BONES) {
      const bone = new Group();
      bone.name = name;
      if (parent) {
        bone.position.set(...(skeleton[name] ?? [0, 0, 0]));
      }
      (parent ? this.bones.get(parent) : this.object)?.add(bone);
      this.bones.set(name, bone);
    }
    for (const [name] of BONES) {
      const children = BONES.filter(([, parent]) => parent === name).map(([child]) => child);
      const ends = children.map((child) => skeleton[child] ?? ([0, 0, 0] as const));
      const tip = TIPS.find(([names]) => names.test(name))?.[1];
      this.dress(name, tip ? [tip] : ends);
    }
  }

  private dress(name: string, ends: readonly Vec3[]): void {
    const bone = this.bones.get(name);
    if (!bone) {
      return;
    }
    const radius = RADII[name.replace(/^(left|right)/, '')] ?? FINGER;
    if (name === 'head') {
      this.add(bone, new SphereGeometry(0.1, 24, 18), this.wood, [0, 0.05, 0.02], [0.82, 1.15, 0.95]);
      // A nose, so that one sees where it looks.
      this.add(bone, new SphereGeometry(0.016, 12, 8), this.dark, [0, 0.03, 0.115], [1, 1, 1]);
      return;
    }
    if (name === 'chest') {
      this.add(bone, new SphereGeometry(1, 24, 18), this.wood, [0, 0.12, 0], [0.16, 0.2, 0.1]);
    }
    this.add(bone, new SphereGeometry(radius * 1.08, 16, 12), this.dark, [0, 0, 0], [1, 1, 1]);
    for (const end of ends) {
      const along = new Vector3(...end);
      const length = along.length();
      if (length > 0.005) {
        // Bones that fan out from one joint are thinner.
        const thin = ends.length > 2 ? Math.min(radius, 0.02) : radius;
        const geometry = new CapsuleGeometry(thin, Math.max(length - thin, 0.001), 6, 14);
        const mesh = this.add(bone, geometry, this.wood, [end[0] / 2, end[1] / 2, end[2] / 2], [1, 1, 1]);
        mesh.quaternion.copy(
          new Quaternion().setFromUnitVectors(UP, along.divideScalar(length)),
        );
      }
    }
  }

  private add(
    bone: Group,
    geometry: BufferGeometry,
    material: MeshStandardMaterial,
    at: Vec3,
    scale: Vec3,
  ): Mesh {
    this.geometries.push(geometry);
    const mesh = new Mesh(geometry, material);
    mesh.position.set(...at);
    mesh.scale.set(...scale);
    bone.add(mesh);
    return mesh;
  }
}
