import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { en } from '../../main/web/messages.en.ts';
import { zh } from '../../main/web/messages.zh.ts';
import { formatPercent } from '../../main/web/numbers.ts';
import { ofPerson } from '../../main/web/palette.ts';
import type { Result } from '../../main/web/result.ts';
import { browserTest, SERVICE, says, screenshot, trackSample, tracked } from './browser.ts';

const WIDE = { viewport: { width: 1500, height: 1000 } };

/** The sample three times beside each other, the middle one mirrored and smaller. */
async function group(page: Page): Promise<Buffer<ArrayBuffer>> {
  const base64 = await page.evaluate(async () => {
    const response = await fetch('./sample.png');
    const portrait = await createImageBitmap(await response.blob());
    const canvas = document.createElement('canvas');
    canvas.width = 1020;
    canvas.height = 360;
    const context = canvas.getContext('2d')!;
    context.fillStyle = '#404040';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(portrait, 0, 0, 360, 360);
    context.drawImage(portrait, 660, 0, 360, 360);
    context.translate(660, 60);
    context.scale(-1, 1);
    context.drawImage(portrait, 0, 0, 300, 300);
    return canvas.toDataURL('image/png').split(',')[1] ?? '';
  });
  return Buffer.from(base64, 'base64');
}

async function open(page: Page): Promise<Buffer<ArrayBuffer>> {
  const picture = await group(page);
  await page
    .getByTestId('choose-file')
    .setInputFiles({ name: 'group.png', mimeType: 'image/png', buffer: picture });
  await tracked(page);
  return picture;
}

async function answer(picture: Buffer<ArrayBuffer>): Promise<Result> {
  const response = await fetch(`${SERVICE}v1/holistic?people=all`, {
    method: 'POST',
    body: picture,
    headers: { 'Content-Type': 'image/png' },
  });
  assert.equal(response.status, 200);
  return (await response.json()) as Result;
}

/** How many pixels of the overlay have exactly a colour. */
function pixelsOf(page: Page, color: string): Promise<number> {
  return page.evaluate((wanted) => {
    const canvas = document.querySelector<HTMLCanvasElement>('#overlay');
    const { data } = canvas!.getContext('2d')!.getImageData(0, 0, canvas!.width, canvas!.height);
    const [red, green, blue] = [1, 3, 5].map((at) => parseInt(wanted.slice(at, at + 2), 16));
    let count = 0;
    for (let i = 0; i < data.length; i += 4) {
      const same = data[i] === red && data[i + 1] === green && data[i + 2] === blue;
      count += same && data[i + 3] === 255 ? 1 : 0;
    }
    return count;
  }, color);
}

browserTest('everybody in a picture is shown and counted, and one is chosen', WIDE, async (page) => {
  const { people } = await answer(await open(page));
  assert.equal(people.length, 3);
  await says(page, '#people-count', en['people.count'].replace('{count}', '3'));
  for (let i = 0; i < 3; i++) {
    assert.ok((await pixelsOf(page, ofPerson(i))) > 100, `colour of person ${i + 1}`);
  }
  const scene = page.locator('#scene');
  const view = page.locator('#scene canvas');
  await page.locator('#scene[data-person="1"][data-state=figure]').waitFor();
  await view.waitFor();
  assert.ok(await page.getByTestId('person-1').isChecked());
  await says(page, '#c-pose-text', formatPercent(people[0]?.confidence.pose ?? 0));
  await screenshot(page, 'people');
  const first = await view.screenshot();

  await page.getByTestId('person-2').check();
  assert.equal(await scene.getAttribute('data-person'), '2');
  await says(page, '#c-pose-text', formatPercent(people[1]?.confidence.pose ?? 0));
  await screenshot(page, 'people-second');
  assert.notDeepEqual(await view.screenshot(), first);

  // The third one's nose.
  const nose = people[2]?.poseLandmarks[0];
  const box = await page.getByTestId('overlay').boundingBox();
  assert.ok(nose && box);
  await page.mouse.click(box.x + nose.x * box.width, box.y + nose.y * box.height);
  assert.equal(await scene.getAttribute('data-person'), '3');
  assert.ok(await page.getByTestId('person-3').isChecked());
  await page.getByTestId('figure-mannequin').check();
  await page.locator('#scene[data-figure=mannequin][data-state=figure]').waitFor();
  await page.getByTestId('language').click();
  await says(page, '#people-count', zh['people.count'].replace('{count}', '3'));
  await screenshot(page, 'people-third');
});

browserTest('each has a mask, and whoever wants one person gets one', {}, async (page) => {
  await open(page);
  await page.getByTestId('layer-mask').check();
  await tracked(page);
  await says(page, '#people-count', /3/);
  await screenshot(page, 'people-masks');
  await page.getByTestId('everyone').uncheck();
  await page.getByTestId('people').waitFor({ state: 'hidden' });
  await says(page, '#r-landmarks', /^\d{3}$/);
});

browserTest('whoever is alone has nobody to be chosen among', {}, async (page) => {
  await trackSample(page);
  assert.ok(await page.getByTestId('people').isHidden());
  assert.equal(await pixelsOf(page, ofPerson(0)), 0);
});
