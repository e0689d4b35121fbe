import { byId } from './dom.ts';
import { figureOf } from './figure.ts';
import { t } from './i18n.ts';
import type { Layers } from './points.ts';
import { ProblemError } from './problem.ts';
import type { Result } from './result.ts';
import type { Scene3d } from './scene3d.ts';

/** The panel of the 3D view. three.js is loaded when it is first opened. */
export class ScenePanel {
  private readonly panel = byId('scene', HTMLElement);
  private readonly holder = byId('scene-holder', HTMLElement);
  private readonly toggle = byId('view-3d', HTMLButtonElement);
  private readonly failed: (failure: unknown) => void;
  private scene: Scene3d | null = null;
  private wanted = false;
  private result: Result | null = null;
  private layers: Layers = { body: true, face: true, hands: true, mask: false };

  constructor(failed: (failure: unknown) => void) {
    this.failed = failed;
    this.toggle.addEventListener('click', () => void this.setOpen(!this.wanted));
    byId('scene-reset', HTMLButtonElement).addEventListener('click', () =>
      this.scene?.putBack(),
    );
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
        this.recolor();
      }
    } catch (failure) {
      await this.setOpen(false);
      this.failed(failure);
    }
  }

  show(result: Result | null): void {
    this.result = result;
    const person = result?.people[0];
    this.panel.dataset['state'] = person ? 'figure' : 'empty';
    if (result && person) {
      this.scene?.show(figureOf(person, result.image, this.layers));
    } else {
      this.scene?.show({ bones: [], joints: [], face: [] });
    }
  }

  showLayers(layers: Layers): void {
    this.layers = layers;
    this.show(this.result);
  }

  /** Takes the colours from the theme again. */
  recolor(): void {
    this.scene?.recolor();
    this.show(this.result);
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
