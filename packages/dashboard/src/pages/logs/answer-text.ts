/** What a model said, out of the answer's object: for reading, beside the object itself. */

/** A part of an answer. */
export interface Part {
  readonly kind: 'text' | 'thought' | 'tool';
  /** The name of a tool. */
  readonly name: string | null;
  readonly text: string;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * The parts of an answer in any of the formats, in their order; none if it is not one that is known.
 *
 * @param body the captured body: JSON, which a stream's events have been put together to
 */
export function partsOf(body: string): Part[] {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return [];
  }
  const answer = object(value);
  return [
    ...list(answer['output']).flatMap(ofResponses),
    ...list(answer['choices']).flatMap((choice) => ofChat(object(choice['message']))),
    ...list(answer['content']).flatMap(ofAnthropic),
    ...list(answer['candidates']).flatMap(ofGemini),
    // Login with Google wraps it.
    ...list(object(answer['response'])['candidates']).flatMap(ofGemini),
    ...list(object(object(answer['output'])['message'])['content']).flatMap(ofConverse),
  ].filter(({ text, name }) => text !== '' || name !== null);
}

function ofResponses(item: Json): Part[] {
  switch (item['type']) {
    case 'message':
      return list(item['content']).map((part) => said('text', part['text'] ?? part['refusal']));
    case 'reasoning':
      return list(item['summary']).map((part) => said('thought', part['text']));
    case 'function_call':
    case 'custom_tool_call':
      return [tool(item['name'], item['arguments'] ?? item['input'])];
    default:
      return [];
  }
}

function ofChat(message: Json): Part[] {
  const calls = list(message['tool_calls']).map((call) => object(call['function']));
  return [
    said('thought', message['reasoning_content']),
    said('text', message['content']),
    ...calls.map((call) => tool(call['name'], call['arguments'])),
  ];
}

function ofAnthropic(block: Json): Part[] {
  switch (block['type']) {
    case 'text':
      return [said('text', block['text'])];
    case 'thinking':
      return [said('thought', block['thinking'])];
    case 'tool_use':
      return [tool(block['name'], block['input'])];
    default:
      return [];
  }
}

function ofGemini(candidate: Json): Part[] {
  return list(object(candidate['content'])['parts']).map((part) => {
    const call = object(part['functionCall']);
    if (typeof call['name'] === 'string') return tool(call['name'], call['args']);
    return said(part['thought'] === true ? 'thought' : 'text', part['text']);
  });
}

function ofConverse(block: Json): Part[] {
  const use = object(block['toolUse']);
  if (typeof use['name'] === 'string') return [tool(use['name'], use['input'])];
  return [said('text', block['text'])];
}

function said(kind: Part['kind'], text: unknown): Part {
  return { kind, name: null, text: typeof text === 'string' ? text : '' };
}

function tool(name: unknown, input: unknown): Part {
  const text = typeof input === 'string' ? input : input === undefined ? '' : JSON.stringify(input);
  return { kind: 'tool', name: typeof name === 'string' ? name : 'a tool', text };
}

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function list(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(object) : [];
}
