import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { en } from '../../main/web/messages.en.ts';
import type { Result } from '../../main/web/result.ts';

/** The page in a browser, as the service gives it out; see PageBrowserTest for who starts what. */

/** A slow machine must not fail a test: these end only what hangs. */
const TEST_LIMIT_MS = 300_000;
const STEP_LIMIT_MS = 120_000;

export const SERVICE = setting('VITRUVIAN_SERVICE');

/** A portrait of 512 x 512 pixels; body and face are found in it. */
export const SAMPLE_FILE = '../samples/astronaut.png';
export const SAMPLE = readFileSync(SAMPLE_FILE);

/** How a test wants the browser, beside an ordinary one in English. */
export interface Wishes extends BrowserContextOptions {
  /** Which service, where it is not the open one. */
  readonly service?: string;
  /** Answers that the test provokes; the browser writes each to its console as an error. */
  readonly refusals?: readonly number[];
}

export function setting(name: string): string {
  const value = process.env[name];
  assert.ok(value, `${name} is not set`);
  return value;
}

let browser: Browser | null = null;

after(() => browser?.close());

async function launched(): Promise<Browser> {
  browser ??= await chromium.launch({
    executablePath: setting('CHROMIUM'),
    timeout: STEP_LIMIT_MS,
    chromiumSandbox: false,
    args: [
      '--disable-background-networking',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-video-capture=${setting('VITRUVIAN_WEBCAM')}`,
      // 3D without a graphics card.
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
    ],
  });
  return browser;
}

/**
 * A test on the opened page. Whatever it does, the console stays without an error, which a breach of the
 * page's policy would be too, and nothing is asked of anybody but the service.
 */
export function browserTest(
  name: string,
  wishes: Wishes,
  body: (page: Page) => Promise<void>,
): void {
  test(name, { timeout: TEST_LIMIT_MS }, async () => {
    const { service = SERVICE, refusals = [], ...options } = wishes;
    // Too narrow for the 3D view to be open from the start.
    const viewport = { width: 1100, height: 900 };
    const context = await (await launched()).newContext({ locale: 'en-US', viewport, ...options });
    try {
      context.setDefaultTimeout(STEP_LIMIT_MS);
      const page = await context.newPage();
      const complaints = complaintsOf(page, service, refusals);
      await page.goto(service);
      await calm(page);
      await body(page);
      assert.deepEqual(complaints, []);
    } finally {
      await context.close();
    }
  });
}

function complaintsOf(page: Page, service: string, refusals: readonly number[]): string[] {
  const complaints: string[] = [];
  const own = new URL(service).host;
  const ask = (address: string): void => {
    const { host, protocol } = new URL(address);
    if (host !== own && protocol !== 'blob:' && protocol !== 'data:') {
      complaints.push(`asked for ${address}`);
    }
  };
  page.on('request', (request) => ask(request.url()));
  page.on('websocket', (socket) => ask(socket.url()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    const provoked = refusals.some((status) => message.text().includes(`a status of ${status}`));
    if (message.type() === 'error' && !provoked) {
      complaints.push(message.text());
    }
  });
  return complaints;
}

/** Waits until the page has heard of the service, or of its wish for a token. */
async function calm(page: Page): Promise<void> {
  await page.locator('#memory:not([data-pressure=waiting]), #token-form:visible').waitFor();
}

/** Waits for an element that has some text. */
export async function says(page: Page, selector: string, text: string | RegExp): Promise<void> {
  await page.locator(selector).filter({ hasText: text }).waitFor();
}

/** Waits for the end of tracking, with a person found. */
export async function tracked(page: Page): Promise<void> {
  await page.locator('#result[data-state=result]').waitFor();
  await page.locator('#working').waitFor({ state: 'hidden' });
  assert.ok(await page.locator('#nobody').isHidden());
}

export async function trackSample(page: Page): Promise<void> {
  await page.getByTestId('sample').click();
  await tracked(page);
}

/** How many pixels of the overlay have a colour, once what is due has been drawn. */
export function paintedPixels(page: Page): Promise<number> {
  return page.evaluate(async () => {
    for (let frame = 0; frame < 2; frame++) {
      await new Promise((done) => requestAnimationFrame(done));
    }
    const canvas = document.querySelector<HTMLCanvasElement>('#overlay');
    const pixels = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height);
    return pixels?.data.filter((value, i) => i % 4 === 3 && value > 0).length ?? 0;
  });
}

/** What the service answers to the sample, asked without the page. */
export async function answerToSample(): Promise<Result> {
  const response = await fetch(
    `${SERVICE}v1/holistic?complexity=1&refineFace=false&segmentation=false&sampling=cpu&people=all&motion=true`,
    { method: 'POST', body: SAMPLE, headers: { 'Content-Type': 'image/png' } },
  );
  assert.equal(response.status, 200);
  return (await response.json()) as Result;
}

/** Keeps a picture of the whole page for people to look at. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = setting('VITRUVIAN_SCREENSHOTS');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

/** Opens a file that is no picture, and waits until the page says so. */
export async function openNoPicture(page: Page): Promise<void> {
  const file = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no picture') };
  await page.getByTestId('choose-file').setInputFiles(file);
  await says(page, '#error-text', en['problem.unsupported-format']);
}
