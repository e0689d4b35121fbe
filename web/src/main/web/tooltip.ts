import { byId } from './dom.ts';
import { language, t } from './i18n.ts';
import { formatCoordinate, formatPercent } from './numbers.ts';
import { pointName } from './pointNames.ts';
import type { Spot } from './points.ts';
import type { Size } from './result.ts';

const GAP = 16;

/** The numbers of one landmark, beside it. */
export class Tooltip {
  private readonly box = byId('tooltip', HTMLElement);
  private readonly title = byId('tooltip-title', HTMLElement);
  private readonly part = byId('tooltip-part', HTMLElement);
  private readonly rows = byId('tooltip-rows', HTMLElement);

  /** Shows a landmark of a picture with the given size at a place of the stage. */
  show(spot: Spot, size: Size, left: number, top: number): void {
    const number = t('point.number', { index: String(spot.index) });
    this.title.textContent = spot.name ? pointName(spot.name, language()) : number;
    this.part.textContent = spot.name
      ? `${t(`point.${spot.part}`)} · ${number}`
      : t(`point.${spot.part}`);
    this.rows.replaceChildren(...rows(spot, size));
    this.box.hidden = false;
    this.place(left, top);
  }

  hide(): void {
    this.box.hidden = true;
  }

  private place(left: number, top: number): void {
    const stage = this.box.offsetParent;
    if (!stage) {
      return;
    }
    const toTheLeft = left + GAP + this.box.offsetWidth > stage.clientWidth;
    const x = toTheLeft ? left - GAP - this.box.offsetWidth : left + GAP;
    const y = Math.min(top - this.box.offsetHeight / 2, stage.clientHeight - this.box.offsetHeight);
    this.box.style.left = `${Math.max(4, x)}px`;
    this.box.style.top = `${Math.max(4, y)}px`;
  }
}

function rows(spot: Spot, size: Size): readonly HTMLElement[] {
  const { at, world, pose } = spot;
  // x and z are in units of the width.
  const pixels = [at.x * size.width, at.y * size.height, at.z * size.width];
  const all = [row(t('point.picture'), `${pixels.map((v) => formatCoordinate(v, 1)).join('  ')} px`)];
  if (world) {
    const metres = [world.x, world.y, world.z];
    all.push(row(t('point.world'), `${metres.map((v) => formatCoordinate(v, 3)).join('  ')} m`));
  }
  if (pose) {
    all.push(row(t('point.visibility'), formatPercent(pose.visibility)));
    all.push(row(t('point.presence'), formatPercent(pose.presence)));
  }
  return all;
}

function row(name: string, value: string): HTMLElement {
  const line = document.createElement('div');
  const term = document.createElement('dt');
  const definition = document.createElement('dd');
  term.textContent = name;
  definition.textContent = value;
  line.append(term, definition);
  return line;
}
