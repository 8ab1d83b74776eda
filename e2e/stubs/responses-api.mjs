/**
 * The small model behind the Responses API, for both stand-ins. For Codex, `run: COMMAND` in a prompt calls the client's
 * shell tool first and then tells what the tool said.
 */
import { answerTo as modelAnswer, idsOf, piecesOf } from './small-model.mjs';
import { answerStream, EVENT_STREAM, serverSent } from './vendor-answer.mjs';

const isOutput = (item) => item.type === 'function_call_output' || item.type === 'custom_tool_call_output';
const textOf = (content) =>
  typeof content === 'string' ? content : (content ?? []).map((block) => block.text ?? '').join('');
const inputOf = ({ input }) =>
  typeof input === 'string' ? [{ role: 'user', content: input }] : (input ?? []);
const idsFor = (body) => idsOf(JSON.stringify(body));

/** What the user asked last. */
export const promptOf = (body) => textOf(inputOf(body).findLast((item) => item.role === 'user')?.content);

/**
 * What the model answers to a request.
 *
 * @param {{ input: any, tools?: any[] }} body
 * @returns {Record<string, unknown>[]} output items
 */
export function answerTo(body) {
  const last = inputOf(body).at(-1);
  const tools = body.tools ?? [];
  const id = idsFor(body);
  const { text, calls } = modelAnswer({
    prompt: promptOf(body),
    toolOutput: isOutput(last) ? textOf(last.output) : undefined,
    tools: tools.map(({ name }) => name),
  });
  const command = /run: (.+)/.exec(promptOf(body))?.[1];
  if (command !== undefined && calls.length === 0 && !isOutput(last)) return [codexCall(command, tools, id)];
  if (calls.length === 0) return [message(text, id)];
  return calls.map(({ name, input }) => functionCall(name, input, id));
}

function message(text, id) {
  return {
    type: 'message',
    id: id('msg_'),
    status: 'completed',
    role: 'assistant',
    content: [{ type: 'output_text', text, annotations: [], logprobs: [] }],
  };
}

const functionCall = (name, input, id) => ({
  type: 'function_call',
  id: id('fc_'),
  call_id: id('call_'),
  status: 'completed',
  name,
  arguments: JSON.stringify(input),
});

/** Codex's shell. Newer models get no `tools` list and call a JavaScript tool that wraps it (spec/clients.md 7). */
function codexCall(command, tools, id) {
  if (tools.some((tool) => tool.name === 'exec_command'))
    return functionCall('exec_command', { cmd: command }, id);
  const input = `const r = await tools.exec_command({ cmd: ${JSON.stringify(command)} }); text(r.output);`;
  const call = { id: id('ctc_'), call_id: id('call_'), status: 'completed' };
  return { ...call, type: 'custom_tool_call', name: 'exec', namespace: 'functions', input };
}

/**
 * The response object at its end.
 *
 * @param {{ model: string }} body
 * @param {Record<string, unknown>[]} output
 */
export function completed(body, output) {
  return {
    id: idsFor(body)('resp_'),
    object: 'response',
    created_at: 1_764_000_000,
    status: 'completed',
    error: null,
    model: body.model,
    output,
    usage: {
      input_tokens: 1200,
      input_tokens_details: { cached_tokens: 1000 },
      output_tokens: 34,
      output_tokens_details: { reasoning_tokens: 10 },
      total_tokens: 1234,
    },
  };
}

/** An answer as its events: pieces of a stream, or messages of a WebSocket. */
export const responseEvents = (result) =>
  Array.from(events(result), (event, sequence_number) => ({ ...event, sequence_number }));

/** An answer as the pieces of a stream, one an event. */
export const responsePieces = (result) =>
  responseEvents(result).map((event) => serverSent(event, event.type));

/**
 * Streams an answer as server-sent events, one write an event.
 *
 * @param {import('node:http').ServerResponse} response
 * @param {ReturnType<typeof completed>} result
 * @param {Record<string, string | string[]>} [headers]
 */
export const sendStream = (response, result, headers = {}) =>
  answerStream(response, responsePieces(result), { ...EVENT_STREAM, ...headers });

function* events(result) {
  const begun = { ...result, status: 'in_progress', output: [], usage: null };
  yield { type: 'response.created', response: begun };
  yield { type: 'response.in_progress', response: begun };
  for (const [output_index, item] of result.output.entries()) {
    const at = { item_id: item.id, output_index };
    yield { type: 'response.output_item.added', output_index, item: emptied(item) };
    if (item.type === 'message') yield* textEvents(item.content[0], { ...at, content_index: 0 });
    if (item.type === 'function_call') yield* argumentEvents(item, at);
    yield { type: 'response.output_item.done', output_index, item };
  }
  yield { type: 'response.completed', response: result };
}

const emptied = (item) => ({
  ...item,
  status: 'in_progress',
  ...(item.content && { content: [] }),
  ...(item.arguments && { arguments: '' }),
});

function* textEvents(part, at) {
  yield { type: 'response.content_part.added', ...at, part: { ...part, text: '' } };
  for (const delta of piecesOf(part.text))
    yield { type: 'response.output_text.delta', ...at, delta, logprobs: [] };
  yield { type: 'response.output_text.done', ...at, text: part.text, logprobs: [] };
  yield { type: 'response.content_part.done', ...at, part };
}

function* argumentEvents({ arguments: text, name }, at) {
  for (const delta of text.match(/.{1,7}/gsu))
    yield { type: 'response.function_call_arguments.delta', ...at, delta };
  yield { type: 'response.function_call_arguments.done', ...at, name, arguments: text };
}
