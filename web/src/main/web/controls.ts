import { byId } from './dom.ts';
import { DEFAULT_OPTIONS, type Options } from './options.ts';
import type { Layers } from './points.ts';

export interface ControlEvents {
  layersChanged(layers: Layers): void;
  optionsChanged(options: Options): void;
}

/** The switches for what is drawn and for what is tracked. */
export class Controls {
  private readonly body = byId('layer-body', HTMLInputElement);
  private readonly face = byId('layer-face', HTMLInputElement);
  private readonly hands = byId('layer-hands', HTMLInputElement);
  private readonly mask = byId('layer-mask', HTMLInputElement);
  private readonly refineFace = byId('refine-face', HTMLInputElement);
  private readonly everyone = byId('everyone', HTMLInputElement);
  private readonly segmentation = byId('segmentation', HTMLInputElement);
  private readonly form = byId('options', HTMLFormElement);

  constructor(events: ControlEvents) {
    for (const form of [this.form, byId('layers', HTMLFormElement)]) {
      // A reloaded page would keep some of what was switched before.
      form.reset();
      form.addEventListener('submit', (event) => event.preventDefault());
    }
    for (const layer of [this.body, this.face, this.hands]) {
      layer.addEventListener('change', () => events.layersChanged(this.layers));
    }
    // A mask is drawn only where one was asked for, so the two switches follow each other.
    this.mask.addEventListener('change', () => {
      const asks = this.mask.checked && !this.segmentation.checked;
      this.segmentation.checked ||= this.mask.checked;
      events.layersChanged(this.layers);
      if (asks) {
        events.optionsChanged(this.options);
      }
    });
    this.segmentation.addEventListener('change', () => {
      this.mask.checked = this.segmentation.checked;
      events.layersChanged(this.layers);
    });
    this.form.addEventListener('change', () => events.optionsChanged(this.options));
  }

  get layers(): Layers {
    return {
      body: this.body.checked,
      face: this.face.checked,
      hands: this.hands.checked,
      mask: this.mask.checked,
    };
  }

  get options(): Options {
    const chosen = new FormData(this.form);
    const complexity = Number(chosen.get('complexity'));
    return {
      complexity: complexity === 0 || complexity === 2 ? complexity : DEFAULT_OPTIONS.complexity,
      refineFace: this.refineFace.checked,
      segmentation: this.segmentation.checked,
      everyone: this.everyone.checked,
      sampling: chosen.get('sampling') === 'gpu' ? 'gpu' : 'cpu',
    };
  }
}
