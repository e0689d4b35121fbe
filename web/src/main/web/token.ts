/** The service's access token, kept for this tab only. */

const KEY = 'vitruvian.token';
const PROTOCOL = 'vitruvian.v1';

export function storedToken(): string | null {
  return sessionStorage.getItem(KEY);
}

export function storeToken(token: string): void {
  sessionStorage.setItem(KEY, token);
}

/** The headers of a request, with the token where there is one. */
export function authorized(token: string | null): Record<string, string> {
  return token === null ? {} : { Authorization: `Bearer ${token}` };
}

/** The subprotocols of a WebSocket, whose handshake cannot have headers of ours. */
export function subprotocols(token: string | null): string[] {
  return token === null ? [PROTOCOL] : [PROTOCOL, `bearer.${base64Url(token)}`];
}

export function base64Url(text: string): string {
  const bytes = new TextEncoder().encode(text);
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}
