import * as api from './api.ts';
import { byId, setText } from './dom.ts';
import { areaPath, curves, History, linePath, scaleTop } from './history.ts';
import { t } from './i18n.ts';
import { formatBytes, formatCount, formatSpan } from './numbers.ts';
import { type Problem, problemIn } from './problem.ts';
import type { Status } from './status.ts';

const POLL_MS = 1000;
const POLL_AFTER_FAILURE_MS = 4000;
const MOST_READINGS = 600;
const SPAN_MS = MOST_READINGS * POLL_MS;
const SHORTEST_SPAN_MS = 60_000;

/** The service's memory under its ceiling, read each second while the page is visible. */
export class MemoryPanel {
  private readonly panel = byId('memory', HTMLElement);
  private readonly chart = byId('memory-chart', HTMLElement);
  private readonly history = new History(MOST_READINGS);
  private readonly failed: (problem: Problem) => void;
  private status: Status | null = null;
  private isLost = false;
  private timer: number | undefined;
  private asking: AbortController | null = null;

  /** Tells of the failures that the user can do something about. */
  constructor(failed: (problem: Problem) => void) {
    this.failed = failed;
    new ResizeObserver(() => this.draw()).observe(this.chart);
    document.addEventListener('visibilitychange', () => this.follow());
  }

  /** Asks now, and from then on as long as the page is visible. */
  follow(): void {
    clearTimeout(this.timer);
    this.asking?.abort();
    if (!document.hidden) {
      void this.ask();
    }
  }

  /** Writes everything again, after the language has changed. */
  draw(): void {
    this.panel.dataset['pressure'] = this.pressure();
    setText('memory-pressure', t(`memory.${this.pressure()}`));
    if (this.status) {
      this.writeFigures(this.status);
      this.drawCurve(this.status);
    }
  }

  private async ask(): Promise<void> {
    const asking = new AbortController();
    this.asking = asking;
    let pause = POLL_MS;
    try {
      this.status = await api.status(asking.signal);
      this.isLost = false;
      const { residentBytes } = this.status.memory;
      this.history.add({ at: performance.now(), residentBytes });
    } catch (failure) {
      if (asking.signal.aborted) {
        return;
      }
      pause = POLL_AFTER_FAILURE_MS;
      const problem = problemIn(failure);
      this.isLost = problem.code !== 'unauthorized';
      if (problem.code === 'unauthorized') {
        // Goes on when there is a token.
        this.failed(problem);
        this.draw();
        return;
      }
    }
    this.draw();
    this.timer = window.setTimeout(() => void this.ask(), pause);
  }

  private pressure(): Status['pressure'] | 'unreachable' | 'waiting' {
    if (this.isLost) {
      return 'unreachable';
    }
    return this.status?.pressure ?? 'waiting';
  }

  private writeFigures(status: Status): void {
    const { memory, requests, sessions, budget } = status;
    setText('version', status.version);
    setText('m-resident', formatBytes(memory.residentBytes));
    setText('m-headroom', formatBytes(memory.ceilingBytes - memory.residentBytes));
    setText('m-heap', formatBytes(memory.heapBytes));
    setText('m-native', formatBytes(memory.nativeBytes));
    setText('m-sessions', `${sessions.busy} / ${sessions.total}`);
    setText('m-queue', formatCount(requests.waiting));
    setText('m-inflight', formatCount(requests.inFlight));
    setText('m-streams', formatCount(status.streams));
    setText('m-answered', formatCount(requests.answered));
    setText('m-refused', formatCount(requests.refused));
    setText('m-budget', formatBytes(budget.freeBytes));
    this.writeChange();
  }

  private writeChange(): void {
    const { readings } = this.history;
    const first = readings[0];
    const last = readings.at(-1);
    if (first && last) {
      const change = last.residentBytes - first.residentBytes;
      const sign = change < 0 ? '−' : '+';
      const span = formatSpan((last.at - first.at) / 1000);
      setText('m-change-name', t('memory.change', { span }));
      setText('m-change', `${sign}${formatBytes(Math.abs(change))}`);
    }
  }

  private drawCurve({ memory }: Status): void {
    const { readings } = this.history;
    const first = readings[0];
    const last = readings.at(-1);
    const { clientWidth: width, clientHeight: height } = this.chart;
    if (!first || !last || width === 0) {
      return;
    }
    const spanMs = Math.min(Math.max(last.at - first.at, SHORTEST_SPAN_MS), SPAN_MS);
    const top = scaleTop(readings, memory.ceilingBytes);
    const parts = curves(readings, { width, height, now: last.at, spanMs, top });
    const ceiling = height * (1 - memory.ceilingBytes / top);
    const [x, y] = parts.at(-1)?.at(-1) ?? [0, 0];
    set('memory-svg', { viewBox: `0 0 ${width} ${height}` });
    set('memory-area', { d: areaPath(parts, height) });
    set('memory-line', { d: linePath(parts) });
    set('memory-ceiling', { x2: String(width), y1: String(ceiling), y2: String(ceiling) });
    set('memory-now', { cx: x.toFixed(1), cy: y.toFixed(1), r: '4' });
    const label = byId('memory-ceiling-label', HTMLElement);
    label.style.top = `${ceiling}px`;
    label.textContent = t('memory.ceiling', { size: formatBytes(memory.ceilingBytes) });
    const span = formatSpan(spanMs / 1000);
    setText('memory-from', t('memory.ago', { span }));
    this.chart.setAttribute(
      'aria-label',
      t('memory.curve', {
        resident: formatBytes(memory.residentBytes),
        ceiling: formatBytes(memory.ceilingBytes),
        span,
      }),
    );
  }
}

function set(id: string, attributes: Readonly<Record<string, string>>): void {
  const element = document.getElementById(id);
  for (const [name, value] of Object.entries(attributes)) {
    element?.setAttribute(name, value);
  }
}
