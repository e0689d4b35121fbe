import {
  Box3,
  BufferAttribute,
  BufferGeometry,
  Color,
  CylinderGeometry,
  DirectionalLight,
  DynamicDrawUsage,
  HemisphereLight,
  InstancedMesh,
  LineBasicMaterial,
  LineLoop,
  LineSegments,
  type Material,
  Matrix4,
  MeshLambertMaterial,
  Object3D,
  PerspectiveCamera,
  Quaternion,
  Scene,
  Sphere,
  SphereGeometry,
  Vector3,
  WebGLRenderer,
} from 'three';
import type { Avatar } from './avatar.ts';
import type { Bone, Figure, Joint } from './figure.ts';
import { LINE } from './palette.ts';
import { repainter } from './repaint.ts';
import { MESH, OVAL } from './topology.ts';
import { around, eye, START, turnWith, type Viewpoint } from './turntable.ts';

/** More than a person has: body and two hands. */
const MOST_BONES = 96;
const MOST_JOINTS = 96;
const FACE_POINTS = 478;
const UP = new Vector3(0, 1, 0);

// The square from feet to crown and the circle around the navel, for somebody whose hips are at the
// origin; metres.
const SQUARE = { middle: -0.07, half: 0.86 };
const CIRCLE = { middle: 0.05, radius: 0.98 };

/** The figure in space. Owns the graphics memory of its canvas until close(). */
export class Scene3d {
  private readonly canvas: HTMLCanvasElement;
  private readonly renderer: WebGLRenderer;
  private readonly scene = new Scene();
  private readonly camera = new PerspectiveCamera(36, 1, 0.05, 20);
  private readonly solid = new MeshLambertMaterial();
  private readonly bones: InstancedMesh;
  private readonly joints: InstancedMesh;
  private readonly guessed = lineMaterial(0.3);
  private readonly guessedLines: LineSegments;
  private readonly faceMaterial = lineMaterial(0.4);
  private readonly ovalMaterial = lineMaterial(0.9);
  private readonly face = new BufferAttribute(new Float32Array(FACE_POINTS * 3), 3);
  private readonly faceLines: readonly LineSegments[];
  private readonly frame = lineMaterial(0.55);
  private readonly ended = new AbortController();
  private readonly resized: ResizeObserver;
  private readonly repaint = repainter(() => this.paint());
  private view: Viewpoint = START;
  private home: Viewpoint = START;
  private readonly middle = new Vector3();
  private isEmpty = true;
  private avatar: Avatar | null = null;
  private neutral = new Color(LINE);

  /** Throws when the browser has no WebGL. */
  constructor(canvas: HTMLCanvasElement) {
    this.canvas = canvas;
    this.renderer = new WebGLRenderer({ canvas, alpha: true, antialias: true });
    this.bones = instances(new CylinderGeometry(1, 1, 1, 12), this.solid, MOST_BONES);
    this.joints = instances(new SphereGeometry(1, 20, 14), this.solid, MOST_JOINTS);
    const guesses = new BufferAttribute(new Float32Array(MOST_BONES * 6), 3);
    this.guessedLines = segments(guesses, null, this.guessed);
    this.faceLines = [
      segments(this.face, MESH.flat(), this.faceMaterial),
      segments(this.face, OVAL.flat(), this.ovalMaterial),
    ];
    const light = new DirectionalLight('#ffffff', 2.2);
    light.position.set(1, 2, 3);
    this.scene.add(
      new HemisphereLight('#ffffff', '#8a8580', 1.6),
      light,
      this.bones,
      this.joints,
      this.guessedLines,
      ...this.faceLines,
      ...vitruvianFrame(this.frame),
    );
    turnWith(
      canvas,
      () => this.view,
      (next) => this.lookFrom(next),
      () => this.putBack(),
      this.ended.signal,
    );
    this.resized = new ResizeObserver(() => this.layOut());
    this.resized.observe(canvas);
    this.layOut();
  }

  /** Takes the colours from the page's theme. */
  recolor(): void {
    const style = getComputedStyle(this.canvas);
    const neutral = style.getPropertyValue('--bone').trim();
    this.neutral = new Color(neutral);
    for (const material of [this.guessed, this.faceMaterial, this.ovalMaterial]) {
      material.color.set(neutral);
    }
    this.frame.color.set(style.getPropertyValue('--frame').trim());
    this.avatar?.recolor(style);
    this.repaint();
  }

  /** Shows an avatar in place of the points, or the points again; the avatar stays the caller's. */
  showAvatar(avatar: Avatar | null): void {
    if (this.avatar) {
      this.scene.remove(this.avatar.object);
    }
    this.avatar = avatar;
    if (avatar) {
      this.scene.add(avatar.object);
      avatar.recolor(getComputedStyle(this.canvas));
    }
    this.repaint();
  }

  show(figure: Figure): void {
    const seen = figure.bones.filter((bone) => bone.isSeen).slice(0, MOST_BONES);
    const guessed = figure.bones.filter((bone) => !bone.isSeen).slice(0, MOST_BONES);
    this.fillBones(seen);
    this.fillJoints(figure.joints.slice(0, MOST_JOINTS));
    fill(this.guessedLines, guessed.flatMap((bone) => [bone.start, bone.end]));
    this.guessedLines.geometry.setDrawRange(0, guessed.length * 2);
    figure.face.forEach(([x, y, z], i) => this.face.setXYZ(i, x, y, z));
    this.face.needsUpdate = true;
    const hasAvatar = this.avatar !== null;
    this.faceLines.forEach((lines) => (lines.visible = !hasAvatar && figure.face.length > 0));
    for (const part of [this.bones, this.joints, this.guessedLines]) {
      part.visible = !hasAvatar;
    }
    if (this.avatar) {
      this.avatar.object.visible = figure.joints.length > 0;
    }
    this.aim(figure);
    this.repaint();
  }

  /** Looks at the figure as at first. */
  putBack(): void {
    this.lookFrom(this.home);
  }

  private lookFrom(view: Viewpoint): void {
    this.view = view;
    this.repaint();
  }

  /** A new figure is looked at where it was seen; one that only moves does not move the view. */
  private aim({ joints, face }: Figure): void {
    const seen = [...joints.map((joint) => joint.at), ...face].map((at) => new Vector3(...at));
    if (seen.length > 0 && this.isEmpty) {
      const sphere = new Box3().setFromPoints(seen).getBoundingSphere(new Sphere());
      this.middle.copy(sphere.center);
      this.home = around(sphere.radius);
      this.view = this.home;
    }
    this.isEmpty = seen.length === 0;
    if (this.isEmpty) {
      this.middle.set(0, 0, 0);
      this.home = START;
      this.view = START;
    }
  }

  /** Gives all graphics memory back; the canvas cannot be used again. */
  close(): void {
    this.ended.abort();
    this.resized.disconnect();
    this.scene.traverse((object: Object3D) => {
      if (object instanceof InstancedMesh) {
        object.dispose();
        object.geometry.dispose();
      } else if (object instanceof LineSegments || object instanceof LineLoop) {
        object.geometry.dispose();
      }
    });
    for (const material of this.materials()) {
      material.dispose();
    }
    this.renderer.dispose();
    this.renderer.forceContextLoss();
  }

  private materials(): readonly Material[] {
    return [this.solid, this.guessed, this.faceMaterial, this.ovalMaterial, this.frame];
  }

  private fillBones(bones: readonly Bone[]): void {
    const matrix = new Matrix4();
    const turn = new Quaternion();
    bones.forEach((bone, i) => {
      const start = new Vector3(...bone.start);
      const along = new Vector3(...bone.end).sub(start);
      const length = Math.max(along.length(), 1e-6);
      const middle = start.addScaledVector(along, 0.5);
      turn.setFromUnitVectors(UP, along.divideScalar(length));
      matrix.compose(middle, turn, new Vector3(bone.radius, length, bone.radius));
      this.bones.setMatrixAt(i, matrix);
      this.bones.setColorAt(i, this.colored(bone.color));
    });
    updated(this.bones, bones.length);
  }

  private fillJoints(joints: readonly Joint[]): void {
    const matrix = new Matrix4();
    const turn = new Quaternion();
    joints.forEach(({ at, radius, color }, i) => {
      matrix.compose(new Vector3(...at), turn, new Vector3(radius, radius, radius));
      this.joints.setMatrixAt(i, matrix);
      this.joints.setColorAt(i, this.colored(color));
    });
    updated(this.joints, joints.length);
  }

  /** What is neutral in the overlay must stand out from the theme's background. */
  private colored(color: string): Color {
    return color === LINE ? this.neutral : new Color(color);
  }

  private layOut(): void {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    if (width > 0 && height > 0) {
      this.renderer.setPixelRatio(Math.min(window.devicePixelRatio, 2));
      this.renderer.setSize(width, height, false);
      this.camera.aspect = width / height;
      this.camera.updateProjectionMatrix();
      this.repaint();
    }
  }

  private paint(): void {
    if (this.ended.signal.aborted) {
      return;
    }
    // A narrow canvas needs more distance to show the whole figure.
    const widening = Math.max(1, 0.8 / this.camera.aspect);
    this.camera.position.set(...eye(this.view)).multiplyScalar(widening).add(this.middle);
    this.camera.lookAt(this.middle);
    this.renderer.render(this.scene, this.camera);
  }
}

function lineMaterial(opacity: number): LineBasicMaterial {
  return new LineBasicMaterial({ transparent: true, opacity });
}

function instances(
  geometry: BufferGeometry,
  material: Material,
  most: number,
): InstancedMesh {
  const mesh = new InstancedMesh(geometry, material, most);
  mesh.instanceMatrix.setUsage(DynamicDrawUsage);
  mesh.frustumCulled = false;
  mesh.count = 0;
  return mesh;
}

function updated(mesh: InstancedMesh, count: number): void {
  mesh.count = count;
  mesh.instanceMatrix.needsUpdate = true;
  if (mesh.instanceColor) {
    mesh.instanceColor.needsUpdate = true;
  }
}

function segments(
  positions: BufferAttribute,
  index: number[] | null,
  material: Material,
): LineSegments {
  positions.setUsage(DynamicDrawUsage);
  const geometry = new BufferGeometry().setAttribute('position', positions);
  if (index) {
    geometry.setIndex(index);
  }
  const lines = new LineSegments(geometry, material);
  lines.frustumCulled = false;
  return lines;
}

function fill(lines: LineSegments, places: readonly (readonly [number, number, number])[]): void {
  const positions = lines.geometry.getAttribute('position');
  places.forEach(([x, y, z], i) => positions.setXYZ(i, x, y, z));
  positions.needsUpdate = true;
}

/** Leonardo's square and circle, as the measure behind the figure. */
function vitruvianFrame(material: Material): readonly LineLoop[] {
  const { half, middle } = SQUARE;
  const corners = [[-half, -half], [half, -half], [half, half], [-half, half]] as const;
  const square = corners.map(([x, y]) => new Vector3(x, y + middle, 0));
  const circle = Array.from({ length: 96 }, (_, i) => {
    const angle = (i / 96) * 2 * Math.PI;
    const { radius } = CIRCLE;
    return new Vector3(radius * Math.cos(angle), radius * Math.sin(angle) + CIRCLE.middle, 0);
  });
  return [square, circle].map(
    (points) => new LineLoop(new BufferGeometry().setFromPoints(points), material),
  );
}
