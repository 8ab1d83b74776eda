/** The models that the caller may use, as `/v1/models` tells them: each once for every provider that serves it. */
import type { OfferedModelJson } from '@aperturejs/core';
import type { ReadonlySignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { listenLive } from '../../api/live.ts';
import { getJson } from '../../api/request.ts';
import { useLoaded, type Loaded } from '../../api/resource.ts';

export type { OfferedModelJson };

/** Loads them, and again when another config is in force. */
export function useOffered(): ReadonlySignal<Loaded<readonly OfferedModelJson[]>> {
  const offered = useLoaded(offeredModels);
  useEffect(() => {
    const again = (): void => offered.peek().retry();
    return listenLive({ config: again, missed: again });
  }, []);
  return offered;
}

async function offeredModels(signal: AbortSignal): Promise<readonly OfferedModelJson[]> {
  const { data } = await getJson<{ data: readonly OfferedModelJson[] }>('v1/models', {}, { signal });
  return data;
}
