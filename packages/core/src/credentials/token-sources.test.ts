import { expect, it } from 'vitest';
import { providerOf } from '../testing/provider.ts';
import { serviceAccountOf } from '../testing/service-account.ts';
import { tokenEndpoint } from '../testing/token-endpoint.ts';
import { startTokenSources } from './token-sources.ts';

const ports = { transport: tokenEndpoint(), logger: { log() {} } };
const vertex = (id: string, email: string) => providerOf({ id, keySource: serviceAccountOf({ email }) });

it('goes by the key: shared among providers, kept through a reload, forgotten with it', () => {
  const [a, b, c] = [vertex('a', 'x@y.z'), vertex('b', 'x@y.z'), vertex('c', 'other@y.z')];
  const first = startTokenSources([a, b, c, providerOf({ id: 'd', apikey: 'k' })], undefined, ports);
  const of = (sources: typeof first, provider: typeof a) =>
    provider.keySource?.kind === 'service_account' ? sources.get(provider.keySource) : undefined;
  expect(first.size).toBe(3);
  expect(of(first, a)).toBe(of(first, b));
  expect(of(first, c)).not.toBe(of(first, a));

  const again = vertex('renamed', 'x@y.z');
  const second = startTokenSources([again], first, ports);
  expect(of(second, again)).toBe(of(first, a));
  expect(second.size).toBe(1);

  const back = vertex('c', 'other@y.z');
  const third = startTokenSources([back], second, ports);
  expect(of(third, back)).not.toBe(of(first, c));
});
