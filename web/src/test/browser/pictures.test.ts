import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { MESSAGES } from '../../main/web/i18n.ts';
import { countLandmarks } from '../../main/web/result.ts';
import {
  answerToSample,
  browserTest,
  openNoPicture,
  paintedPixels,
  SAMPLE,
  SAMPLE_FILE,
  says,
  screenshot,
  tracked,
  trackSample,
} from './browser.ts';

/** A picture's numbers and overlay are there, and they are those of the sample. */
async function showsTheSample(page: Page): Promise<void> {
  await tracked(page);
  const count = countLandmarks(await answerToSample());
  assert.equal(await page.getByTestId('landmarks').textContent(), String(count));
  assert.equal(await page.locator('#r-size').textContent(), '512 × 512');
  assert.match((await page.locator('#c-pose-text').textContent()) ?? '', /^\d+ %$/);
  assert.match((await page.getByTestId('service-time').textContent()) ?? '', /^[\d.]+ m?s$/);
  // Painted with the browser's next frame, which may come after the numbers.
  for (let i = 0; i < 200 && (await paintedPixels(page)) <= 1000; i++) {
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  assert.ok((await paintedPixels(page)) > 1000);
}

const WIDE = { viewport: { width: 1440, height: 900 } };

browserTest('the sample shows its overlay, its numbers and its body in 3D', WIDE, async (page) => {
  assert.equal(await paintedPixels(page), 0);
  await trackSample(page);
  await showsTheSample(page);
  await page.locator('#scene[data-state=figure]').waitFor();
  await screenshot(page, 'result');

  const scene = page.locator('#scene-holder canvas');
  const figure = await scene.screenshot();
  for (const layer of ['body', 'face', 'hands']) {
    await page.getByTestId(`layer-${layer}`).uncheck();
  }
  assert.notDeepEqual(await scene.screenshot(), figure);

  await page.getByTestId('view-3d').click();
  await page.locator('#scene').waitFor({ state: 'hidden' });
});

browserTest('a picture is uploaded by the file chooser', {}, async (page) => {
  const opened = page.waitForEvent('filechooser');
  await page.getByTestId('choose').click();
  await (await opened).setFiles(SAMPLE_FILE);
  await showsTheSample(page);
});

browserTest('a picture is dropped', {}, async (page) => {
  const dropped = await page.evaluateHandle((base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], 'portrait.png', { type: 'image/png' }));
    return transfer;
  }, SAMPLE.toString('base64'));
  const target = page.getByTestId('drop');
  await target.dispatchEvent('dragenter', { dataTransfer: dropped });
  assert.ok(await page.locator('#stage.is-target').isVisible());
  await target.dispatchEvent('drop', { dataTransfer: dropped });
  assert.ok(await page.locator('#stage:not(.is-target)').isVisible());
  await showsTheSample(page);
});

const CLIPBOARD = { permissions: ['clipboard-read', 'clipboard-write'] };

browserTest('a picture is pasted', CLIPBOARD, async (page) => {
  await page.evaluate(async () => {
    const picture = await (await fetch('./sample.png')).blob();
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': picture })]);
  });
  await page.keyboard.press('Control+V');
  await showsTheSample(page);
});

browserTest('what cannot be read is said in plain words, in both languages', { refusals: [415, 400] }, async (page) => {
  await openNoPicture(page);
  await screenshot(page, 'error');
  await page.getByTestId('language').click();
  await says(page, '#error-text', MESSAGES.zh['problem.unsupported-format']);

  const half = SAMPLE.subarray(0, SAMPLE.length / 2);
  const file = { name: 'half.png', mimeType: 'image/png', buffer: half };
  await page.getByTestId('choose-file').setInputFiles(file);
  await says(page, '#error-text', MESSAGES.zh['problem.truncated-image']);
  await page.getByTestId('language').click();
  await says(page, '#error-text', MESSAGES.en['problem.truncated-image']);
  assert.equal(await page.locator('#working').isHidden(), true);

  await page.getByTestId('error-close').click();
  await page.getByTestId('error').waitFor({ state: 'hidden' });
  await trackSample(page);
});

browserTest('each layer can be switched off and on', {}, async (page) => {
  await trackSample(page);
  for (const layer of ['body', 'face']) {
    const box = page.getByTestId(`layer-${layer}`);
    await box.uncheck();
    const less = await paintedPixels(page);
    await box.check();
    assert.ok((await paintedPixels(page)) > less, layer);
  }
  for (const layer of ['body', 'face', 'hands']) {
    await page.getByTestId(`layer-${layer}`).uncheck();
  }
  assert.equal(await paintedPixels(page), 0);

  await page.getByTestId('layer-mask').check();
  assert.ok(await page.getByTestId('segmentation').isChecked());
  await page.locator('#working').waitFor({ state: 'hidden' });
  assert.ok((await paintedPixels(page)) > 0);
});

browserTest('a landmark that is pointed at tells its numbers', {}, async (page) => {
  await trackSample(page);
  const nose = (await answerToSample()).people[0]?.poseLandmarks[0];
  assert.ok(nose);
  const box = await page.getByTestId('overlay').boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + nose.x * box.width, box.y + nose.y * box.height);
  await page.getByTestId('tooltip').waitFor();
  assert.match((await page.locator('#tooltip-rows').textContent()) ?? '', /px/);
});
