/** What is told of a client. */
import type { Speech } from './speech.ts';

/** A file to write or a command to run. */
export interface Snippet {
  /** Where it belongs: `~/.codex/config.toml`, `in a terminal`. */
  readonly where: string;
  readonly code: string;
}

/** What a snippet is made with. */
export interface Place {
  /** The gateway's address as this browser has it, with its mount path and without a slash at the end. */
  readonly base: string;
  readonly model: string;
}

/** A way to connect a client. */
export interface Client {
  readonly id: string;
  readonly title: string;
  /** What somebody does before, or has to know. */
  readonly hint: string;
  /** What it speaks. */
  readonly speaks: Speech;
  /** What its base URL has behind the gateway's address. */
  readonly basePath: '' | '/v1' | '/v1beta' | '/codex';
  /** Whose credential pays. */
  readonly pays: 'organisation' | 'caller';
  /** The page of the guide. */
  readonly guide: string;
  readonly snippets: (place: Place) => readonly Snippet[];
}
