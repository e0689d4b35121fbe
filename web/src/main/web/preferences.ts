import { type Language, preferredLanguage } from './i18n.ts';

/** What the user has chosen, kept in this browser; the browser's own settings until then. */

export type Theme = 'light' | 'dark';

const LANGUAGE = 'vitruvian.language';
const THEME = 'vitruvian.theme';

export function chosenLanguage(): Language {
  const kept = localStorage.getItem(LANGUAGE);
  return kept === 'en' || kept === 'zh' ? kept : preferredLanguage(navigator.languages);
}

export function keepLanguage(language: Language): void {
  localStorage.setItem(LANGUAGE, language);
}

/** The chosen theme; null as long as the system's is followed. */
export function chosenTheme(): Theme | null {
  const kept = localStorage.getItem(THEME);
  return kept === 'light' || kept === 'dark' ? kept : null;
}

export function keepTheme(theme: Theme): void {
  localStorage.setItem(THEME, theme);
}
