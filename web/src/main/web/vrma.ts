import { BONES, NO_TURN } from './motion.ts';
import type { Take } from './recording.ts';

const MAGIC = 0x46546c67;
const JSON_CHUNK = 0x4e4f534a;
const BINARY_CHUNK = 0x004e4942;
const FLOAT = 5126;
const FLOAT_BYTES = 4;

/** A recording as a VRM animation: a binary glTF with `VRMC_vrm_animation`, as the command line writes it. */
export function vrma({ skeleton, frames }: Take): ArrayBuffer {
  const start = frames[0]?.seconds ?? 0;
  const streams: readonly (readonly [string, number[]])[] = [
    ['SCALAR', frames.map(({ seconds }) => seconds - start)],
    ['VEC3', frames.flatMap(({ motion }) => [...motion.root])],
    ...BONES.map(
      ([name]) =>
        ['VEC4', frames.flatMap(({ motion }) => [...(motion.rotations[name] ?? NO_TURN)])] as const,
    ),
  ];
  const index = new Map(BONES.map(([name], i) => [name, i]));
  const bytes = streams.reduce((sum, [, values]) => sum + values.length * FLOAT_BYTES, 0);
  let offset = 0;
  const bufferViews = streams.map(([, values]) => {
    const view = { buffer: 0, byteOffset: offset, byteLength: values.length * FLOAT_BYTES };
    offset += view.byteLength;
    return view;
  });
  const json = {
    asset: { version: '2.0', generator: 'Vitruvian' },
    extensionsUsed: ['VRMC_vrm_animation'],
    extensions: {
      VRMC_vrm_animation: {
        specVersion: '1.0',
        humanoid: {
          humanBones: Object.fromEntries(BONES.map(([name], i) => [name, { node: i }])),
        },
      },
    },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: BONES.map(([name]) => {
      const children = BONES.filter(([, parent]) => parent === name).map(([n]) => index.get(n));
      return {
        name,
        translation: skeleton[name] ?? [0, 0, 0],
        ...(children.length > 0 ? { children } : {}),
      };
    }),
    animations: [
      {
        name: 'motion',
        samplers: streams.slice(1).map((_, i) => ({ input: 0, output: i + 1 })),
        channels: streams.slice(1).map((_, i) => ({
          sampler: i,
          target: { node: Math.max(0, i - 1), path: i === 0 ? 'translation' : 'rotation' },
        })),
      },
    ],
    accessors: streams.map(([type, values], i) => ({
      bufferView: i,
      componentType: FLOAT,
      count: frames.length,
      type,
      ...(i === 0 ? { min: [0], max: [Math.fround(values.at(-1) ?? 0)] } : {}),
    })),
    bufferViews,
    buffers: [{ byteLength: bytes }],
  };
  const text = new TextEncoder().encode(JSON.stringify(json));
  const padded = Math.ceil(text.length / 4) * 4;
  const file = new ArrayBuffer(28 + padded + bytes);
  const view = new DataView(file);
  [MAGIC, 2, file.byteLength, padded, JSON_CHUNK].forEach((word, i) => {
    view.setUint32(4 * i, word, true);
  });
  new Uint8Array(file, 20, padded).fill(0x20).set(text);
  view.setUint32(20 + padded, bytes, true);
  view.setUint32(24 + padded, BINARY_CHUNK, true);
  let at = 28 + padded;
  for (const [, values] of streams) {
    for (const value of values) {
      view.setFloat32(at, value, true);
      at += FLOAT_BYTES;
    }
  }
  return file;
}
