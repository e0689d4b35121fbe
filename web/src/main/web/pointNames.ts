import type { Language } from './i18n.ts';

/** The Chinese words of which the names of the points are made; whole names first. */
const ZH: Readonly<Record<string, string>> = {
  NOSE: '鼻尖',
  LEFT: '左',
  RIGHT: '右',
  MOUTH: '嘴角',
  EYE: '眼',
  INNER: '内侧',
  OUTER: '外侧',
  EAR: '耳',
  SHOULDER: '肩',
  ELBOW: '肘',
  WRIST: '手腕',
  HIP: '髋',
  KNEE: '膝',
  ANKLE: '脚踝',
  HEEL: '脚跟',
  FOOT: '脚',
  THUMB: '拇指',
  INDEX: '食指',
  MIDDLE: '中指',
  RING: '无名指',
  PINKY: '小指',
  FINGER: '',
  CMC: '腕掌关节',
  MCP: '掌指关节',
  PIP: '近端关节',
  IP: '指间关节',
  DIP: '远端关节',
  TIP: '指尖',
};

/** The name of a point for people: `LEFT_EYE_INNER` is "Left eye inner". */
export function pointName(name: string, language: Language): string {
  const words = name.split('_');
  if (language === 'en') {
    const text = words.map((word) => (isJoint(word) ? word : word.toLowerCase())).join(' ');
    return text.charAt(0).toUpperCase() + text.slice(1);
  }
  if (words.includes('FOOT')) {
    return `${ZH[words[0] ?? '']}脚尖`;
  }
  // The side comes first in Chinese, also where the name has it last.
  const side = words.find((word) => word === 'LEFT' || word === 'RIGHT');
  const others = words.filter((word) => word !== side);
  return [...(side ? [side] : []), ...others].map((word) => ZH[word] ?? word).join('');
}

function isJoint(word: string): boolean {
  return ['CMC', 'MCP', 'PIP', 'IP', 'DIP'].includes(word);
}
