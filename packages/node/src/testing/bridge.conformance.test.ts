/** The bridge behaves alike on every face: see docs/decisions for where each case comes from. */
import { lazyResponse, nativeResponse, type RawResponse } from '@aperturejs/core/wire';
import { leavingCases } from './cases/leaving.ts';
import { requestCases } from './cases/requests.ts';
import { responseCases } from './cases/responses.ts';
import { describeFaces } from './describe-faces.ts';

const whole = (parts: Partial<RawResponse>): RawResponse => ({
  status: 200,
  statusText: '',
  headers: [],
  body: null,
  ...parts,
});

describeFaces('requests', requestCases, {});
for (const [lane, respond] of [
  ['raw responses', (parts: Partial<RawResponse>) => lazyResponse(whole(parts))],
  ['native responses', (parts: Partial<RawResponse>) => nativeResponse(whole(parts))],
] as const) {
  describeFaces(lane, responseCases, { respond });
  describeFaces(`leaving, ${lane}`, leavingCases, { respond });
}
