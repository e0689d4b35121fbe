import { context2d, rgb } from './dom.ts';
import { MASK } from './palette.ts';
import { colorOf, type EncodedMask, type Result } from './result.ts';

const STRENGTH = 0.35;

/** The masks of a result as one picture, each in its person's colour, decoded when a result has them. */
export class MaskPicture {
  private readonly canvas = document.createElement('canvas');
  private readonly context = context2d(this.canvas);
  private readonly one = document.createElement('canvas');
  private readonly oneContext = context2d(this.one, { willReadFrequently: true });
  private latest = 0;
  private filled = false;

  /** Decodes the masks; true when they are there, false when a later call has overtaken this one. */
  async show(result: Result): Promise<boolean> {
    const turn = ++this.latest;
    const masks = result.people.flatMap((person, i) =>
      person.segmentationMask
        ? [{ mask: person.segmentationMask, color: colorOf(result, i) ?? MASK }]
        : [],
    );
    const bitmaps = await Promise.all(masks.map(({ mask }) => createImageBitmap(decoded(mask))));
    if (turn !== this.latest) {
      bitmaps.forEach((bitmap) => bitmap.close());
      return false;
    }
    this.canvas.width = bitmaps[0]?.width ?? 0;
    this.canvas.height = bitmaps[0]?.height ?? 0;
    bitmaps.forEach((bitmap, i) => this.add(bitmap, masks[i]?.color ?? MASK));
    this.filled = bitmaps.length > 0;
    return true;
  }

  private add(bitmap: ImageBitmap, color: string): void {
    const { width, height } = bitmap;
    this.one.width = width;
    this.one.height = height;
    this.oneContext.drawImage(bitmap, 0, 0);
    bitmap.close();
    const pixels = this.oneContext.getImageData(0, 0, width, height);
    tint(pixels.data, color);
    this.oneContext.putImageData(pixels, 0, 0);
    this.context.drawImage(this.one, 0, 0);
  }

  clear(): void {
    this.latest++;
    this.filled = false;
    for (const canvas of [this.canvas, this.one]) {
      canvas.width = 0;
      canvas.height = 0;
    }
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
export function tint(rgba: Uint8ClampedArray, color: string = MASK): void {
  const [red, green, blue] = rgb(color);
  for (let i = 0; i < rgba.length; i += 4) {
    rgba[i + 3] = (rgba[i] ?? 0) * STRENGTH;
    rgba[i] = red;
    rgba[i + 1] = green;
    rgba[i + 2] = blue;
  }
}
