/** The models that the caller may use, as `/v1/models` tells them: each once for every provider that serves it. */
import { getJson } from '../../api/request.ts';

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

export async function offeredModels(signal?: AbortSignal): Promise<readonly OfferedModel[]> {
  const { data } = await getJson<{ data: readonly OfferedModel[] }>('v1/models', {}, { signal });
  return data;
}
