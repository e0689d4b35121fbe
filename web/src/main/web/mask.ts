import { context2d, rgb } from './dom.ts';
import { MASK } from './palette.ts';
import type { EncodedMask, Result } from './result.ts';

const STRENGTH = 0.35;

/** The masks of a result as one tinted picture, decoded when a result has them. */
export class MaskPicture {
  private readonly canvas = document.createElement('canvas');
  private readonly context = context2d(this.canvas, { willReadFrequently: true });
  private latest = 0;
  private filled = false;

  /** Decodes the masks; true when they are there, false when a later call has overtaken this one. */
  async show(result: Result): Promise<boolean> {
    const turn = ++this.latest;
    const masks = result.people.flatMap((person) => person.segmentationMask ?? []);
    const first = masks[0];
    if (!first) {
      this.filled = false;
      return true;
    }
    const bitmap = await createImageBitmap(decoded(first));
    try {
      if (turn !== this.latest) {
        return false;
      }
      this.canvas.width = bitmap.width;
      this.canvas.height = bitmap.height;
      this.context.drawImage(bitmap, 0, 0);
    } finally {
      bitmap.close();
    }
    const pixels = this.context.getImageData(0, 0, this.canvas.width, this.canvas.height);
    tint(pixels.data);
    this.context.putImageData(pixels, 0, 0);
    this.filled = true;
    return true;
  }

  clear(): void {
    this.latest++;
    this.filled = false;
    this.canvas.width = 0;
    this.canvas.height = 0;
  }

  draw(context: CanvasRenderingContext2D, width: number, height: number): void {
    if (this.filled) {
      context.drawImage(this.canvas, 0, 0, width, height);
    }
  }
}

/** The content policy keeps `fetch` from data addresses, so the base64 is decoded here. */
function decoded(mask: EncodedMask): Blob {
  const bytes = Uint8Array.from(atob(mask.png), (char) => char.charCodeAt(0));
  return new Blob([bytes], { type: 'image/png' });
}

/** Makes gray pixels into one colour whose opacity is what the gray was. */
export function tint(rgba: Uint8ClampedArray): void {
  const [red, green, blue] = rgb(MASK);
  for (let i = 0; i < rgba.length; i += 4) {
    rgba[i + 3] = (rgba[i] ?? 0) * STRENGTH;
    rgba[i] = red;
    rgba[i + 1] = green;
    rgba[i + 2] = blue;
  }
}
