import { byId } from './dom.ts';
import { t } from './i18n.ts';
import { formatSpan } from './numbers.ts';
import { type Problem, problemIn, problemKey } from './problem.ts';
import { storeToken, storedToken } from './token.ts';

/** What the page has to say: errors, the question for the token, and words for screen readers. */
export class Notices {
  private readonly box = byId('error', HTMLElement);
  private readonly text = byId('error-text', HTMLElement);
  private readonly detail = byId('error-detail', HTMLElement);
  private readonly tokenForm = byId('token-form', HTMLFormElement);
  private readonly token = byId('token', HTMLInputElement);
  private readonly announcer = byId('announcer', HTMLElement);
  private shown: Problem | null = null;

  /** Calls back when the user has given a token. */
  constructor(authorized: () => void) {
    byId('error-close', HTMLButtonElement).addEventListener('click', () => this.clear());
    this.tokenForm.addEventListener('submit', (event) => {
      event.preventDefault();
      storeToken(this.token.value.trim());
      this.token.value = '';
      this.tokenForm.hidden = true;
      this.clear();
      authorized();
    });
  }

  /** Shows what went wrong; an abort by the page itself is nothing to show. */
  show(failure: unknown): void {
    if (!(failure instanceof DOMException && failure.name === 'AbortError')) {
      this.showProblem(problemIn(failure));
    }
  }

  showProblem(problem: Problem): void {
    if (problem.code === 'unauthorized') {
      this.askForToken();
      if (storedToken() === null) {
        return;
      }
    }
    this.shown = problem;
    this.retell();
  }

  clear(): void {
    this.shown = null;
    this.retell();
  }

  /** Says something to screen readers. */
  announce(text: string): void {
    this.announcer.textContent = text;
  }

  /** Writes everything again, after the language has changed. */
  retell(): void {
    this.box.hidden = this.shown === null;
    this.text.textContent = this.shown ? wording(this.shown) : '';
    const detail = this.shown?.detail ?? '';
    this.detail.hidden = detail === '';
    this.detail.textContent = detail && t('error.service', { detail });
  }

  private askForToken(): void {
    if (this.tokenForm.hidden) {
      this.tokenForm.hidden = false;
      this.token.focus();
    }
  }
}

function wording({ code, retryAfterSeconds }: Problem): string {
  const text = t(problemKey(code));
  return retryAfterSeconds === null
    ? text
    : `${text} ${t('error.retryAfter', { span: formatSpan(retryAfterSeconds) })}`;
}
