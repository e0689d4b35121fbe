import { byId } from './dom.ts';
import { applyLanguage, language, t } from './i18n.ts';
import {
  chosenLanguage,
  chosenTheme,
  keepLanguage,
  keepTheme,
  type Theme,
} from './preferences.ts';

/** The switches for language and theme. */
export class Appearance {
  private readonly system = window.matchMedia('(prefers-color-scheme: dark)');
  private readonly themeButton = byId('theme', HTMLButtonElement);

  constructor(languageChanged: () => void, themeChanged: () => void) {
    applyLanguage(chosenLanguage());
    this.applyTheme();
    byId('language', HTMLButtonElement).addEventListener('click', () => {
      const next = language() === 'en' ? 'zh' : 'en';
      keepLanguage(next);
      applyLanguage(next);
      this.applyTheme();
      languageChanged();
    });
    this.themeButton.addEventListener('click', () => {
      keepTheme(this.theme === 'dark' ? 'light' : 'dark');
      this.applyTheme();
      themeChanged();
    });
    this.system.addEventListener('change', () => {
      this.applyTheme();
      themeChanged();
    });
  }

  private get theme(): Theme {
    return chosenTheme() ?? (this.system.matches ? 'dark' : 'light');
  }

  private applyTheme(): void {
    document.documentElement.dataset['theme'] = this.theme;
    const key = this.theme === 'dark' ? 'header.toLight' : 'header.toDark';
    this.themeButton.setAttribute('aria-label', t(key));
  }
}
