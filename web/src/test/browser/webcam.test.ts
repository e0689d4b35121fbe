import assert from 'node:assert/strict';
import { browserTest, SERVICE, says, screenshot } from './browser.ts';

browserTest('the webcam is tracked live until it is stopped', {}, async (page) => {
  await page.getByTestId('webcam-start').click();
  await says(page, '[data-testid=fps]', /^\d+\.\d$/);
  await says(page, '[data-testid=latency]', /^[\d.]+ m?s$/);
  await says(page, '#r-landmarks', /^\d{3}$/);
  await says(page, '#m-streams', /^1$/);
  assert.ok(await page.locator('#live-badge').isVisible());
  await screenshot(page, 'webcam');

  await page.getByTestId('webcam-stop').click();
  await page.getByTestId('live').waitFor({ state: 'hidden' });
  assert.ok(await page.locator('#webcam-start:focus').isVisible());
  await says(page, '#m-streams', /^0$/);
  const status = (await (await fetch(`${SERVICE}v1/status`)).json()) as { streams: number };
  assert.equal(status.streams, 0);
});

browserTest('options change while the webcam is live', {}, async (page) => {
  await page.getByTestId('webcam-start').click();
  await says(page, '#r-landmarks', /^\d{3}$/);
  const before = await page.getByTestId('landmarks').textContent();
  await page.getByTestId('refine-face').check();
  // With irises there are ten more.
  await says(page, '#r-landmarks', String(Number(before) + 10));
  await page.getByTestId('sample').click();
  await says(page, '#r-size', '512 × 512');
  assert.ok(await page.getByTestId('webcam-start').isVisible());
  await says(page, '#m-streams', /^0$/);
});
