import { BONES, NO_TURN, type Quat, type Vec3 } from './motion.ts';
import type { Take } from './recording.ts';

const TURN = 'Zrotation Xrotation Yrotation';
const DEGREES = 180 / Math.PI;

/** A recording as a BVH file: metres, degrees, as the command line writes it. */
export function bvh({ skeleton, frames }: Take): string {
  const lines: string[] = ['HIERARCHY'];
  const order: string[] = [];
  const joint = (name: string, depth: number): void => {
    const indent = '  '.repeat(depth);
    order.push(name);
    const isRoot = depth === 0;
    const children = BONES.filter(([, parent]) => parent === name);
    lines.push(`${indent}${isRoot ? 'ROOT' : 'JOINT'} ${name}`, `${indent}{`);
    lines.push(`${indent}  OFFSET ${numbers(isRoot ? [0, 0, 0] : (skeleton[name] ?? [0, 0, 0]))}`);
    lines.push(
      `${indent}  CHANNELS ${isRoot ? '6 Xposition Yposition Zposition ' : '3 '}${TURN}`,
    );
    children.forEach(([child]) => joint(child, depth + 1));
    if (children.length === 0) {
      lines.push(`${indent}  End Site`, `${indent}  {`, `${indent}    OFFSET 0 0 0`, `${indent}  }`);
    }
    lines.push(`${indent}}`);
  };
  joint('hips', 0);
  const seconds = (frames.at(-1)?.seconds ?? 0) - (frames[0]?.seconds ?? 0);
  const frameTime = frames.length > 1 ? seconds / (frames.length - 1) : 1 / 30;
  lines.push('MOTION', `Frames: ${frames.length}`, `Frame Time: ${frameTime.toFixed(9)}`);
  for (const { motion } of frames) {
    const turns = order.map((name) => numbers(eulerZxy(motion.rotations[name] ?? NO_TURN)));
    lines.push(`${numbers(motion.root)} ${turns.join(' ')}`);
  }
  return `${lines.join('\n')}\n`;
}

function numbers(values: readonly number[]): string {
  return values.map((value) => value.toFixed(6)).join(' ');
}

/** The angles in degrees about z, x and y, of which that about y comes first. */
export function eulerZxy([x, y, z, w]: Quat): Vec3 {
  const sine = 2 * (y * z + w * x);
  if (Math.abs(sine) > 1 - 1e-9) {
    return [2 * Math.atan2(z, w) * DEGREES, Math.sign(sine) * 90, 0];
  }
  return [
    Math.atan2(2 * (w * z - x * y), 1 - 2 * (x * x + z * z)) * DEGREES,
    Math.asin(sine) * DEGREES,
    Math.atan2(2 * (w * y - x * z), 1 - 2 * (x * x + y * y)) * DEGREES,
  ];
}
