/** From where the scene is looked at: angles in radians, distance in metres. */
export interface Viewpoint {
  readonly azimuth: number;
  readonly elevation: number;
  readonly distance: number;
}

export const START: Viewpoint = { azimuth: 0.45, elevation: 0.1, distance: 3.9 };

const HIGHEST = 1.45;
const NEAREST = 0.6;
const FARTHEST = 6;

export function turned(from: Viewpoint, azimuth: number, elevation: number): Viewpoint {
  return {
    ...from,
    azimuth: from.azimuth + azimuth,
    elevation: clamp(from.elevation + elevation, -HIGHEST, HIGHEST),
  };
}

export function zoomed(from: Viewpoint, factor: number): Viewpoint {
  return { ...from, distance: clamp(from.distance * factor, NEAREST, FARTHEST) };
}

/** The usual view, from as far as shows everything within a radius around the middle. */
export function around(radius: number): Viewpoint {
  return { ...START, distance: clamp(radius * 3.4, 1, START.distance) };
}

/** The eye's place around the middle. */
export function eye(view: Viewpoint): readonly [number, number, number] {
  const flat = view.distance * Math.cos(view.elevation);
  return [
    flat * Math.sin(view.azimuth),
    view.distance * Math.sin(view.elevation),
    flat * Math.cos(view.azimuth),
  ];
}

/** What a key does to the view; null for other keys. */
export function keyed(from: Viewpoint, key: string): Viewpoint | null {
  const turn = 0.15;
  switch (key) {
    case 'ArrowLeft':
      return turned(from, -turn, 0);
    case 'ArrowRight':
      return turned(from, turn, 0);
    case 'ArrowUp':
      return turned(from, 0, turn);
    case 'ArrowDown':
      return turned(from, 0, -turn);
    case '+':
    case '=':
      return zoomed(from, 0.9);
    case '-':
      return zoomed(from, 1 / 0.9);
    default:
      return null;
  }
}

/**
 * Lets pointer, wheel and keys change a view; ends with the signal. A wheel without Ctrl scrolls
 * the page, and so does a finger that moves up or down.
 */
export function turnWith(
  element: HTMLElement,
  view: () => Viewpoint,
  change: (next: Viewpoint) => void,
  putBack: () => void,
  signal: AbortSignal,
): void {
  const speed = 0.008;
  let last = { x: 0, y: 0 };
  element.addEventListener(
    'pointerdown',
    (event) => {
      last = { x: event.clientX, y: event.clientY };
      element.setPointerCapture(event.pointerId);
    },
    { signal },
  );
  element.addEventListener(
    'pointermove',
    (event) => {
      if (element.hasPointerCapture(event.pointerId)) {
        const { clientX: x, clientY: y } = event;
        change(turned(view(), (last.x - x) * speed, (y - last.y) * speed));
        last = { x, y };
      }
    },
    { signal },
  );
  element.addEventListener(
    'wheel',
    (event) => {
      if (event.ctrlKey || document.activeElement === element) {
        event.preventDefault();
        change(zoomed(view(), Math.exp(event.deltaY * 0.001)));
      }
    },
    { signal, passive: false },
  );
  element.addEventListener(
    'keydown',
    (event) => {
      const next = keyed(view(), event.key);
      if (next) {
        change(next);
      } else if (event.key === 'Home') {
        putBack();
      } else {
        return;
      }
      event.preventDefault();
    },
    { signal },
  );
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
