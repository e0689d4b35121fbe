import type { Avatar } from './avatar.ts';
import { bvh } from './bvh.ts';
import { byId } from './dom.ts';
import { download } from './download.ts';
import { figureOf } from './figure.ts';
import { t } from './i18n.ts';
import type { Motion } from './motion.ts';
import type { Layers } from './points.ts';
import { ProblemError } from './problem.ts';
import { Recording, type Take } from './recording.ts';
import { colorOf, keyOf, motionOf, type Result } from './result.ts';
import type { Scene3d } from './scene3d.ts';
import { vrma } from './vrma.ts';

/** Of people who came and went; who has none of the own is shown with that of before. */
const MOST_SKELETONS = 1000;

type FigureKind = 'points' | 'mannequin' | 'avatar';

/** The panel of the 3D view. three.js is loaded when it is first opened. */
export class ScenePanel {
  private readonly panel = byId('scene', HTMLElement);
  private readonly holder = byId('scene-holder', HTMLElement);
  private readonly toggle = byId('view-3d', HTMLButtonElement);
  private readonly failed: (failure: unknown) => void;
  private scene: Scene3d | null = null;
  private wanted = false;
  private result: Result | null = null;
  private readonly figures = byId('figures', HTMLFormElement);
  private readonly record = byId('record', HTMLButtonElement);
  private readonly recordStop = byId('record-stop', HTMLButtonElement);
  private readonly recording = new Recording();
  private taken: Take | null = null;
  private motion: Motion | null = null;
  /** Of each person, since they are told only when they have changed. */
  private readonly skeletons = new Map<number, NonNullable<Motion['skeleton']>>();
  private chosen: number | null = null;
  private mannequin: (Avatar & { place(name: string): unknown }) | null = null;
  private vrm: Avatar | null = null;
  private avatar: Avatar | null = null;
  private layers: Layers = { body: true, face: true, hands: true, mask: false };

  constructor(failed: (failure: unknown) => void) {
    this.failed = failed;
    this.toggle.addEventListener('click', () => void this.setOpen(!this.wanted));
    byId('scene-reset', HTMLButtonElement).addEventListener('click', () =>
      this.scene?.putBack(),
    );
    this.figures.reset();
    this.figures.addEventListener('submit', (event) => event.preventDefault());
    this.figures.addEventListener('change', () => void this.showFigure());
    const chooser = byId('avatar-file', HTMLInputElement);
    byId('avatar-open', HTMLButtonElement).addEventListener('click', () => chooser.click());
    chooser.addEventListener('change', () => {
      void this.openAvatar(chooser.files?.[0]);
      chooser.value = '';
    });
    this.panel.addEventListener('drop', (event) => {
      void this.openAvatar(event.dataTransfer?.files[0]);
    });
    this.record.addEventListener('click', () => this.startRecording());
    this.recordStop.addEventListener('click', () => this.stopRecording());
    byId('save-bvh', HTMLButtonElement).addEventListener('click', () => {
      if (this.taken) {
        download(new Blob([bvh(this.taken)], { type: 'text/plain' }), 'motion.bvh');
      }
    });
    byId('save-vrma', HTMLButtonElement).addEventListener('click', () => {
      if (this.taken) {
        download(new Blob([vrma(this.taken)], { type: 'model/gltf-binary' }), 'motion.vrma');
      }
    });
  }

  /** Whether there is motion to record: that of a live stream. */
  setLive(live: boolean): void {
    this.record.disabled = !live;
    if (!live) {
      this.endRecording();
    }
  }

  /** Ends a recording, if there is one: it is of one person. */
  endRecording(): void {
    if (this.recording.isOn) {
      this.stopRecording();
    }
  }

  /** Loads the user's own avatar and shows it. */
  private async openAvatar(file: File | undefined): Promise<void> {
    if (!file) {
      return;
    }
    try {
      const { VrmAvatar } = await import('./vrmAvatar.ts');
      const opened = await VrmAvatar.open(file);
      this.scene?.showAvatar(null);
      this.vrm?.close();
      this.vrm = opened;
      const choice = this.figures.querySelector<HTMLInputElement>('[value=avatar]');
      if (choice) {
        choice.disabled = false;
        choice.checked = true;
      }
      await this.showFigure();
    } catch (failure) {
      this.failed(failure);
    }
  }

  private get kind(): FigureKind {
    return (new FormData(this.figures).get('figure') as FigureKind | null) ?? 'points';
  }

  private async showFigure(): Promise<void> {
    let avatar: Avatar | null = null;
    if (this.kind === 'mannequin') {
      const { Mannequin } = await import('./mannequin.ts');
      this.mannequin ??= new Mannequin();
      avatar = this.mannequin;
    } else if (this.kind === 'avatar') {
      avatar = this.vrm;
    }
    this.avatar = avatar;
    if (this.motion) {
      avatar?.pose(this.motion);
    }
    this.scene?.showAvatar(avatar);
    this.panel.dataset['figure'] = this.kind;
    this.draw();
  }

  /** Takes the skeletons of everybody in a new result. */
  private learn(result: Result | null): void {
    if (!result || this.skeletons.size > MOST_SKELETONS) {
      this.skeletons.clear();
    }
    result?.people.forEach((_, i) => {
      const skeleton = motionOf(result, i)?.skeleton;
      if (skeleton) {
        this.skeletons.set(keyOf(result, i), skeleton);
      }
    });
  }

  /** Moves the avatar as the chosen person does. */
  private follow(result: Result, index: number, isNew: boolean): void {
    const told = motionOf(result, index);
    if (!told) {
      return;
    }
    const skeleton = this.skeletons.get(keyOf(result, index));
    const motion = skeleton ? { ...told, skeleton } : told;
    this.motion = motion;
    this.avatar?.pose(motion);
    if (isNew && result.timestampMs !== undefined) {
      this.recording.take(motion, result.timestampMs);
      this.recordStop.dataset['frames'] = String(this.recording.length);
      if (this.recording.isOn && this.recording.isFull) {
        this.stopRecording();
      }
    }
  }

  private startRecording(): void {
    this.recording.start();
    this.recordStop.dataset['frames'] = '0';
    this.record.hidden = true;
    this.recordStop.hidden = false;
    byId('recorded', HTMLElement).hidden = true;
  }

  private stopRecording(): void {
    this.taken = this.recording.stop();
    this.record.hidden = false;
    this.recordStop.hidden = true;
    byId('recorded', HTMLElement).hidden = this.taken === null;
    byId('recorded-text', HTMLElement).textContent = t('scene.recorded', {
      count: String(this.taken?.frames.length ?? 0),
    });
  }

  async setOpen(open: boolean): Promise<void> {
    this.wanted = open;
    this.panel.hidden = !open;
    this.toggle.setAttribute('aria-pressed', String(open));
    if (!open) {
      this.scene?.close();
      this.scene = null;
      this.holder.replaceChildren();
      return;
    }
    try {
      const { Scene3d: Opened } = await import('./scene3d.ts');
      if (this.wanted && !this.scene) {
        this.scene = this.opened(Opened);
        this.scene.showAvatar(this.avatar);
        this.recolor();
      }
    } catch (failure) {
      await this.setOpen(false);
      this.failed(failure);
    }
  }

  /** @param chosen whose figure is shown; null for nobody's */
  show(result: Result | null, chosen: number | null): void {
    const isNew = result !== this.result;
    if (isNew) {
      this.learn(result);
    }
    if (result && chosen !== null && (isNew || chosen !== this.chosen)) {
      this.follow(result, chosen, isNew);
    }
    this.result = result;
    this.chosen = chosen;
    this.draw();
  }

  private draw(): void {
    const { result, chosen } = this;
    const person = chosen === null ? undefined : result?.people[chosen];
    this.panel.dataset['state'] = person ? 'figure' : 'empty';
    this.panel.dataset['person'] =
      result && person && chosen !== null ? String(keyOf(result, chosen)) : '';
    if (result && person && chosen !== null) {
      const line = colorOf(result, chosen) ?? undefined;
      this.scene?.show(figureOf(person, result.image, this.layers, line));
    } else {
      this.scene?.show({ bones: [], joints: [], face: [] });
    }
  }

  showLayers(layers: Layers): void {
    this.layers = layers;
    this.draw();
  }

  /** Takes the colours from the theme again. */
  recolor(): void {
    this.scene?.recolor();
    this.draw();
  }

  private opened(Opened: typeof Scene3d): Scene3d {
    const canvas = document.createElement('canvas');
    canvas.tabIndex = 0;
    canvas.setAttribute('role', 'img');
    canvas.dataset['i18nLabel'] = 'scene.label';
    canvas.setAttribute('aria-label', t('scene.label'));
    this.holder.replaceChildren(canvas);
    try {
      return new Opened(canvas);
    } catch (failure) {
      throw new ProblemError('no-3d', String(failure));
    }
  }
}
