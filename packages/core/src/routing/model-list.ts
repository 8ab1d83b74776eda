/** `GET /v1/models`: what the caller may use, and how (spec/aperture.md 3.7). */
import type { Access } from '../access/grants.ts';
import type { Provider, Snapshot } from '../config/snapshot.ts';
import type { FormatName } from '../formats/format.ts';
import { FORMATS } from '../formats/table.ts';

/** One model at one provider: the same id can be listed once for each. */
export interface ListedModel {
  readonly id: string;
  readonly object: 'model';
  /** When the config in force was read, in seconds since the epoch; vendors' own dates are not known. */
  readonly created: number;
  readonly owned_by: string;
  readonly supported_endpoints: readonly string[];
  readonly metadata: {
    readonly provider: {
      readonly id: string;
      readonly name: string;
      readonly description: string;
      /** The client must bring its own credential. */
      readonly requires_client_auth: boolean;
      readonly upstream: string;
    };
  };
}

/** The formats Claude Code can speak; it is shown nothing else. */
const CLAUDE_CODE: ReadonlySet<FormatName> = new Set([
  'anthropic_messages',
  'bedrock_model_invoke',
  'google_raw_predict',
]);

/** Lists the models of enabled providers that a grant opens to the caller. */
export function modelList(
  snapshot: Snapshot,
  access: Access,
  options: {
    readonly userAgent: string | undefined;
    readonly created: number;
    /** The one provider that is asked for. */
    readonly pinned: Provider | null;
  },
): { readonly object: 'list'; readonly data: readonly ListedModel[] } {
  const only = options.userAgent?.startsWith('claude-cli/') ? CLAUDE_CODE : null;
  const data: ListedModel[] = [];
  for (const provider of options.pinned ? [options.pinned] : snapshot.providers.values()) {
    if (provider.disabled || (only && ![...provider.formats].some((format) => only.has(format)))) continue;
    for (const model of new Set(provider.models)) {
      if (access.mayUse(provider.id, model)) data.push(listed(provider, model, options.created));
    }
  }
  return { object: 'list', data };
}

function listed(provider: Provider, model: string, created: number): ListedModel {
  return {
    id: model,
    object: 'model',
    created,
    owned_by: provider.id,
    supported_endpoints: FORMATS.flatMap(({ flags, advertised }) =>
      advertised && flags.some((flag) => provider.formats.has(flag)) ? [advertised] : [],
    ),
    metadata: {
      provider: {
        id: provider.id,
        name: provider.name,
        description: provider.description,
        requires_client_auth: provider.authMode === 'passthrough',
        upstream: provider.upstream,
      },
    },
  };
}
