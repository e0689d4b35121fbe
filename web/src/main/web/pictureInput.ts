import { byId } from './dom.ts';
import { ProblemError } from './problem.ts';

export interface PictureEvents {
  picked(picture: Blob, name: string): void;
  failed(failure: unknown): void;
}

/** The ways to give a picture: choose, drop, paste, or the sample. */
export function listenForPictures(events: PictureEvents): void {
  const chooser = byId('choose-file', HTMLInputElement);
  byId('choose', HTMLButtonElement).addEventListener('click', () => chooser.click());
  byId('drop', HTMLElement).addEventListener('click', () => chooser.click());
  chooser.addEventListener('change', () => {
    take(chooser.files, events);
    // So that the same file can be chosen again.
    chooser.value = '';
  });
  byId('sample', HTMLButtonElement).addEventListener('click', () => void takeSample(events));
  listenForDrops(byId('stage', HTMLElement), events);
  document.addEventListener('paste', (event) => {
    const files = event.clipboardData?.files;
    if (files && files.length > 0) {
      event.preventDefault();
      take(files, events);
    }
  });
}

function listenForDrops(target: HTMLElement, events: PictureEvents): void {
  // Beside the target nothing happens; the browser would open the file instead of the page.
  document.addEventListener('dragover', (event) => event.preventDefault());
  document.addEventListener('drop', (event) => event.preventDefault());
  let depth = 0;
  const mark = (change: number): void => {
    depth = Math.max(0, depth + change);
    target.classList.toggle('is-target', depth > 0);
  };
  target.addEventListener('dragenter', () => mark(1));
  target.addEventListener('dragleave', () => mark(-1));
  target.addEventListener('drop', (event) => {
    mark(-depth);
    take(event.dataTransfer?.files ?? null, events);
  });
}

function take(files: FileList | null, events: PictureEvents): void {
  const file = files?.[0];
  if (file) {
    events.picked(file, baseName(file.name));
  } else {
    events.failed(new ProblemError('not-a-picture'));
  }
}

async function takeSample(events: PictureEvents): Promise<void> {
  try {
    const response = await fetch(new URL('sample.png', document.baseURI));
    if (!response.ok) {
      throw new ProblemError('unexpected-answer', `HTTP ${response.status}`);
    }
    events.picked(await response.blob(), 'sample');
  } catch (failure) {
    events.failed(failure instanceof TypeError ? new ProblemError('unreachable') : failure);
  }
}

/** A file's name without its ending. */
export function baseName(name: string): string {
  return name.replace(/\.[^.]+$/, '') || 'picture';
}
