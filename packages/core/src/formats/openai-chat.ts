import {
  noteError,
  noteOrigin,
  noteStop,
  noteTier,
  noteToolCall,
  type AnswerFacts,
  type AnswerFormat,
} from '../record/answer.ts';
import { assembleChat } from '../record/assembly/chat.ts';
import { listOf, objectOf, type JsonObject } from '../record/value.ts';
import { openai } from './dialects.ts';
import { ANYWHERE, type Format } from './format.ts';
import { tellChatUsage } from './openai-usage.ts';

const CALLS = {
  tool_calls: [{ index: true, function: { name: true }, custom: { name: true } }],
  function_call: { name: true },
} as const;

/** How chat completions are read, legacy completions with them: they differ in content alone. */
export const chatAnswers: AnswerFormat = {
  fields: {
    id: true,
    model: true,
    service_tier: true,
    usage: true,
    error: { type: true, code: true, status: true },
    x_groq: { usage: true },
    choices: [{ index: true, finish_reason: true, usage: true, delta: CALLS, message: CALLS }],
  },
  createReader: (facts) => {
    const choices = new Choices(facts);
    return (message) => readChunk(facts, choices, objectOf(message));
  },
  createAssembler: assembleChat,
};

/** OpenAI Chat Completions, the lingua franca of compatible vendors. Z.ai's clients leave the version out (spec 3.4). */
export const openaiChat: Format = {
  name: 'openai_chat',
  flags: ['openai_chat'],
  dialect: openai,
  endpoints: [
    { path: '/v1/chat/completions', after: ANYWHERE },
    { path: '/chat/completions', after: ANYWHERE },
  ],
  advertised: '/v1/chat/completions',
  answers: chatAnswers,
};

function readChunk(facts: AnswerFacts, choices: Choices, chunk: JsonObject): void {
  readError(facts, chunk['error']);
  noteOrigin(facts, chunk['model'], chunk['id']);
  noteTier(facts, chunk['service_tier']);
  for (const choice of listOf(chunk['choices'])) choices.read(objectOf(choice));
  // Without `stream_options` no chunk has any; with it, all but the last have null.
  tellChatUsage(facts.usage, chunk['usage'] ?? objectOf(chunk['x_groq'])['usage']);
}

/** Others write it as they do everywhere: Google with a `status`, some as a bare text. */
function readError(facts: AnswerFacts, error: unknown): void {
  const { code, type, status } = objectOf(error);
  if (error) noteError(facts, code, type, status);
}

/** More choices or calls than anybody asks for are not told apart. */
const MAX_APART = 1_024;

/** The choices of one answer, which come interleaved. */
class Choices {
  readonly #facts: AnswerFacts;
  readonly #open = new Set<unknown>();
  readonly #calls = new Set<string>();

  constructor(facts: AnswerFacts) {
    this.#facts = facts;
  }

  read(choice: JsonObject): void {
    const index = choice['index'];
    const delta = objectOf(choice['delta'] ?? choice['message']);
    for (const [position, call] of listOf(delta['tool_calls']).entries()) {
      this.#readCall(index, objectOf(call), position);
    }
    const legacy = objectOf(delta['function_call'])['name'];
    if (legacy) this.#count(place(index, 0), legacy);
    const reason = choice['finish_reason'];
    if (reason) this.#open.delete(index);
    else if (this.#open.size < MAX_APART) this.#open.add(index);
    noteStop(this.#facts, reason);
    // Not all vendors send `[DONE]`: an answer whose choices all stopped lacks at most its usage.
    this.#facts.final ||= this.#facts.stopReason !== null && this.#open.size === 0;
    // Moonshot's place for it.
    tellChatUsage(this.#facts.usage, choice['usage']);
  }

  /** Only a call's first piece has its name, with most vendors; others repeat it. */
  #readCall(choice: unknown, call: JsonObject, position: number): void {
    const name = objectOf(call['function'])['name'] ?? objectOf(call['custom'])['name'];
    if (name) this.#count(`${place(choice, 0)}.${place(call['index'], position)}`, name);
  }

  #count(key: string, name: unknown): void {
    if (this.#calls.has(key)) return;
    if (this.#calls.size < MAX_APART) this.#calls.add(key);
    noteToolCall(this.#facts, name);
  }
}

function place(index: unknown, otherwise: number): string {
  return String(typeof index === 'number' ? index : otherwise);
}
