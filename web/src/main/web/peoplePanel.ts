import { byId, setText } from './dom.ts';
import { t } from './i18n.ts';
import { colorOf, keyOf, type Result } from './result.ts';

/** Who is in the picture, where there are several: how many, and whom the numbers and the 3D view are of. */
export class PeoplePanel {
  private readonly panel = byId('people', HTMLFormElement);
  private readonly list = byId('people-list', HTMLElement);
  private result: Result | null = null;
  private chosen: number | null = null;
  private shown = '';

  /** @param choose told the place of whoever is chosen among the result's people */
  constructor(choose: (index: number) => void) {
    this.panel.addEventListener('submit', (event) => event.preventDefault());
    this.panel.addEventListener('change', (event) => {
      if (event.target instanceof HTMLInputElement && this.result) {
        const key = Number(event.target.value);
        const index = this.result.people.findIndex((_, i) => keyOf(this.result!, i) === key);
        if (index >= 0) {
          choose(index);
        }
      }
    });
  }

  show(result: Result | null, chosen: number | null): void {
    this.result = result;
    this.chosen = chosen;
    this.retell();
  }

  /** Writes everything again, after the language has changed. */
  retell(): void {
    const { result } = this;
    const keys = result?.people.map((_, i) => keyOf(result, i)) ?? [];
    this.panel.hidden = keys.length < 2;
    if (result && keys.length > 1) {
      setText('people-count', t('people.count', { count: String(keys.length) }));
      // Buttons stay while their people do, so that they can be pressed in a live stream.
      const names = keys.map((key) => t('people.person', { number: String(key) }));
      const show = names.join();
      if (show !== this.shown) {
        this.list.replaceChildren(...keys.map((key, i) => button(key, names[i] ?? '', colorOf(result, i))));
        this.shown = show;
      }
      this.list.querySelectorAll('input').forEach((input, i) => {
        input.checked = i === this.chosen;
      });
    }
  }
}

function button(key: number, name: string, color: string | null): HTMLElement {
  const label = document.createElement('label');
  const input = document.createElement('input');
  input.type = 'radio';
  input.name = 'person';
  input.value = String(key);
  input.dataset['testid'] = `person-${key}`;
  input.setAttribute('aria-label', name);
  const text = document.createElement('span');
  const swatch = document.createElement('i');
  swatch.className = 'swatch';
  swatch.style.background = color ?? '';
  text.append(swatch, String(key));
  label.append(input, text);
  return label;
}
