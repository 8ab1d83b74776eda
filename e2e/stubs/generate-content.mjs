/** The small model behind Google's generateContent: what it answers, whole, as events and as the pieces of an array. */
import { createHash } from 'node:crypto';
import { answerTo, piecesOf } from './small-model.mjs';
import { answerStream, EVENT_STREAM } from './vendor-answer.mjs';
import { invalid, unknownField } from './google-errors.mjs';

const FIELDS = new Set([
  'contents',
  'tools',
  'toolConfig',
  'safetySettings',
  'systemInstruction',
  'generationConfig',
  'cachedContent',
]);

/** What the user asked last. Agents put a context of their own in front of it, in parts of their own. */
export const promptOf = (body) =>
  body.contents
    .filter(({ role }) => role !== 'model')
    .flatMap(({ parts }) => parts.flatMap(({ text }) => text ?? []))
    .at(-1) ?? '';

/** Vouches for a function call; Gemini refuses a conversation in which the call comes back without it. */
const signatureOf = ({ name, args }) =>
  createHash('sha256')
    .update(`made ${name} ${JSON.stringify(args)}`)
    .digest('base64');

/**
 * What is wrong with a request's body; undefined if nothing is.
 *
 * @param {any} body
 * @param {{ more?: string[], needsRole?: boolean }} [options] `more` are fields that this API has besides; Vertex AI wants
 *   a role in every content
 */
export function bodyError(body, { more = [], needsRole = false } = {}) {
  if (body === undefined) return invalid('Invalid JSON payload received. Unexpected end of string.');
  const unknown = Object.keys(body).find((name) => !FIELDS.has(name) && !more.includes(name));
  if (unknown !== undefined) return unknownField(unknown);
  if (!Array.isArray(body.contents) || body.contents.length === 0)
    return invalid('* GenerateContentRequest.contents: contents is not specified\n');
  for (const { role, parts } of body.contents) {
    if (!['user', 'model', 'function'].includes(role) && (needsRole || role !== undefined))
      return invalid('Please use a valid role: user, model.');
    for (const { functionCall, thoughtSignature } of parts) {
      if (functionCall && thoughtSignature !== signatureOf(functionCall))
        return invalid(`Function call \`${functionCall.name}\` is missing a valid thought_signature.`);
    }
  }
  return undefined;
}

/**
 * The response to a request.
 *
 * @param {any} body
 * @param {string} model
 * @param {(prefix: string) => string} id
 */
export function responseTo(body, model, id) {
  const last = body.contents.at(-1).parts.flatMap(({ functionResponse }) => functionResponse ?? []);
  const { text, calls } = answerTo({
    prompt: promptOf(body),
    toolOutput: last.length > 0 ? last.map(({ response }) => outputOf(response)).join('\n') : undefined,
    tools: (body.tools ?? []).flatMap(({ functionDeclarations }) =>
      (functionDeclarations ?? []).map(({ name }) => name),
    ),
  });
  const { thinkingConfig, responseJsonSchema, responseSchema } = body.generationConfig ?? {};
  const schema = responseJsonSchema ?? responseSchema;
  const parts = [
    ...(thinkingConfig?.includeThoughts ? [{ text: 'What could be meant? Überlegen.', thought: true }] : []),
    { text: schema ? JSON.stringify(instanceOf(schema)) : text },
    ...calls.map(({ name, input }) => {
      const functionCall = { name, args: input };
      return { functionCall, thoughtSignature: signatureOf(functionCall) };
    }),
  ];
  return envelope(parts, model, id(''), { finishReason: 'STOP' });
}

const outputOf = (response) => response.output ?? response.error ?? JSON.stringify(response);

/** A value that a schema describes. */
function instanceOf(schema) {
  if (schema.enum) return schema.enum[0];
  switch (String(schema.type).toLowerCase()) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, of]) => [name, instanceOf(of)]),
      );
    case 'array':
      return [instanceOf(schema.items ?? { type: 'string' })];
    case 'integer':
    case 'number':
      return 50;
    case 'boolean':
      return true;
    default:
      return 'made';
  }
}

const envelope = (parts, modelVersion, responseId, end = {}) => ({
  candidates: [{ content: { parts, role: 'model' }, ...end, index: 0 }],
  usageMetadata: {
    promptTokenCount: 1200,
    cachedContentTokenCount: 1000,
    ...(end.finishReason && { candidatesTokenCount: 24, thoughtsTokenCount: 10 }),
    totalTokenCount: end.finishReason ? 1234 : 1200,
    promptTokensDetails: [{ modality: 'TEXT', tokenCount: 1200 }],
  },
  modelVersion,
  responseId,
});

/** A response as the chunks of a stream: texts in pieces, calls whole, the reason and the count of tokens at the end. */
function chunksOf({ candidates: [{ content, finishReason }], modelVersion, responseId }) {
  const parts = content.parts.flatMap((part) =>
    part.text === undefined
      ? part
      : piecesOf(part.text).map((text) => (part.thought ? { text, thought: true } : { text })),
  );
  return parts.map((part, index) =>
    envelope([part], modelVersion, responseId, index === parts.length - 1 ? { finishReason } : {}),
  );
}

/**
 * Streams a response: as server-sent events for `alt=sse`, else as the elements of one JSON array, and neither keeps to
 * the borders of TCP's segments.
 *
 * @param {import('node:http').ServerResponse} response
 * @param {ReturnType<typeof responseTo>} result
 * @param {{ sse: boolean, headers: Record<string, string | string[]>, failure?: object | null, envelope?: Function }} how
 *   `failure` breaks in after half of it; null ends the connection there; each chunk goes into its `envelope`
 */
export function sendGenerated(response, result, { sse, headers, failure, envelope = (chunk) => chunk }) {
  const chunks = chunksOf(result).map((chunk) => JSON.stringify(envelope(chunk)));
  const broken = failure && JSON.stringify(failure);
  if (sse) {
    const event = (data) => `data: ${data}\r\n\r\n`;
    const pieces = chunks.map(event);
    return answerStream(
      response,
      pieces,
      { ...EVENT_STREAM, ...headers },
      { failure: broken ? event(broken) : broken },
    );
  }
  const pieces = chunks.flatMap((chunk, index) => {
    const half = Math.floor(chunk.length / 2);
    return [`${index === 0 ? '[' : '\n,\r\n'}${chunk.slice(0, half)}`, chunk.slice(half)];
  });
  // An even number of pieces lies before the middle, so that the error follows a whole element.
  if (failure === undefined) pieces.push('\n]\n');
  else pieces.length -= pieces.length % 4;
  return answerStream(
    response,
    pieces,
    { 'content-type': 'application/json; charset=UTF-8', ...headers },
    { failure: broken ? `\n,\r\n${broken}\n]\n` : broken },
  );
}
