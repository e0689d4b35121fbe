import { en, type MessageKey } from './messages.en.ts';
import { zh } from './messages.zh.ts';

export type Language = 'en' | 'zh';
export type { MessageKey };

export const MESSAGES: Readonly<Record<Language, Readonly<Record<MessageKey, string>>>> = { en, zh };

/** The first of the browser's languages that the page has, or English. */
export function preferredLanguage(wishes: readonly string[]): Language {
  for (const wish of wishes) {
    const start = wish.toLowerCase().split('-')[0];
    if (start === 'zh' || start === 'en') {
      return start;
    }
  }
  return 'en';
}

export function translate(
  language: Language,
  key: MessageKey,
  values: Readonly<Record<string, string>> = {},
): string {
  return MESSAGES[language][key].replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

let current: Language = 'en';

export function language(): Language {
  return current;
}

/** The text in the page's language. */
export function t(key: MessageKey, values: Readonly<Record<string, string>> = {}): string {
  return translate(current, key, values);
}

/**
 * Writes the texts of a language into the page: content where an element names its key in
 * `data-i18n`, the accessible name where it does in `data-i18n-label`.
 */
export function applyLanguage(next: Language): void {
  current = next;
  document.documentElement.lang = next === 'zh' ? 'zh-CN' : 'en';
  document.title = t('page.title');
  for (const element of document.querySelectorAll<HTMLElement>('[data-i18n]')) {
    element.textContent = t(element.dataset['i18n'] as MessageKey);
  }
  for (const element of document.querySelectorAll<HTMLElement>('[data-i18n-label]')) {
    element.setAttribute('aria-label', t(element.dataset['i18nLabel'] as MessageKey));
  }
}
