import type { Object3D } from 'three';
import type { Motion } from './motion.ts';

/** A figure that motion drives, with its hips at the origin. Owns its graphics memory until close(). */
export interface Avatar {
  readonly object: Object3D;
  pose(motion: Motion): void;
  recolor(style: CSSStyleDeclaration): void;
  close(): void;
}
