import { byId, setText } from './dom.ts';
import type { Pace } from './flightLog.ts';
import { t } from './i18n.ts';
import { formatCount, formatMs, formatPercent } from './numbers.ts';
import { countLandmarks, type Result, type Timing } from './result.ts';

const PARTS = ['pose', 'face', 'leftHand', 'rightHand'] as const;

/** The numbers of the current result, and of the live stream. */
export class ResultPanel {
  private readonly panel = byId('result', HTMLElement);
  private result: Result | null = null;
  private requestMs: number | null = null;
  private chosen: number | null = null;

  /**
   * Shows a result, with the time of the whole request where there was one.
   *
   * @param chosen whose confidences are shown; null for nobody's
   */
  show(result: Result | null, requestMs: number | null, chosen: number | null): void {
    this.result = result;
    this.chosen = chosen;
    this.requestMs = requestMs;
    this.retell();
  }

  /** Writes everything again, after the language has changed. */
  retell(): void {
    const { result } = this;
    this.panel.dataset['state'] = result ? 'result' : 'empty';
    const person = this.chosen === null ? undefined : result?.people[this.chosen];
    for (const part of PARTS) {
      const confidence = person?.confidence[part] ?? null;
      byId(`c-${part}`, HTMLMeterElement).value = confidence ?? 0;
      setText(
        `c-${part}-text`,
        confidence === null ? t('result.notFound') : formatPercent(confidence),
      );
    }
    if (result) {
      const { image, tracked, timing } = result;
      setText('r-landmarks', formatCount(countLandmarks(result)));
      setText('r-size', `${image.width} × ${image.height}`);
      setText('r-tracked', `${tracked.width} × ${tracked.height}`);
      setText('r-service', formatMs(timing.totalMs));
      setText('r-request', this.requestMs === null ? '–' : formatMs(this.requestMs));
      this.showTiming(timing);
    }
  }

  showPace(pace: Pace): void {
    setText('l-fps', pace.framesPerSecond.toFixed(1));
    setText('l-latency', formatMs(pace.medianMs));
    setText('l-slow', formatMs(pace.slowMs));
    setText('l-skipped', formatCount(pace.skipped));
  }

  setLive(live: boolean): void {
    byId('live', HTMLElement).hidden = !live;
    byId('live-badge', HTMLElement).hidden = !live;
    for (const id of ['l-fps', 'l-latency', 'l-slow', 'l-skipped']) {
      setText(id, '–');
    }
  }

  private showTiming(timing: Timing): void {
    const shares = timingParts(timing);
    for (const [part, ms] of Object.entries(shares)) {
      const bar = byId(`t-${part}`, HTMLElement);
      bar.style.flexGrow = String(ms);
      setText(`t-${part}-text`, formatMs(ms));
    }
    const parts = [
      `${t('result.decode')} ${formatMs(shares.decode)}`,
      `${t('result.pose')} ${formatMs(shares.pose)}`,
      `${t('result.hands')} ${formatMs(shares.hands)}`,
      `${t('result.face')} ${formatMs(shares.face)}`,
    ].join(', ');
    byId('timing', HTMLElement).setAttribute('aria-label', t('result.timing', { parts }));
  }
}

/** The parts of the whole time; what is left of it is the rest. */
export function timingParts(timing: Timing): Readonly<
  Record<'decode' | 'pose' | 'hands' | 'face' | 'other', number>
> {
  const { decodeMs: decode, poseMs: pose, handsMs: hands, faceMs: face, totalMs } = timing;
  return { decode, pose, hands, face, other: Math.max(0, totalMs - decode - pose - hands - face) };
}
