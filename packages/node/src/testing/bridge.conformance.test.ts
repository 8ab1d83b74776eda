/** The bridge behaves alike on every face (docs/decisions/0014-bridge.md tells where the cases come from). */
import { lazyResponse, nativeResponse, type RawResponse } from '@aperturejs/core/wire';
import { leavingCases } from './cases/leaving.ts';
import { requestCases } from './cases/requests.ts';
import { responseCases } from './cases/responses.ts';
import { streamCases } from './cases/streams.ts';
import { targetCases } from './cases/targets.ts';
import { uploadCases } from './cases/uploads.ts';
import { describeFaces } from './describe-faces.ts';

const whole = (parts: Partial<RawResponse>): RawResponse => ({
  status: 200,
  statusText: '',
  headers: [],
  body: null,
  ...parts,
});

describeFaces('targets', targetCases, {});
describeFaces('requests', requestCases, {});
for (const [lane, respond] of [
  ['raw responses', (parts: Partial<RawResponse>) => lazyResponse(whole(parts))],
  ['native responses', (parts: Partial<RawResponse>) => nativeResponse(whole(parts))],
] as const) {
  describeFaces(lane, responseCases, { respond });
  describeFaces(`streams, ${lane}`, streamCases, { respond });
  describeFaces(`uploads, ${lane}`, uploadCases, { respond });
  describeFaces(`leaving, ${lane}`, leavingCases, { respond });
}
