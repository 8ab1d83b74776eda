/** `hooks` (spec/aperture.md 9.1). */
import type { HeaderAuthorization } from '../snapshot.ts';
import { duration, flag, integer, oneOf, optional, secret, section, text, type Field } from './field.ts';
import { headerAuthorization } from './provider.ts';

/** A hook as the config has it. */
export interface HookConfig {
  readonly url: string;
  readonly apikey: string;
  readonly authorization: HeaderAuthorization;
  readonly timeout: string | 0;
  readonly disabled: boolean;
  readonly fail_policy: 'fail_open' | 'fail_closed';
  readonly preference: number;
}

/** One hook. */
export const hook: Field<HookConfig> = section<HookConfig>('A service that is told of requests.', {
  url: optional(secret(text('Where it is called with POST; http or https.'), 'url'), ''),
  apikey: optional(secret(text('The credential for it.')), ''),
  authorization: headerAuthorization,
  timeout: optional(duration('How long it may take; 0 is no limit.'), '5s'),
  disabled: optional(flag('Skips it.'), false),
  fail_policy: optional(
    oneOf(['fail_open', 'fail_closed'], 'What a failure of a `pre_request` hook means for the request.'),
    'fail_open',
  ),
  preference: optional(integer('Higher ones are called first.', -(2 ** 31), 2 ** 31 - 1), 0),
});
