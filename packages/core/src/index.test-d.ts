/** What the public types promise. Checked by `npm run typecheck`; nothing here runs. */
import { describe, expectTypeOf, it } from 'vitest';
import {
  createGateway,
  type ConfigSource,
  type Gateway,
  type Identity,
  type IdentitySource,
  type RequestContext,
  type Transport,
} from './index.ts';

describe('createGateway', () => {
  it('takes an object, a text or a source', () => {
    expectTypeOf(createGateway).toBeCallableWith({ providers: {} });
    expectTypeOf(createGateway).toBeCallableWith('{}');
    expectTypeOf(createGateway).toBeCallableWith({
      name: 'x',
      read: async () => '{}',
    } satisfies ConfigSource);
    // @ts-expect-error a number is no config
    createGateway(1);
  });

  it('gives a function from Request to Response', () => {
    expectTypeOf<Gateway['fetch']>().toEqualTypeOf<
      (request: Request, context?: RequestContext) => Promise<Response>
    >();
  });

  it('takes ports', () => {
    const transport: Transport = { send: () => ({ response: Promise.reject(new Error('x')), cancel() {} }) };
    const source: IdentitySource = { type: 'own', headers: [], byNetwork: false, identify: () => null };
    expectTypeOf(createGateway).toBeCallableWith({}, { transport, identity: [source] });
    // @ts-expect-error an option that does not exist
    createGateway({}, { transports: transport });
  });
});

it('an identity is readonly', () => {
  const identity: Identity = { login: 'a', tags: [], groups: [], source: 'test' };
  // @ts-expect-error nobody may rename a caller
  identity.login = 'b';
});
