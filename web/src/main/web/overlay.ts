import * as color from './palette.ts';
import type { Layers } from './points.ts';
import { colorOf, isSeen, type Person, type Point, type PosePoint, type Result } from './result.ts';
import * as topology from './topology.ts';
import type { Line } from './topology.ts';

/**
 * Paints people as the service paints its overlays: lines and points have MediaPipe's widths, in
 * units of which a picture's longer side has 640; a part that is small in the picture is drawn
 * finer. The sizes are those of the Java class PersonPainter.
 */

const LONG_SIDE = 640;
const THINNEST = 0.6;

/** Lines to points further away than this many pictures are not drawn. */
const FAR = 4;

// The sizes in pixels at which a part has lines as wide as a picture of 640 pixels has.
const BODY_SIZE = 220;
const FACE_HEIGHT = 130;
const PALM_HEIGHT = 40;

const FOREHEAD = 10;
const CHIN = 152;
const WRIST = 0;
const MIDDLE_FINGER_ROOT = 9;
const REFINED_POINTS = 478;

export function paintPeople(
  context: CanvasRenderingContext2D,
  result: Result,
  layers: Layers,
): void {
  context.lineCap = 'round';
  result.people.forEach((person, i) =>
    new PersonPainter(context, layers, colorOf(result, i) ?? color.LINE).paint(person),
  );
}

class PersonPainter {
  private readonly context: CanvasRenderingContext2D;
  private readonly layers: Layers;
  /** Of the lines of the body, of the face and behind the hands. */
  private readonly line: string;
  private readonly width: number;
  private readonly height: number;
  private readonly unit: number;

  constructor(context: CanvasRenderingContext2D, layers: Layers, line: string) {
    this.context = context;
    this.layers = layers;
    this.line = line;
    this.width = context.canvas.width;
    this.height = context.canvas.height;
    this.unit = Math.max(this.width, this.height) / LONG_SIDE;
  }

  paint(person: Person): void {
    if (this.layers.face && person.faceLandmarks) {
      this.face(person.faceLandmarks);
    }
    if (this.layers.body) {
      this.pose(person);
    }
    if (this.layers.hands) {
      this.hand(person.leftHandLandmarks, color.LEFT);
      this.hand(person.rightHandLandmarks, color.RIGHT);
    }
  }

  private face(points: readonly Point[]): void {
    const scale = this.scale(this.distance(points[FOREHEAD], points[CHIN]) / FACE_HEIGHT);
    // On a small face the lines are as thin as they can be; paler, they do not hide it.
    this.lines(points, topology.MESH, 0.8 * scale, color.MESH, 0.6 * Math.min(1, scale));
    const width = 1.5 * scale;
    this.lines(points, topology.OVAL, width, this.line);
    this.lines(points, topology.LIPS, width, this.line);
    this.lines(points, topology.LEFT_EYE, width, color.LEFT);
    this.lines(points, topology.LEFT_EYEBROW, width, color.LEFT);
    this.lines(points, topology.RIGHT_EYE, width, color.RIGHT);
    this.lines(points, topology.RIGHT_EYEBROW, width, color.RIGHT);
    if (points.length === REFINED_POINTS) {
      this.iris(points, topology.LEFT_IRIS_CENTER, width, color.LEFT);
      this.iris(points, topology.RIGHT_IRIS_CENTER, width, color.RIGHT);
    }
  }

  /** A circle through the mean of the four points that follow the middle. */
  private iris(points: readonly Point[], center: number, width: number, stroke: string): void {
    const middle = points[center];
    let radius = 0;
    for (let i = 1; i <= 4; i++) {
      radius += this.distance(middle, points[center + i]) / 4;
    }
    if (middle && isNear(middle) && radius < LONG_SIDE * this.unit) {
      this.context.beginPath();
      this.context.arc(middle.x * this.width, middle.y * this.height, radius, 0, 2 * Math.PI);
      this.stroke(width, stroke, 1);
    }
  }

  private pose(person: Person): void {
    const points = person.poseLandmarks;
    const lines = this.linesOfPose(person).filter(
      ([start, end]) => seen(points[start]) && seen(points[end]),
    );
    const scale = this.scale(this.size(points) / BODY_SIZE);
    this.lines(points, lines, 3.4 * scale, color.SHADOW, 0.3);
    this.lines(points, lines, 2 * scale, this.line);
    const drawn = new Set(this.linesOfPose(person).flat());
    points.forEach((point, index) => {
      if (drawn.has(index) && isSeen(point)) {
        this.dot(point, 3 * scale, color.ofPosePoint(topology.POSE_NAMES[index] ?? ''));
      }
    });
  }

  /** The lines that no other layer shows better. */
  private linesOfPose(person: Person): readonly Line[] {
    const { face, hands } = this.layers;
    return [
      ...topology.POSE_BODY,
      ...(face && person.faceLandmarks ? [] : topology.POSE_FACE),
      ...(hands && person.leftHandLandmarks ? [] : topology.POSE_LEFT_HAND),
      ...(hands && person.rightHandLandmarks ? [] : topology.POSE_RIGHT_HAND),
    ];
  }

  private hand(points: readonly Point[] | null, fill: string): void {
    if (!points) {
      return;
    }
    const scale = this.scale(
      this.distance(points[WRIST], points[MIDDLE_FINGER_ROOT]) / PALM_HEIGHT,
    );
    this.lines(points, topology.HAND, 3.6 * scale, this.line, 0.55);
    const width = 2 * scale;
    this.lines(points, topology.PALM, width, color.PALM);
    this.lines(points, topology.THUMB, width, color.THUMB);
    this.lines(points, topology.INDEX_FINGER, width, color.INDEX_FINGER);
    this.lines(points, topology.MIDDLE_FINGER, width, color.MIDDLE_FINGER);
    this.lines(points, topology.RING_FINGER, width, color.RING_FINGER);
    this.lines(points, topology.PINKY, width, color.PINKY);
    const radius = 1.7 * scale;
    if (radius >= THINNEST) {
      points.forEach((point) => this.dot(point, radius, fill));
    }
  }

  /** Paints a point with an outline, unless it is outside the picture. */
  private dot(point: Point, radius: number, fill: string): void {
    if (point.x >= 0 && point.x <= 1 && point.y >= 0 && point.y <= 1) {
      this.disc(point, 1.4 * radius, color.LINE);
      this.disc(point, radius, fill);
    }
  }

  private disc(point: Point, radius: number, fill: string): void {
    const { context } = this;
    context.beginPath();
    context.arc(
      point.x * this.width,
      point.y * this.height,
      Math.max(THINNEST, radius),
      0,
      2 * Math.PI,
    );
    context.fillStyle = fill;
    context.fill();
  }

  /** All lines as one path, so that they do not shine through each other. */
  private lines(
    points: readonly Point[],
    lines: readonly Line[],
    width: number,
    stroke: string,
    alpha = 1,
  ): void {
    this.context.beginPath();
    for (const [from, to] of lines) {
      const start = points[from];
      const end = points[to];
      if (start && end && isNear(start) && isNear(end)) {
        this.context.moveTo(start.x * this.width, start.y * this.height);
        this.context.lineTo(end.x * this.width, end.y * this.height);
      }
    }
    this.stroke(width, stroke, alpha);
  }

  private stroke(width: number, stroke: string, alpha: number): void {
    this.context.lineWidth = Math.max(THINNEST, width);
    this.context.strokeStyle = stroke;
    this.context.globalAlpha = alpha;
    this.context.stroke();
    this.context.globalAlpha = 1;
  }

  /** How many pixels a unit is, in a part of a relative size. */
  private scale(size: number): number {
    return Math.min(this.unit, size);
  }

  /** The diagonal of the box around the points that are seen, in pixels. */
  private size(points: readonly PosePoint[]): number {
    const shown = points.filter(isSeen);
    const xs = shown.map((point) => point.x * this.width);
    const ys = shown.map((point) => point.y * this.height);
    return shown.length === 0
      ? 0
      : Math.hypot(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys));
  }

  private distance(a: Point | undefined, b: Point | undefined): number {
    return a && b ? Math.hypot((a.x - b.x) * this.width, (a.y - b.y) * this.height) : 0;
  }
}

function seen(point: PosePoint | undefined): boolean {
  return point !== undefined && isSeen(point);
}

function isNear(point: Point): boolean {
  return Math.abs(point.x) <= FAR && Math.abs(point.y) <= FAR;
}
