import { byId, context2d } from './dom.ts';
import { fit } from './fit.ts';
import { t } from './i18n.ts';
import { MaskPicture } from './mask.ts';
import { paintPeople } from './overlay.ts';
import { isSame, type Layers, nearest, type Spot, spotsOf, step, stepPart } from './points.ts';
import { repainter } from './repaint.ts';
import { colorOf, countLandmarks, keyOf, type Person, type Result, type Size } from './result.ts';
import { Tooltip } from './tooltip.ts';

/** How near the pointer must be to a landmark, in pixels of the page. */
const REACH = 16;

/** Those of the pose that come first. */
const HEAD_POINTS = 11;

/** The numbers above people's heads, in pixels of the page. */
const TAG_RADIUS = 11;

/** More pixels on a side than this are not kept of a picture: no screen shows them. */
const MOST_PIXELS = 4096;

/** The picture or the webcam with the overlay on it. */
export class Stage {
  private readonly box = byId('stage', HTMLElement);
  private readonly view = byId('view', HTMLElement);
  private readonly picture = byId('picture', HTMLCanvasElement);
  private readonly overlay = byId('overlay', HTMLCanvasElement);
  private readonly video = byId('video', HTMLVideoElement);
  private readonly tooltip = new Tooltip();
  private readonly mask = new MaskPicture();
  private readonly repaint = repainter(() => this.paint());
  private source: ImageBitmap | null = null;
  private result: Result | null = null;
  private layers: Layers = { body: true, face: true, hands: true, mask: false };
  private spots: readonly Spot[] = [];
  private pointed: Spot | null = null;
  private isLive = false;
  private turns = 0;
  private marked: number | null = null;

  /** @param choose told whom of the result's people the user points at */
  constructor(choose: (person: number) => void) {
    new ResizeObserver(() => this.layOut()).observe(this.box);
    this.video.addEventListener('resize', () => this.layOut());
    this.view.addEventListener('pointermove', (event) => this.point(event));
    this.view.addEventListener('pointerdown', (event) => {
      this.point(event);
      if (this.pointed) {
        choose(this.pointed.person);
      }
    });
    this.view.addEventListener('pointerleave', () => this.select(null));
    this.overlay.addEventListener('blur', () => this.select(null));
    this.overlay.addEventListener('keydown', (event) => this.key(event));
  }

  /** Shows a picture without landmarks; one that the browser cannot read leaves the stage empty. */
  async showPicture(blob: Blob): Promise<void> {
    const turn = ++this.turns;
    const bitmap = await decode(blob);
    if (turn !== this.turns) {
      bitmap?.close();
      return;
    }
    this.clear();
    this.source = bitmap;
    this.box.dataset['state'] = bitmap ? 'picture' : 'empty';
    this.layOut();
  }

  /** Shows what the video element shows. */
  showLive(): void {
    this.clear();
    this.isLive = true;
    this.box.dataset['state'] = 'live';
    this.layOut();
  }

  clear(): void {
    this.turns++;
    this.source?.close();
    this.source = null;
    this.isLive = false;
    this.result = null;
    this.mask.clear();
    this.box.dataset['state'] = 'empty';
    this.refresh();
  }

  /** Draws a result; null removes the one that is drawn. */
  async showResult(result: Result | null): Promise<void> {
    if (result && !(await this.mask.show(result))) {
      return;
    }
    this.result = result;
    this.refresh();
  }

  showLayers(layers: Layers): void {
    this.layers = layers;
    this.refresh();
  }

  /** Marks one of several people; null marks nobody. */
  mark(person: number | null): void {
    this.marked = person;
    this.repaint();
  }

  /** Writes the texts again, after the language has changed. */
  retell(): void {
    this.refresh();
  }

  /** The picture with its overlay, in the picture's own size; null when there is none. */
  async compose(frame: Blob | null): Promise<Blob | null> {
    const result = this.result;
    const source = frame ? await decode(frame) : this.source;
    if (!source || !result) {
      return null;
    }
    const canvas = document.createElement('canvas');
    canvas.width = source.width;
    canvas.height = source.height;
    const context = context2d(canvas);
    context.drawImage(source, 0, 0);
    this.paintOverlay(context, result);
    if (frame) {
      source.close();
    }
    return new Promise((done) => canvas.toBlob(done, 'image/png'));
  }

  private refresh(): void {
    this.spots = this.result ? spotsOf(this.result, this.layers) : [];
    const { pointed } = this;
    const same = pointed && this.spots.find((spot) => isSame(spot, pointed));
    this.select(same ?? null);
    const count = this.result ? countLandmarks(this.result) : 0;
    this.overlay.setAttribute(
      'aria-label',
      this.source || this.isLive
        ? t('stage.overlay', { count: String(count) })
        : t('stage.empty'),
    );
    this.repaint();
  }

  private get shape(): Size | null {
    if (this.isLive) {
      const { videoWidth: width, videoHeight: height } = this.video;
      return width > 0 ? { width, height } : null;
    }
    return this.source;
  }

  private layOut(): void {
    const { shape } = this;
    if (shape) {
      const inner = { width: this.box.clientWidth, height: this.box.clientHeight };
      const { width, height } = fit(shape, inner);
      this.view.style.width = `${width}px`;
      this.view.style.height = `${height}px`;
      const density = Math.min(window.devicePixelRatio, 2);
      for (const canvas of [this.picture, this.overlay]) {
        canvas.width = Math.round(width * density);
        canvas.height = Math.round(height * density);
      }
      if (this.source) {
        const context = context2d(this.picture);
        context.imageSmoothingQuality = 'high';
        context.drawImage(this.source, 0, 0, this.picture.width, this.picture.height);
      }
    }
    this.repaint();
  }

  private paint(): void {
    const context = context2d(this.overlay);
    context.clearRect(0, 0, this.overlay.width, this.overlay.height);
    if (this.result) {
      this.paintOverlay(context, this.result);
      this.paintTags(context, this.result);
    }
    if (this.pointed) {
      this.ring(context, this.pointed);
    }
  }

  private paintOverlay(context: CanvasRenderingContext2D, result: Result): void {
    if (this.layers.mask) {
      this.mask.draw(context, context.canvas.width, context.canvas.height);
    }
    paintPeople(context, result, this.layers);
  }

  /** A number for each of several people, as the buttons have it. */
  private paintTags(context: CanvasRenderingContext2D, result: Result): void {
    if (result.people.length < 2) {
      return;
    }
    const density = this.overlay.width / Math.max(1, this.overlay.clientWidth);
    const radius = TAG_RADIUS * density;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.font = `600 ${1.25 * radius}px system-ui, sans-serif`;
    result.people.forEach((person, i) => {
      const head = topOf(person);
      const x = Math.min(Math.max(head.x * this.overlay.width, radius), this.overlay.width - radius);
      const y = Math.max(head.y * this.overlay.height - 2 * radius, 1.3 * radius);
      const [edge, width] = i === this.marked ? ['#ffffff', 5] : ['#000000', 2];
      context.beginPath();
      context.arc(x, y, radius, 0, 2 * Math.PI);
      context.lineWidth = width * density;
      context.strokeStyle = edge;
      context.stroke();
      context.fillStyle = colorOf(result, i) ?? '#ffffff';
      context.fill();
      context.save();
      context.translate(x, y);
      // The webcam is shown as in a mirror, but numbers are not.
      context.scale(this.isLive ? -1 : 1, 1);
      context.fillStyle = '#000000';
      context.fillText(String(keyOf(result, i)), 0, 0.06 * radius);
      context.restore();
    });
  }

  private ring(context: CanvasRenderingContext2D, spot: Spot): void {
    const density = this.overlay.width / Math.max(1, this.overlay.clientWidth);
    const x = spot.at.x * this.overlay.width;
    const y = spot.at.y * this.overlay.height;
    for (const [width, color] of [[4.5, '#000000'], [2, '#ffffff']] as const) {
      context.beginPath();
      context.arc(x, y, 8 * density, 0, 2 * Math.PI);
      context.lineWidth = width * density;
      context.strokeStyle = color;
      context.stroke();
    }
  }

  private point(event: PointerEvent): void {
    const box = this.view.getBoundingClientRect();
    const across = event.clientX - box.left;
    // The webcam is shown as in a mirror.
    const x = this.isLive ? box.width - across : across;
    const y = event.clientY - box.top;
    this.select(nearest(this.spots, x, y, box.width, box.height, REACH));
  }

  private key(event: KeyboardEvent): void {
    const next = {
      ArrowRight: () => step(this.spots, this.pointed, 1),
      ArrowLeft: () => step(this.spots, this.pointed, -1),
      ArrowDown: () => stepPart(this.spots, this.pointed, 1),
      ArrowUp: () => stepPart(this.spots, this.pointed, -1),
      Escape: () => null,
    }[event.key];
    if (next) {
      event.preventDefault();
      this.select(next());
    }
  }

  private select(spot: Spot | null): void {
    this.pointed = spot;
    const size = this.result?.image;
    if (spot && size) {
      const x = this.isLive ? 1 - spot.at.x : spot.at.x;
      const left = this.view.offsetLeft + x * this.view.clientWidth;
      const top = this.view.offsetTop + spot.at.y * this.view.clientHeight;
      this.tooltip.show(spot, size, left, top);
    } else {
      this.tooltip.hide();
    }
    this.repaint();
  }
}

/** The top of somebody's head, about, in fractions of the picture. */
function topOf(person: Person): { readonly x: number; readonly y: number } {
  const nose = person.poseLandmarks[0] ?? { x: 0, y: 0 };
  const head = person.faceLandmarks ?? person.poseLandmarks.slice(0, HEAD_POINTS);
  return { x: nose.x, y: Math.min(...head.map((point) => point.y)) };
}

/** The picture's pixels, upright; null when the browser cannot read it, which the service may. */
async function decode(blob: Blob): Promise<ImageBitmap | null> {
  try {
    const whole = await createImageBitmap(blob);
    const longest = Math.max(whole.width, whole.height);
    if (longest <= MOST_PIXELS) {
      return whole;
    }
    const size = fit(whole, { width: MOST_PIXELS, height: MOST_PIXELS });
    const smaller = await createImageBitmap(whole, {
      resizeWidth: size.width,
      resizeHeight: size.height,
      resizeQuality: 'high',
    });
    whole.close();
    return smaller;
  } catch {
    return null;
  }
}
