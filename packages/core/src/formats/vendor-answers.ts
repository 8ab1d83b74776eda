import type { AnswerFormat, Assembler, MessageReader } from '../record/answer.ts';
import { assembleList } from '../record/assembly/list.ts';
import { objectOf, type JsonObject } from '../record/value.ts';
import { anthropicAnswers } from './anthropic-messages.ts';
import { chatAnswers } from './openai-chat.ts';

/**
 * How answers are read that are the model vendor's own, behind a cloud's endpoint for whatever model: Anthropic's
 * messages, or chat completions (Mistral, Llama, gpt-oss, DeepSeek). Each message shows by itself which it is.
 */
export const vendorAnswers: AnswerFormat = {
  // What they share has the same fields in both.
  fields: {
    ...objectOf(anthropicAnswers.fields),
    ...objectOf(chatAnswers.fields),
  } as AnswerFormat['fields'],
  isContent: (name) => anthropicAnswers.isContent?.(name) === true,
  createReader(facts, headers): MessageReader {
    const chat = chatAnswers.createReader(facts, headers);
    const anthropic = anthropicAnswers.createReader(facts, headers);
    return (message, name) => (isChat(objectOf(message)) ? chat(message, name) : anthropic(message, name));
  },
  createAssembler: assembleVendors,
};

function isChat(message: JsonObject): boolean {
  return Array.isArray(message['choices']);
}

/** By the first message; what is neither is kept as the list that it was. */
function assembleVendors(): Assembler {
  let chosen: Assembler | null = null;
  return {
    add(message, name) {
      chosen ??= assemblerFor(objectOf(message));
      chosen.add(message, name);
    },
    finish: () => chosen?.finish(),
  };
}

function assemblerFor(first: JsonObject): Assembler {
  if (isChat(first)) return chatAnswers.createAssembler();
  return first['type'] === 'message_start' ? anthropicAnswers.createAssembler() : assembleList();
}
