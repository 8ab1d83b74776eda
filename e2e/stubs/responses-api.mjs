/**
 * A tiny model behind the Responses API, for both stand-ins. It says back what it was told; a prompt that holds
 * `run: COMMAND` makes it call the client's shell tool first and then tell what the tool said.
 */
import { randomBytes } from 'node:crypto';

const id = (prefix) => `${prefix}_${randomBytes(12).toString('hex')}`;
const isOutput = (item) => item.type === 'function_call_output' || item.type === 'custom_tool_call_output';
const textOf = (content) =>
  typeof content === 'string' ? content : (content ?? []).map((block) => block.text ?? '').join('');

/**
 * What the model answers to a request.
 *
 * @param {{ input: any, tools?: any[] }} body
 * @returns {Record<string, unknown>} an output item
 */
export function answerTo(body) {
  const input = typeof body.input === 'string' ? [{ role: 'user', content: body.input }] : body.input;
  const last = input.at(-1);
  if (isOutput(last)) return message(`The tool said: ${textOf(last.output)}`);
  const prompt = textOf(input.findLast((item) => item.role === 'user')?.content);
  const command = /run: (.+)/.exec(prompt)?.[1];
  return command === undefined ? message(`You said: ${prompt}`) : toolCall(command, body.tools ?? []);
}

function message(text) {
  return {
    type: 'message',
    id: id('msg'),
    status: 'completed',
    role: 'assistant',
    content: [{ type: 'output_text', text, annotations: [] }],
  };
}

/** Newer models get no `tools` list and call a JavaScript tool that wraps the shell (spec/clients.md 7). */
function toolCall(command, tools) {
  const call = { id: id('call'), call_id: id('call'), status: 'completed' };
  if (tools.some((tool) => tool.name === 'exec_command'))
    return {
      ...call,
      type: 'function_call',
      name: 'exec_command',
      arguments: JSON.stringify({ cmd: command }),
    };
  const input = `const r = await tools.exec_command({ cmd: ${JSON.stringify(command)} }); text(r.output);`;
  return { ...call, type: 'custom_tool_call', name: 'exec', namespace: 'functions', input };
}

/**
 * The response object at its end.
 *
 * @param {{ model: string }} body
 * @param {Record<string, unknown>} item
 */
export function completed(body, item) {
  return {
    id: id('resp'),
    object: 'response',
    created_at: Math.floor(Date.now() / 1000),
    status: 'completed',
    model: body.model,
    output: [item],
    usage: {
      input_tokens: 1200,
      input_tokens_details: { cached_tokens: 1000 },
      output_tokens: 34,
      output_tokens_details: { reasoning_tokens: 10 },
      total_tokens: 1234,
    },
  };
}

/**
 * Streams an answer as server-sent events, one write an event.
 *
 * @param {import('node:http').ServerResponse} response
 * @param {ReturnType<typeof completed>} result
 * @param {Record<string, string | string[]>} [headers]
 */
export async function sendStream(response, result, headers = {}) {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', ...headers });
  let sequence = 0;
  for (const event of events(result)) {
    const data = JSON.stringify({ ...event, sequence_number: sequence++ });
    response.write(`event: ${event.type}\ndata: ${data}\n\n`);
    // Lets each event leave on its own, as a vendor's do.
    await new Promise(setImmediate);
  }
  response.end();
}

function* events(result) {
  const [item] = result.output;
  yield {
    type: 'response.created',
    response: { ...result, status: 'in_progress', output: [], usage: null },
  };
  yield {
    type: 'response.output_item.added',
    output_index: 0,
    item: { ...item, status: 'in_progress', ...(item.content && { content: [] }) },
  };
  for (const word of item.content?.[0].text.split(/(?<= )/) ?? [])
    yield {
      type: 'response.output_text.delta',
      item_id: item.id,
      output_index: 0,
      content_index: 0,
      delta: word,
    };
  yield { type: 'response.output_item.done', output_index: 0, item };
  yield { type: 'response.completed', response: result };
}
