/** The bridge behaves alike on every face (docs/decisions/0014-bridge.md tells where the cases come from). */
import { lazyResponse, nativeResponse, type RawResponse } from '@aperturejs/core/wire';
import { leavingCases } from './cases/leaving.ts';
import { requestCases } from './cases/requests.ts';
import { responseCases } from './cases/responses.ts';
import { streamCases } from './cases/streams.ts';
import { targetCases } from './cases/targets.ts';
import { uploadCases } from './cases/uploads.ts';
import { describeFaces } from './describe-faces.ts';
import type { Face } from './faces.ts';

const whole = (parts: Partial<RawResponse>): RawResponse => ({
  status: 200,
  statusText: '',
  headers: [],
  body: null,
  ...parts,
});

/** Runs every case of the bridge through faces, those of responses with raw and with native ones. */
export function describeBridge(faces: readonly Face[]): void {
  describeFaces('targets', faces, targetCases, {});
  describeFaces('requests', faces, requestCases, {});
  for (const [lane, respond] of [
    ['raw responses', (parts: Partial<RawResponse>) => lazyResponse(whole(parts))],
    ['native responses', (parts: Partial<RawResponse>) => nativeResponse(whole(parts))],
  ] as const) {
    describeFaces(lane, faces, responseCases, { respond });
    describeFaces(`streams, ${lane}`, faces, streamCases, { respond });
    describeFaces(`uploads, ${lane}`, faces, uploadCases, { respond });
    describeFaces(`leaving, ${lane}`, faces, leavingCases, { respond });
  }
}
