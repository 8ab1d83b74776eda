/** The models that the caller may use, as `/v1/models` tells them: each once for every provider that serves it. */
import type { ReadonlySignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { listenLive } from '../../api/live.ts';
import { getJson } from '../../api/request.ts';
import { useLoaded, type Loaded } from '../../api/resource.ts';

/** A model at a provider. */
export interface OfferedModel {
  readonly id: string;
  readonly display_name?: string;
  /** `/v1/responses`, `/v1/messages`, … */
  readonly supported_endpoints: readonly string[];
  readonly context_window_tokens?: number;
  readonly max_output_tokens?: number;
  readonly capabilities?: readonly string[];
  /** Dollars for one token or one search, as decimals. */
  readonly pricing?: Readonly<Record<string, string>>;
  readonly pricing_display_name?: string;
  readonly metadata: {
    readonly provider: {
      readonly id: string;
      readonly name: string;
      readonly description: string;
      /** The client brings its own credential. */
      readonly requires_client_auth: boolean;
      readonly upstream?: string;
    };
  };
}

/** Loads them, and again when another config is in force. */
export function useOffered(): ReadonlySignal<Loaded<readonly OfferedModel[]>> {
  const offered = useLoaded(offeredModels);
  useEffect(() => {
    const again = (): void => offered.peek().retry();
    return listenLive({ config: again, missed: again });
  }, []);
  return offered;
}

async function offeredModels(signal: AbortSignal): Promise<readonly OfferedModel[]> {
  const { data } = await getJson<{ data: readonly OfferedModel[] }>('v1/models', {}, { signal });
  return data;
}
