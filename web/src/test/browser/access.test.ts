import assert from 'node:assert/strict';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { browserTest, openNoPicture, setting, tracked, trackSample } from './browser.ts';

const WIDE = { viewport: { width: 1440, height: 900 } };

/** No rule of axe is broken in a way that it calls serious or critical. */
async function assertAccessible(page: Page): Promise<void> {
  // Given to the browser by its debugger: as an element of the page its policy would refuse it.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run(),
  );
  const grave = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
  assert.deepEqual(grave, []);
}

browserTest('axe finds nothing serious in the light page, before and after a picture', WIDE, async (page) => {
  await assertAccessible(page);
  await trackSample(page);
  await assertAccessible(page);
});

browserTest('axe finds nothing serious in the dark page', { ...WIDE, colorScheme: 'dark' }, async (page) => {
  await assertAccessible(page);
  await trackSample(page);
  await assertAccessible(page);
});

browserTest('axe finds nothing serious in the Chinese page', { ...WIDE, locale: 'zh-CN' }, async (page) => {
  await trackSample(page);
  await assertAccessible(page);
});

browserTest('axe finds nothing serious in an error', { refusals: [415] }, async (page) => {
  await openNoPicture(page);
  await assertAccessible(page);
});

browserTest('axe finds nothing serious in the question for the token', {
  service: setting('VITRUVIAN_GUARDED_SERVICE'),
  refusals: [401],
}, async (page) => {
  await page.locator('#token-form').waitFor();
  await assertAccessible(page);
});

browserTest('the page is used by the keyboard alone', {}, async (page) => {
  const { keyboard } = page;
  await keyboard.press('Tab');
  await page.locator('.skip:focus').waitFor();
  await keyboard.press('Enter');
  await page.locator('#choose:focus').waitFor();
  await keyboard.press('Tab');
  await page.locator('#sample:focus').waitFor();
  await keyboard.press('Enter');
  await tracked(page);

  await tabTo(page, 'overlay');
  await keyboard.press('ArrowRight');
  await page.getByTestId('tooltip').waitFor();
  const first = await page.locator('#tooltip').textContent();
  await keyboard.press('ArrowRight');
  assert.notEqual(await page.locator('#tooltip').textContent(), first);
  await keyboard.press('Escape');
  await page.getByTestId('tooltip').waitFor({ state: 'hidden' });

  await tabTo(page, 'layer-face');
  await keyboard.press('Space');
  assert.equal(await page.getByTestId('layer-face').isChecked(), false);
  await tabTo(page, 'complexity-1');
  await keyboard.press('ArrowLeft');
  assert.ok(await page.getByTestId('complexity-0').isChecked());
  await tabTo(page, 'download-json');
  const download = page.waitForEvent('download');
  await keyboard.press('Enter');
  assert.equal((await download).suggestedFilename(), 'sample.json');
});

browserTest('the focus shows where it is', {}, async (page) => {
  await trackSample(page);
  for (const element of ['overlay', 'layer-body', 'download-png', 'language', 'sample']) {
    await tabTo(page, element);
    const outline = await page.evaluate(() => {
      const focused = document.activeElement;
      return focused ? getComputedStyle(focused).outlineStyle : 'none';
    });
    assert.notEqual(outline, 'none', element);
  }
});

/** Presses the tabulator until an element has the focus. */
async function tabTo(page: Page, testId: string): Promise<void> {
  const focused = (): Promise<string | null> =>
    page.evaluate(() => document.activeElement?.getAttribute('data-testid') ?? null);
  for (let stops = 0; stops < 60 && (await focused()) !== testId; stops++) {
    await page.keyboard.press('Tab');
  }
  assert.equal(await focused(), testId);
}
