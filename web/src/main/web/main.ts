import './styles/tokens.css';
import './styles/page.css';
import './styles/controls.css';
import './styles/stage.css';
import './styles/panels.css';

import { Appearance } from './appearance.ts';
import { Controls } from './controls.ts';
import { Chosen } from './chosen.ts';
import { byId } from './dom.ts';
import { download } from './download.ts';
import { t } from './i18n.ts';
import { Live } from './live.ts';
import { MemoryPanel } from './memoryPanel.ts';
import { Notices } from './notices.ts';
import { formatMs } from './numbers.ts';
import { PeoplePanel } from './peoplePanel.ts';
import { listenForPictures } from './pictureInput.ts';
import { countLandmarks, type Result } from './result.ts';
import { ResultPanel } from './resultPanel.ts';
import { ScenePanel } from './scenePanel.ts';
import { Stage } from './stage.ts';
import { Still } from './still.ts';

/** Where the 3D view has room beside the picture, it is open from the start. */
const ROOM_FOR_3D = '(min-width: 1200px)';

const notices = new Notices(() => {
  memory.follow();
  still.track(controls.options);
});
const memory = new MemoryPanel((problem) => notices.showProblem(problem));
const stage = new Stage(choose);
const scene = new ScenePanel((failure) => notices.show(failure));
const panel = new ResultPanel();
const people = new PeoplePanel(choose);
const chosen = new Chosen();

const downloadPng = byId('download-png', HTMLButtonElement);
const downloadJson = byId('download-json', HTMLButtonElement);
const webcamStart = byId('webcam-start', HTMLButtonElement);
const webcamStop = byId('webcam-stop', HTMLButtonElement);

let name = 'picture';
let shown: Result | null = null;
let shownMs: number | null = null;
let liveFrame: Blob | null = null;
let opening: Promise<void> = Promise.resolve();

const controls = new Controls({
  layersChanged: (layers) => {
    stage.showLayers(layers);
    scene.showLayers(layers);
  },
  optionsChanged: (options) => {
    if (live.isOn) {
      live.reconnect(options);
    } else {
      still.track(options);
    }
  },
});

const still = new Still({
  started: () => {
    setWorking(true);
    notices.announce(t('stage.working'));
  },
  tracked: (result, requestMs) => void finishStill(result, requestMs),
  failed: (failure) => {
    setWorking(false);
    void show(null, null);
    notices.show(failure);
  },
});

const live = new Live(byId('video', HTMLVideoElement), {
  started: () => {
    still.close();
    setWorking(false);
    notices.clear();
    name = 'webcam';
    void show(null, null);
    stage.showLive();
    setLive(true);
    notices.announce(t('live.started'));
  },
  tracked: (result, frame, pace) => {
    liveFrame = frame;
    panel.showPace(pace);
    void show(result, pace.medianMs);
  },
  frameFailed: (problem) => notices.show(problem),
  stopped: (failure) => {
    setLive(false);
    liveFrame = null;
    stage.clear();
    void show(null, null);
    if (failure) {
      notices.show(failure);
    } else {
      notices.announce(t('live.stopped'));
    }
  },
});

async function finishStill(result: Result, requestMs: number): Promise<void> {
  await opening;
  setWorking(false);
  notices.clear();
  await show(result, requestMs);
  notices.announce(
    result.people.length > 0
      ? t(result.people.length > 1 ? 'result.foundSeveral' : 'result.found', {
          people: String(result.people.length),
          count: String(countLandmarks(result)),
          time: formatMs(result.timing.totalMs),
        })
      : t('result.nobody'),
  );
}

async function show(result: Result | null, requestMs: number | null): Promise<void> {
  shown = result;
  downloadPng.disabled = result === null;
  downloadJson.disabled = result === null;
  byId('nobody', HTMLElement).hidden = result === null || result.people.length > 0;
  shownMs = requestMs;
  chosen.follow(result);
  showChosen();
  await stage.showResult(result);
}

/** Shows whom the user has chosen, in a result that is shown or about to be. */
function showChosen(): void {
  const index = shown ? chosen.indexIn(shown) : null;
  people.show(shown, index);
  panel.show(shown, shownMs, index);
  scene.show(shown, index);
  stage.mark(index);
}

function choose(index: number): void {
  if (shown?.people[index]) {
    if (chosen.indexIn(shown) !== index) {
      scene.endRecording();
    }
    chosen.choose(shown, index);
    showChosen();
  }
}

function setWorking(working: boolean): void {
  byId('working', HTMLElement).hidden = !working;
  byId('stage', HTMLElement).setAttribute('aria-busy', String(working));
}

function setLive(on: boolean): void {
  webcamStart.hidden = on;
  webcamStop.hidden = !on;
  panel.setLive(on);
  scene.setLive(on);
}

listenForPictures({
  picked: (picture, called) => {
    live.stop();
    notices.clear();
    name = called;
    void show(null, null);
    opening = stage.showPicture(picture);
    still.open(picture, controls.options);
  },
  failed: (failure) => notices.show(failure),
});

webcamStart.addEventListener('click', () => void live.start(controls.options));
const videoFile = byId('video-file', HTMLInputElement);
byId('video-open', HTMLButtonElement).addEventListener('click', () => videoFile.click());
videoFile.addEventListener('change', () => {
  const file = videoFile.files?.[0];
  if (file) {
    void live.start(controls.options, file);
  }
  videoFile.value = '';
});
webcamStop.addEventListener('click', () => {
  live.stop();
  webcamStart.focus();
});
downloadPng.addEventListener('click', async () => {
  const picture = await stage.compose(liveFrame);
  if (picture) {
    download(picture, `${name}.overlay.png`);
  }
});
downloadJson.addEventListener('click', () => {
  if (shown) {
    download(new Blob([JSON.stringify(shown)], { type: 'application/json' }), `${name}.json`);
  }
});
window.addEventListener('pagehide', () => live.stop());

new Appearance(
  () => {
    stage.retell();
    panel.retell();
    people.retell();
    memory.draw();
    notices.retell();
  },
  () => scene.recolor(),
);
stage.showLayers(controls.layers);
scene.showLayers(controls.layers);
panel.retell();
memory.draw();
memory.follow();
void scene.setOpen(window.matchMedia(ROOM_FOR_3D).matches);
