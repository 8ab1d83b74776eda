/** Which list of models a request asks for, and in what form: told from its path and its headers. */
import { decoded } from '../routing/path.ts';
import { hasHeader, headerValue, type HeaderList } from '../wire/header-list.ts';
import { anthropicShape } from './anthropic-shape.ts';
import { geminiShape } from './gemini-shape.ts';
import { claudeCodeShape, openaiShape } from './openai-shape.ts';
import type { ListShape } from './shape.ts';

/** A path under which models are listed. */
export interface ModelsPath {
  /** `/v1` has the lists of several vendors, the others only Gemini's. */
  readonly version: 'v1' | 'v1beta' | 'v1alpha';
  /** The one model that is asked about; null for all. */
  readonly name: string | null;
}

/** Reads a path below any prefix; null if it lists no models. An id may hold slashes, escaped or not. */
export function modelsPath(path: string): ModelsPath | null {
  const parts = /^\/(v1|v1beta|v1alpha)\/models(?:\/(.+))?$/.exec(path);
  if (!parts) return null;
  const name = parts[2] === undefined ? null : decoded(parts[2]);
  if (parts[2] !== undefined && name === null) return null;
  return { version: parts[1] as ModelsPath['version'], name };
}

/**
 * The form that a client expects. Anthropic's clients name a version of its API, Google's bring along a key or a name in
 * headers that nobody else has; everybody else knows OpenAI's form.
 */
export function shapeFor({ version }: ModelsPath, headers: HeaderList): ListShape {
  if (version !== 'v1' || hasHeader(headers, 'x-goog-api-client') || hasHeader(headers, 'x-goog-api-key')) {
    return geminiShape;
  }
  if (hasHeader(headers, 'anthropic-version')) return anthropicShape;
  return CLAUDE_CODE.test(headerValue(headers, 'user-agent') ?? '') ? claudeCodeShape : openaiShape;
}

/** For calls and for lists it has names of its own; its lists name a version of Anthropic's API today. */
const CLAUDE_CODE = /^claude-(?:cli|code)\//;
