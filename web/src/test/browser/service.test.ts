import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Download, Page } from 'playwright-core';
import { en } from '../../main/web/messages.en.ts';
import type { Result } from '../../main/web/result.ts';
import {
  answerToSample,
  browserTest,
  SAMPLE,
  says,
  screenshot,
  setting,
  trackSample,
} from './browser.ts';

const PNG_START = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

browserTest('the JSON that is downloaded is what the service answers', {}, async (page) => {
  await trackSample(page);
  const file = await downloaded(page, 'download-json');
  assert.equal(file.suggestedFilename(), 'sample.json');
  const result = JSON.parse(readFileSync(await file.path(), 'utf8')) as Result;
  assert.ok(result.timing.totalMs > 0);
  assert.deepEqual({ ...result, timing: null }, { ...(await answerToSample()), timing: null });
});

browserTest('the PNG that is downloaded is the picture with its overlay', {}, async (page) => {
  await trackSample(page);
  const file = await downloaded(page, 'download-png');
  assert.equal(file.suggestedFilename(), 'sample.overlay.png');
  const png = readFileSync(await file.path());
  assert.deepEqual(png.subarray(0, 8), PNG_START);
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [512, 512]);
  const changed = await page.evaluate(changedPixels, [png, SAMPLE].map((f) => f.toString('base64')));
  // The lines and dots of body and face, and most of the picture as it was.
  assert.ok(changed > 0.01 && changed < 0.5, String(changed));
});

browserTest('a service with a token asks for it, then works', guarded(), async (page) => {
  await page.locator('#token-form').waitFor();
  assert.ok(await page.locator('#token:focus').isVisible());
  assert.ok(await page.locator('#memory[data-pressure=waiting]').isVisible());
  await page.getByTestId('token').fill('not the token');
  await page.getByTestId('token-save').click();
  await says(page, '#error-text', en['problem.unauthorized']);
  await screenshot(page, 'token');

  await page.getByTestId('token').fill(setting('VITRUVIAN_TOKEN'));
  await page.getByTestId('token-save').click();
  await page.locator('#memory[data-pressure=none]').waitFor();
  assert.ok(await page.locator('#token-form').isHidden());
  assert.ok(await page.getByTestId('error').isHidden());
  await trackSample(page);

  await page.getByTestId('webcam-start').click();
  await says(page, '[data-testid=fps]', /^\d/);
  await page.getByTestId('webcam-stop').click();
  await says(page, '#m-streams', /^0$/);

  await page.reload();
  await page.locator('#memory[data-pressure=none]').waitFor();
});

browserTest('a picture that was refused for want of a token is tracked when there is one', guarded(), async (page) => {
  await page.locator('#token-form').waitFor();
  await page.getByTestId('sample').click();
  await page.locator('#working').waitFor({ state: 'hidden' });
  await page.getByTestId('token').fill(setting('VITRUVIAN_TOKEN'));
  await page.keyboard.press('Enter');
  await page.locator('#result[data-state=result]').waitFor();
});

browserTest('the memory panel draws the curve under the ceiling', {}, async (page) => {
  await page.locator('#memory[data-pressure=none]').waitFor();
  await says(page, '#memory-ceiling-label', 'Ceiling 4.00 GB');
  await says(page, '[data-testid=resident]', /^[\d.]+ [MG]B$/);
  const line = page.locator('#memory-line');
  const points = async (): Promise<number> =>
    ((await line.getAttribute('d')) ?? '').match(/[ML]/g)?.length ?? 0;
  const before = await points();
  for (let answers = 0; answers < 3; answers++) {
    await page.waitForResponse((response) => response.url().endsWith('/v1/status'));
  }
  assert.ok((await points()) >= before + 2);
  const height = Number(await page.locator('#memory-now').getAttribute('cy'));
  const ceiling = Number(await page.locator('#memory-ceiling').getAttribute('y1'));
  assert.ok(ceiling > 0 && height > ceiling);
});

function guarded(): { service: string; refusals: number[] } {
  return { service: setting('VITRUVIAN_GUARDED_SERVICE'), refusals: [401] };
}

async function downloaded(page: Page, button: string): Promise<Download> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByTestId(button).click(),
  ]);
  return file;
}

/** Runs in the browser: the part of the pixels that differ between two pictures of one size. */
async function changedPixels(files: readonly string[]): Promise<number> {
  const [one = [], other = []] = await Promise.all(
    files.map(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes]));
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
      context?.drawImage(bitmap, 0, 0);
      return new Uint32Array(
        context?.getImageData(0, 0, bitmap.width, bitmap.height).data.buffer ?? [],
      );
    }),
  );
  let changed = 0;
  for (const [i, pixel] of one.entries()) {
    changed += pixel === other[i] ? 0 : 1;
  }
  return changed / one.length;
}
