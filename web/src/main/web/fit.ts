import type { Size } from './result.ts';

/** The largest size of a shape that fits into a box; whole pixels, at least one. */
export function fit(shape: Size, box: Size): Size {
  const scale = Math.min(box.width / shape.width, box.height / shape.height);
  return {
    width: Math.max(1, Math.round(shape.width * scale)),
    height: Math.max(1, Math.round(shape.height * scale)),
  };
}
