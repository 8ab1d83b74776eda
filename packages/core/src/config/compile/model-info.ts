/** `model_info`: what the config says of models, for those that no public list knows. */
import { didYouMean } from '../../wording/nearest.ts';
import type { Report } from '../report.ts';
import type { ModelInfoConfig } from '../schema/model.ts';
import type { ConfiguredModel } from '../snapshot.ts';
import type { Path } from '../tree.ts';

/** Compiles the entries by model id; one for a model that the provider does not have is left out with a warning. */
export function compileModelInfo(
  id: string,
  entries: Readonly<Record<string, ModelInfoConfig>>,
  models: readonly string[],
  path: Path,
  report: Report,
): Map<string, ConfiguredModel> {
  const info = new Map<string, ConfiguredModel>();
  for (const [model, config] of Object.entries(entries)) {
    if (!models.includes(model)) {
      report.warning(
        `provider ${id}: model_info is given for ${JSON.stringify(model)}, which is none of its models` +
          didYouMean(model, models),
        [...path, model],
        'key',
      );
      continue;
    }
    info.set(model, {
      displayName: config.display_name || null,
      contextWindow: config.context_window_tokens ?? null,
      maxOutput: config.max_output_tokens ?? null,
      capabilities: config.capabilities ?? null,
    });
  }
  return info;
}
