/** Every format the gateway speaks, in the order in which `/v1/models` names them. */
import { anthropicMessages } from './anthropic-messages.ts';
import { bedrockConverse } from './bedrock-converse.ts';
import { bedrockModelInvoke } from './bedrock-model-invoke.ts';
import type { Format } from './format.ts';
import { geminiGenerateContent } from './gemini-generate-content.ts';
import { googleCodeAssist } from './google-code-assist.ts';
import { googleGenerateContent } from './google-generate-content.ts';
import { googleRawPredict } from './google-raw-predict.ts';
import { openaiChat } from './openai-chat.ts';
import { openaiPlatform } from './openai-platform.ts';
import { openaiRealtime } from './openai-realtime.ts';
import { openaiResponses } from './openai-responses.ts';

export const FORMATS: readonly Format[] = [
  openaiChat,
  openaiResponses,
  openaiPlatform,
  openaiRealtime,
  anthropicMessages,
  geminiGenerateContent,
  googleGenerateContent,
  googleRawPredict,
  googleCodeAssist,
  bedrockModelInvoke,
  bedrockConverse,
];
