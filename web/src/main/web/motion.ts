/** How a humanoid is posed, as the service tells it: the axes and bone names are those of VRM 1.0. */

export type Vec3 = readonly [number, number, number];
export type Quat = readonly [number, number, number, number];

export interface Motion {
  /** The middle of the hips in metres. */
  readonly root: Vec3;
  /** Of each bone against its parent: x, y, z, w. */
  readonly rotations: Readonly<Record<string, Quat>>;
  /** Where bones begin, from where their parents begin; only when that has changed. */
  readonly skeleton?: Readonly<Record<string, Vec3>>;
}

/** The bones and their parents, parents first. */
export const BONES: readonly (readonly [string, string | null])[] = [
  ['hips', null],
  ['spine', 'hips'],
  ['chest', 'spine'],
  ['neck', 'chest'],
  ['head', 'neck'],
  ...arm('left'),
  ...arm('right'),
  ...leg('left'),
  ...leg('right'),
];

function arm(side: string): readonly (readonly [string, string])[] {
  const fingers = ['Index', 'Middle', 'Ring', 'Little'].map(
    (name) => [name, ['Proximal', 'Intermediate', 'Distal']] as const,
  );
  const thumb = ['Thumb', ['Metacarpal', 'Proximal', 'Distal']] as const;
  return [
    [`${side}Shoulder`, 'chest'],
    [`${side}UpperArm`, `${side}Shoulder`],
    [`${side}LowerArm`, `${side}UpperArm`],
    [`${side}Hand`, `${side}LowerArm`],
    ...[thumb, ...fingers].flatMap(([name, parts]) =>
      parts.map((part, i): readonly [string, string] => [
        `${side}${name}${part}`,
        i === 0 ? `${side}Hand` : `${side}${name}${parts[i - 1]}`,
      ]),
    ),
  ];
}

function leg(side: string): readonly (readonly [string, string])[] {
  return [
    [`${side}UpperLeg`, 'hips'],
    [`${side}LowerLeg`, `${side}UpperLeg`],
    [`${side}Foot`, `${side}LowerLeg`],
  ];
}

export const NO_TURN: Quat = [0, 0, 0, 1];
