/** OpenAI's ways to tell usage, which many vendors take over with words of their own. */
import { count, tell, type Usage } from '../record/usage.ts';
import { isObject, objectOf, type JsonObject } from '../record/value.ts';

/**
 * The usage of chats, completions and embeddings. OpenAI's totals hold all parts. Where `total_tokens` is more than
 * prompt and completion, the vendor leaves a part out of one of them: xAI the reasoning, also Gemini under this format,
 * which does not name it; gateways in front of Anthropic the cached input.
 */
export function tellChatUsage(usage: Usage, told: unknown): void {
  if (!isObject(told)) return;
  const input = objectOf(told['prompt_tokens_details']);
  const output = objectOf(told['completion_tokens_details']);
  const prompt = count(told['prompt_tokens']);
  const completion = count(told['completion_tokens']);
  const total = count(told['total_tokens']);
  // DeepSeek's and Kimi's names of the cached part.
  const cached =
    count(input['cached_tokens']) ?? count(told['prompt_cache_hit_tokens']) ?? count(told['cached_tokens']);
  const written = count(input['cache_write_tokens']);
  const reasoning = count(output['reasoning_tokens']) ?? count(told['reasoning_tokens']);
  const missing =
    prompt === undefined || completion === undefined || total === undefined ? 0 : total - prompt - completion;
  const missingInput = missing > 0 && missing === (cached ?? 0) + (written ?? 0) && missing !== reasoning;
  const missingOutput = missing > 0 && !missingInput && (reasoning ?? missing) === missing;
  tell(usage, {
    inputTokens: missingInput ? (prompt ?? 0) + missing : (prompt ?? withoutOutput(told, total)),
    outputTokens: missingOutput ? (completion ?? 0) + missing : completion,
    cachedTokens: cached,
    cacheCreationInputTokens: written,
    reasoningTokens: missingOutput ? missing : reasoning,
    imageInputTokens: count(input['image_tokens']),
    imageOutputTokens: count(output['image_tokens']),
    // Perplexity's.
    webSearchCount: count(told['num_search_queries']),
  });
}

/** What writes nothing (embeddings, reranking) may tell a total alone. */
function withoutOutput(told: JsonObject, total: number | undefined): number | undefined {
  return told['completion_tokens'] === undefined ? total : undefined;
}

/** The usage of responses, images, transcriptions and speech. */
export function tellResponsesUsage(usage: Usage, told: unknown): void {
  if (!isObject(told)) return;
  const input = objectOf(told['input_tokens_details'] ?? told['input_token_details']);
  const output = objectOf(told['output_tokens_details'] ?? told['output_token_details']);
  tell(usage, {
    inputTokens: count(told['input_tokens']),
    outputTokens: count(told['output_tokens']),
    cachedTokens: count(input['cached_tokens']),
    cacheCreationInputTokens: count(input['cache_write_tokens']),
    reasoningTokens: count(output['reasoning_tokens']),
    imageInputTokens: count(input['image_tokens']),
    imageOutputTokens: count(output['image_tokens']),
  });
}

/** What the vendor's own tools used comes on top of a response's usage, which counts the model alone. */
export function tellToolUsage(usage: Usage, told: JsonObject): void {
  const images = objectOf(told['image_gen']);
  const input = objectOf(images['input_tokens_details']);
  const output = objectOf(images['output_tokens_details']);
  add(usage, 'inputTokens', images['input_tokens']);
  add(usage, 'outputTokens', images['output_tokens']);
  add(usage, 'imageInputTokens', input['image_tokens']);
  add(usage, 'imageOutputTokens', output['image_tokens'] ?? images['output_tokens']);
  const searches = count(objectOf(told['web_search'])['num_requests']);
  if (searches) usage.webSearchCount = searches;
}

/** Every answer tells of its tools, and most used none. */
function add(usage: Usage, name: keyof Usage, more: unknown): void {
  const tokens = count(more);
  if (tokens) usage[name] = (usage[name] ?? 0) + tokens;
}
