import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { validateBytes } from 'gltf-validator';
import type { Page } from 'playwright-core';
import { build } from 'vite';
import { BONES } from '../../main/web/motion.ts';
import type { Result } from '../../main/web/result.ts';
import { browserTest, says, screenshot, setting, trackSample } from './browser.ts';
import type * as vrmPlayer from './vrmPlayer.ts';

const WIDE = { viewport: { width: 1500, height: 1000 } };

browserTest('a mannequin stands as the person in the picture does', WIDE, async (page) => {
  await trackSample(page);
  await page.getByTestId('figure-mannequin').check();
  await page.locator('#scene[data-figure=mannequin][data-state=figure]').waitFor();
  await screenshot(page, 'mannequin');
});

browserTest('the webcam moves the mannequin, and is recorded', WIDE, async (page) => {
  await page.getByTestId('figure-mannequin').check();
  await page.getByTestId('webcam-start').click();
  await says(page, '#r-landmarks', /^\d{3}$/);
  await page.getByTestId('record').click();
  await says(page, '[data-testid=fps]', /^\d+\.\d$/);
  const answers = await page.getByTestId('latency').textContent();
  await page.waitForFunction(
    (before) => document.querySelector('[data-testid=latency]')?.textContent !== before,
    answers,
  );
  // The person may be out of sight for a moment, as where the camera's clip begins again.
  await page.locator('[data-testid=record-stop]:not([data-frames="0"])').waitFor();
  await page.getByTestId('record-stop').click();
  await says(page, '#recorded-text', /^\d+ frames recorded/);
  await screenshot(page, 'mannequin-live');
  const text = (await saved(page, 'save-bvh')).toString();
  for (const [name] of BONES) {
    assert.match(text, new RegExp(` ${name}\n`));
  }
  assert.match(text, /\nFrames: [1-9]/);
  assert.equal((await saved(page, 'save-vrma')).readUInt32LE(0), 0x46546c67);
  await page.getByTestId('webcam-stop').click();
  await says(page, '#m-streams', /^0$/);
});

browserTest("the user's own avatar is opened, and nothing of it leaves the browser", WIDE, async (page) => {
  await trackSample(page);
  await page.getByTestId('avatar-file').setInputFiles({
    name: 'avatar.vrm',
    mimeType: 'model/gltf-binary',
    buffer: avatar(),
  });
  await page.locator('#scene[data-figure=avatar][data-state=figure]').waitFor();
  await screenshot(page, 'avatar');

  await page.getByTestId('avatar-file').setInputFiles({
    name: 'broken.vrm',
    mimeType: 'model/gltf-binary',
    buffer: Buffer.from('no avatar'),
  });
  await says(page, '#error-text', /no VRM avatar/);
});

browserTest('three-vrm-animation plays a converted .vrma on a figure', WIDE, async (page) => {
  const animation = readFileSync(`${setting('VITRUVIAN_MOTION')}.vrma`);
  const frames = readFileSync(`${setting('VITRUVIAN_MOTION')}.motion.jsonl`, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Result & { timestampMs: number });
  assert.ok(frames.length >= 10);
  const start = frames[0]?.timestampMs ?? 0;
  const viewer = await page.context().newPage();
  await viewer.addScriptTag({ content: await viewerScript() });
  const turns = await viewer.evaluate(
    ([figure, file, seconds, bones]) =>
      (globalThis as unknown as { viewer: typeof vrmPlayer }).viewer.play(figure, file, seconds, bones),
    [
      avatar().toString('base64'),
      animation.toString('base64'),
      frames.map((frame) => (frame.timestampMs - start) / 1000),
      BONES.map(([name]) => name),
    ] as const,
  );
  let most = 0;
  frames.forEach((frame, i) => {
    for (const [name] of BONES) {
      const expected = frame.motion?.rotations[name] ?? [];
      const seen = turns[i]?.[name] ?? [];
      const degrees = apart(expected, seen);
      assert.ok(degrees < 0.1, `${name} in frame ${i} is ${degrees} degrees off`);
      most = Math.max(most, degrees);
    }
  });
  console.log(`# ${BONES.length} bones in ${frames.length} frames: ${most.toFixed(4)} degrees off at most`);
});

test('a converted .vrma is valid glTF', async () => {
  const animation = readFileSync(`${setting('VITRUVIAN_MOTION')}.vrma`);
  const { issues } = await validateBytes(new Uint8Array(animation), { format: 'glb' });
  assert.deepEqual([issues.numErrors, issues.numWarnings], [0, 0], JSON.stringify(issues.messages));
});

/** The angle between two rotations in degrees; not a number where one is missing. */
function apart(a: readonly number[], b: readonly number[]): number {
  const [x, y, z] = [0, 1, 2].map((i) => {
    const [j, k] = [(i + 1) % 3, (i + 2) % 3];
    const at = (q: readonly number[], n: number): number => q[n] ?? Number.NaN;
    return at(a, 3) * at(b, i) - at(a, i) * at(b, 3) - at(a, j) * at(b, k) + at(a, k) * at(b, j);
  });
  return (2 * Math.asin(Math.min(1, Math.hypot(x ?? NaN, y ?? NaN, z ?? NaN))) * 180) / Math.PI;
}

/** A viewer with three-vrm and three-vrm-animation, as one script. */
async function viewerScript(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      minify: false,
      lib: {
        entry: fileURLToPath(new URL('vrmPlayer.js', import.meta.url)),
        formats: ['iife'],
        name: 'viewer',
      },
    },
  });
  const [{ output }] = (Array.isArray(built) ? built : [built]) as [{ output: { code: string }[] }];
  return output[0]?.code ?? '';
}

async function saved(page: Page, button: string): Promise<Buffer> {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByTestId(button).click()]);
  return readFileSync(await file.path());
}

/** An avatar of VRM 1.0 as small as one can be: a box on each bone. */
function avatar(): Buffer {
  const corners = [-1, 1].flatMap((x) => [-1, 1].flatMap((y) => [-1, 1].map((z) => [x, y, z])));
  const faces = [
    [0, 1, 3, 2], [4, 6, 7, 5], [0, 4, 5, 1], [2, 3, 7, 6], [0, 2, 6, 4], [1, 5, 7, 3],
  ].flatMap(([a, b, c, d]) => [a, b, c, a, c, d].map((i) => i ?? 0));
  const positions = Buffer.from(new Float32Array(corners.flat().map((v) => v * 0.03)).buffer);
  const indices = Buffer.from(new Uint16Array(faces).buffer);
  const side = (name: string): number => (name.startsWith('left') ? 1 : -1);
  const at = (name: string): number[] => {
    if (name === 'hips') return [0, 0.9, 0];
    if (/UpperLeg/.test(name)) return [0.09 * side(name), 0, 0];
    if (/LowerLeg|Foot/.test(name)) return [0, -0.4, 0];
    if (/Shoulder/.test(name)) return [0.05 * side(name), 0.2, 0];
    if (/Arm|Hand/.test(name)) return [0.25 * side(name), 0, 0];
    if (/Thumb|Index|Middle|Ring|Little/.test(name)) return [0.03 * side(name), 0, 0];
    return [0, 0.15, 0];
  };
  const json = {
    asset: { version: '2.0' },
    extensionsUsed: ['VRMC_vrm'],
    extensions: {
      VRMC_vrm: {
        specVersion: '1.0',
        meta: { name: 'box', authors: ['test'], licenseUrl: 'https://vrm.dev/licenses/1.0/' },
        humanoid: {
          humanBones: Object.fromEntries(BONES.map(([name], i) => [name, { node: i }])),
        },
      },
    },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: BONES.map(([name]) => {
      const children = BONES.flatMap(([, parent], i) => (parent === name ? [i] : []));
      return {
        name,
        mesh: 0,
        translation: at(name),
        ...(children.length > 0 ? { children } : {}),
      };
    }),
    meshes: [{ primitives: [{ attributes: { POSITION: 0 }, indices: 1 }] }],
    accessors: [
      { bufferView: 0, componentType: 5126, count: 8, type: 'VEC3', min: [-0.03, -0.03, -0.03], max: [0.03, 0.03, 0.03] },
      { bufferView: 1, componentType: 5123, count: faces.length, type: 'SCALAR' },
    ],
    bufferViews: [
      { buffer: 0, byteOffset: 0, byteLength: positions.length },
      { buffer: 0, byteOffset: positions.length, byteLength: indices.length },
    ],
    buffers: [{ byteLength: positions.length + indices.length }],
  };
  const text = JSON.stringify(json);
  const padded = Buffer.from(text.padEnd(Math.ceil(text.length / 4) * 4));
  const binary = Buffer.concat([positions, indices]);
  const head = Buffer.alloc(20);
  const total = 28 + padded.length + binary.length;
  [0x46546c67, 2, total, padded.length, 0x4e4f534a].forEach((word, i) => head.writeUInt32LE(word, 4 * i));
  const second = Buffer.alloc(8);
  second.writeUInt32LE(binary.length, 0);
  second.writeUInt32LE(0x004e4942, 4);
  return Buffer.concat([head, padded, second, binary]);
}
