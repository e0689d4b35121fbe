// The page with a webcam of 640 x 480 pixels at 30 frames/s, in a real browser: frames that are answered in a second, and
// their latency, minute by minute. Called by live.sh.
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const [service, webcam, minutes] = process.argv.slice(2);
const require = createRequire(resolve('web/package.json'));
const { chromium } = require('playwright-core');

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  chromiumSandbox: false,
  args: [
    '--disable-background-networking',
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    `--use-file-for-fake-video-capture=${webcam}`,
    // Without a graphics card, drawing in software is quicker than emulating one.
    '--disable-gpu',
  ],
});
try {
  const page = await browser.newPage({ viewport: { width: 800, height: 700 } });
  // What goes over the wire, timed in the page itself.
  await page.addInitScript(() => {
    const answers = [];
    window.answersOfStream = answers;
    const send = WebSocket.prototype.send;
    WebSocket.prototype.send = function (data) {
      if (!this.sentAt) {
        this.sentAt = [];
        this.addEventListener('message', ({ data: text }) => {
          const frame = Number(/"frame":(\d+)/.exec(text.slice(0, 200))?.[1]);
          answers.push([performance.now(), performance.now() - this.sentAt[frame], text.includes('"people":[{')]);
        });
      }
      this.sentAt.push(performance.now());
      return send.call(this, data);
    };
  });
  await page.goto(service);
  await page.getByTestId('webcam-start').click();
  await page.waitForTimeout(10_000); // compiled, and at its pace
  await page.evaluate(() => window.answersOfStream.splice(0));
  for (let minute = 1; minute <= Number(minutes); minute++) {
    const start = Date.now();
    await page.waitForTimeout(60_000);
    const seconds = (Date.now() - start) / 1000;
    const answers = await page.evaluate(() => window.answersOfStream.splice(0));
    const latencies = answers.map(([, latency]) => latency).sort((a, b) => a - b);
    const at = (share) => latencies[Math.min(latencies.length - 1, Math.floor(share * latencies.length))]?.toFixed(1);
    const status = await (await fetch(new URL('v1/status', service))).json();
    console.log(
      `minute ${minute}: ${(answers.length / seconds).toFixed(1)} frames/s answered, `
        + `${answers.filter(([, , found]) => found).length} of ${answers.length} with a person, `
        + `latency p50 ${at(0.5)} ms, p95 ${at(0.95)}, p99 ${at(0.99)}, most ${at(1)}; `
        + `RSS ${(status.memory.residentBytes / 2 ** 20).toFixed(0)} MB`,
    );
  }
  if (process.env.SCREENSHOT) {
    await page.screenshot({ path: process.env.SCREENSHOT });
  }
} finally {
  await browser.close();
}
