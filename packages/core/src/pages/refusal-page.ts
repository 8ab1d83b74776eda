/** What a person without a way in sees: a page that says whom to ask for what. */
import { CROSS_SITE } from '../access/cross-site.ts';
import type { Refusal } from '../errors.ts';
import type { Identity } from '../ports/identity.ts';
import type { RawResponse } from '../wire/raw.ts';
import { guarded } from './headers.ts';

const STYLE =
  'body{margin:12vh auto;max-width:36rem;padding:0 1.5rem;font:1rem/1.6 system-ui,sans-serif;color:#1d2530;background:#fbfbfc}' +
  'h1{font-size:1.3rem}code,pre{font:.9em ui-monospace,monospace;background:#eceef1;border-radius:4px}code{padding:.1em .3em}' +
  'pre{padding:.8em 1em;overflow:auto;overflow-wrap:anywhere;white-space:pre-wrap}a{color:#0b57a8}' +
  '@media(prefers-color-scheme:dark){body{color:#e2e6ec;background:#14171c}code,pre{background:#232830}a{color:#7db8f5}}';

/** The hash that lets the style above in, and no other; its test works it out anew. */
const STYLE_HASH = '80uXCOsVPc8Jas4OSkpPkLaQkTwAYiKZ7p7iELnNQqE=';

const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** Writes the page. `caller` is whoever was recognised before the refusal. */
export function refusalPage(refusal: Refusal, caller: Identity | null): RawResponse {
  const body = new TextEncoder().encode(
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Aperture: no access</title>` +
      `<meta name="viewport" content="width=device-width"><style>${STYLE}</style></head>` +
      `<body><main>${contentOf(refusal, caller)}</main></body></html>`,
  );
  const headers = [
    'content-type',
    'text/html; charset=utf-8',
    'content-length',
    String(body.byteLength),
    'cache-control',
    'no-store',
    ...guarded(POLICY),
    ...Object.entries(refusal.headers ?? {}).flat(),
  ];
  return { status: refusal.status, statusText: '', headers, body };
}

function contentOf(refusal: Refusal, caller: Identity | null): string {
  const { code, message } = refusal;
  const why = `<p>${escaped(message)}</p>`;
  switch (code) {
    case 'no_role': {
      const login = caller?.login ?? '';
      const grant = `{ "src": [${JSON.stringify(login)}], "app": { "tailscale.com/cap/aperture": [{ "role": "user" }] } }`;
      return (
        `<h1>You have no role here</h1><p>The gateway knows you as <code>${escaped(login)}</code>, and no grant gives you a role.` +
        ` Ask the gateway’s admin for one, such as</p><pre>${escaped(grant)}</pre>`
      );
    }
    case 'cross_site':
      if (refusal !== CROSS_SITE) return `<h1>The gateway does not know this name</h1>${why}`;
      // A link on this page comes from here.
      return `<h1>You came from another site</h1><p>Pages of other sites cannot open the dashboard.</p><p><a href="">Open it from here</a></p>${why}`;
    case 'unidentified':
      return (
        '<h1>The gateway does not know you</h1><p>No identity source of its config recognises this browser. Ask the gateway’s admin' +
        ` how you are to be recognised: by your device’s place in a tailnet, or by a proxy that you sign in at.</p>${why}`
      );
    default:
      return `<h1>The dashboard cannot be shown</h1>${why}`;
  }
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
