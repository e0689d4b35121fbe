/** Numbers for people: short, and with the same number of digits from one moment to the next. */

const BYTE_UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** Bytes in the unit that needs three digits at most: `608 MB`, `1.25 GB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (Math.abs(value) >= 999.5 && unit < BYTE_UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${threeDigits(value, unit === 0)} ${BYTE_UNITS[unit]}`;
}

function threeDigits(value: number, whole: boolean): string {
  const size = Math.abs(value);
  if (whole || size >= 99.95) {
    return value.toFixed(0);
  }
  return value.toFixed(size >= 9.995 ? 1 : 2);
}

/** Milliseconds: `0.42 ms`, `21.5 ms`, `216 ms`, `1.25 s`. */
export function formatMs(ms: number): string {
  return ms >= 999.5 ? `${threeDigits(ms / 1000, false)} s` : `${threeDigits(ms, false)} ms`;
}

/** A probability as a percentage without decimals; only certainty is called 100 %. */
export function formatPercent(probability: number): string {
  const percent = probability * 100;
  return `${percent < 100 ? Math.min(99, Math.round(percent)) : 100} %`;
}

/** A count with thin groups of three digits. */
export function formatCount(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

/** A coordinate with the digits that mean something. */
export function formatCoordinate(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return text.replace('-', '\u2212');
}

/** A length of time in whole units: `45 s`, `10 min`. */
export function formatSpan(seconds: number): string {
  return seconds < 120 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
}
