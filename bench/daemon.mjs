/** What the gateway asks of a Tailscale daemon, answered for every address: a user each, of the size that the real one writes. */
import { createServer } from 'node:http';

let asked = 0;
const ENDPOINTS = Array.from({ length: 40 }, (_, i) => `198.18.0.${i}:41641`);

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://daemon');
  response.setHeader('content-type', 'application/json');
  if (pathname === '/localapi/v0/status') return response.end('{"BackendState":"Running"}');
  asked += 1;
  const address = searchParams.get('addr');
  response.end(
    JSON.stringify({
      Node: { StableID: `n${address}`, ComputedName: 'laptop', Endpoints: ENDPOINTS },
      UserProfile: { LoginName: `user-at-${address}@example.com`, DisplayName: 'A User' },
      CapMap: { 'tailscale.com/cap/aperture': [{ role: 'user' }, { models: '**' }] },
    }),
  );
});
server.listen(process.argv[2], () => process.send('ready'));
process.on('message', () => process.send({ asked }));
process.on('disconnect', () => process.exit());
