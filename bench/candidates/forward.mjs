/** What any proxy on this stack costs at least: undici's dispatch behind, the body collected, no thought in between. */
import { Pool } from 'undici';
import { upstream } from './serve.mjs';

const pool = new Pool(upstream, { headersTimeout: 0, bodyTimeout: 0 });
const HOP_BY_HOP = ['connection', 'keep-alive', 'transfer-encoding'];
// undici writes these itself.
const REQUEST = new Set([...HOP_BY_HOP, 'host', 'content-length']);
const RESPONSE = new Set(HOP_BY_HOP);

function without(names, raw, text) {
  const kept = [];
  for (let i = 0; i < raw.length; i += 2) {
    const name = text(raw[i]);
    if (!names.has(name.toLowerCase())) kept.push(name, text(raw[i + 1]));
  }
  return kept;
}

const same = (text) => text;
const latin1 = (bytes) => bytes.toString('latin1');

/** Forwards a request of `node:http`. */
export function forward(req, res) {
  const chunks = [];
  req.on('data', (chunk) => chunks.push(chunk));
  req.on('end', () => {
    const body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
    let resume;
    res.on('drain', () => resume());
    pool.dispatch(
      { method: req.method, path: req.url, headers: without(REQUEST, req.rawHeaders, same), body },
      {
        onConnect() {},
        onHeaders(status, raw, resumeParser) {
          resume = resumeParser;
          res.writeHead(status, without(RESPONSE, raw, latin1));
          return true;
        },
        onData: (chunk) => res.write(chunk),
        onComplete: () => res.end(),
        onError: () => res.destroy(),
      },
    );
  });
}
