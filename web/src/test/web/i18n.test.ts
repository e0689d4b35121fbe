import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { MESSAGES, preferredLanguage, translate } from '../../main/web/i18n.ts';
import { pointName } from '../../main/web/pointNames.ts';
import { PROBLEM_CODES, problemKey } from '../../main/web/problem.ts';
import { HAND_NAMES, POSE_NAMES } from '../../main/web/topology.ts';

test('both languages have the same keys, and a text for each', () => {
  assert.deepEqual(Object.keys(MESSAGES.zh).sort(), Object.keys(MESSAGES.en).sort());
  for (const texts of Object.values(MESSAGES)) {
    assert.ok(Object.values(texts).every((text) => text.trim() !== ''));
  }
});

test('both languages fill in the same values', () => {
  const values = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();
  for (const [key, text] of Object.entries(MESSAGES.en)) {
    assert.deepEqual(values(MESSAGES.zh[key as keyof typeof MESSAGES.zh]), values(text), key);
  }
});

test('every problem has its words in both languages', () => {
  for (const code of PROBLEM_CODES) {
    assert.notEqual(MESSAGES.zh[problemKey(code)], MESSAGES.en[problemKey(code)]);
  }
});

test('the page asks only for texts that there are, and starts with the English ones', () => {
  const page = readFileSync('src/main/web/index.html', 'utf8');
  const written = [...page.matchAll(/data-i18n="([^"]+)"[^>]*>([^<]*)</g)];
  assert.ok(written.length > 50);
  const known: Readonly<Record<string, string>> = MESSAGES.en;
  for (const [, key = '', text] of written) {
    assert.ok(key in known, key);
    assert.equal(text, known[key], key);
  }
});

test('a value is put in its place', () => {
  assert.equal(translate('en', 'memory.ceiling', { size: '600 MB' }), 'Ceiling 600 MB');
  assert.equal(translate('zh', 'memory.ceiling', { size: '600 MB' }), '上限 600 MB');
});

test('the first language that the page has is taken', () => {
  assert.equal(preferredLanguage(['de-DE', 'zh-CN', 'en']), 'zh');
  assert.equal(preferredLanguage(['en-GB', 'zh']), 'en');
  assert.equal(preferredLanguage(['fr']), 'en');
});

test('points have names in both languages', () => {
  assert.equal(pointName('LEFT_EYE_INNER', 'en'), 'Left eye inner');
  assert.equal(pointName('INDEX_FINGER_DIP', 'en'), 'Index finger DIP');
  assert.equal(pointName('MOUTH_RIGHT', 'zh'), '右嘴角');
  assert.equal(pointName('LEFT_FOOT_INDEX', 'zh'), '左脚尖');
  for (const name of [...POSE_NAMES, ...HAND_NAMES]) {
    assert.match(pointName(name, 'zh'), /^[\u4e00-\u9fff]+$/, name);
  }
});
