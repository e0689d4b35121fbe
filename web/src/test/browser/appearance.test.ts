import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { MESSAGES } from '../../main/web/i18n.ts';
import { browserTest, says, screenshot, trackSample } from './browser.ts';

const WIDE = { viewport: { width: 1440, height: 900 } };
const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };

browserTest('a Chinese browser gets a Chinese page', { ...WIDE, locale: 'zh-CN' }, async (page) => {
  assert.equal(await page.locator('html').getAttribute('lang'), 'zh-CN');
  assert.equal(await page.title(), MESSAGES.zh['page.title']);
  await trackSample(page);
  await screenshot(page, 'zh');
});

browserTest('the language is switched, and kept', {}, async (page) => {
  await says(page, '#sample', MESSAGES.en['input.sample']);
  await page.getByTestId('language').click();
  await says(page, '#sample', MESSAGES.zh['input.sample']);
  await says(page, '#memory-pressure', MESSAGES.zh['memory.none']);
  await page.reload();
  await says(page, '#sample', MESSAGES.zh['input.sample']);
  await page.getByTestId('language').click();
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
});

browserTest('the theme follows the system until one is chosen', WIDE, async (page) => {
  const light = await background(page);
  await screenshot(page, 'light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.locator('html[data-theme=dark]').waitFor();
  const dark = await background(page);
  assert.notEqual(dark, light);

  await page.getByTestId('theme').click();
  await page.locator('html[data-theme=light]').waitFor();
  await page.reload();
  await page.locator('html[data-theme=light]').waitFor();
  assert.equal(await background(page), light);
});

browserTest('the dark theme reaches picture, numbers and 3D', { ...WIDE, colorScheme: 'dark' }, async (page) => {
  await trackSample(page);
  assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
  await page.locator('#scene[data-state=figure]').waitFor();
  await screenshot(page, 'dark');
});

browserTest('on a phone nothing has to be scrolled sideways', PHONE, async (page) => {
  await assertFits(page);
  await trackSample(page);
  await page.getByTestId('view-3d').click();
  await page.locator('#scene-holder canvas').waitFor();
  await assertFits(page);
  await screenshot(page, 'phone');
  await page.getByTestId('language').click();
  await assertFits(page);
});

async function assertFits(page: Page): Promise<void> {
  const [content, window] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  assert.equal(content, window);
}

function background(page: Page): Promise<string> {
  return page.evaluate(() => getComputedStyle(document.body).backgroundColor);
}
