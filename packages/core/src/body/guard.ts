/** The rules that a body must keep from its first byte to its last, also while it is already on its way. */
import { refuse, type Refusal } from '../errors.ts';
import type { ModelField, ModelScanner } from './model-field.ts';

/** How to take a body in. */
export interface IntakeRules {
  /** Finds the model; null where none is to be found in the body, which is only counted then. */
  readonly scanner: ModelScanner | null;
  readonly maxBytes: number;
  /** The declared `content-length`, if there is one. */
  readonly declared: number | undefined;
}

/** Watches a body go by. */
export interface Guard {
  admit(chunk: Uint8Array): Refusal | null;
  finish(): Refusal | null;
  field(): ModelField | null;
  /** Models to fall back to were named. */
  namesAlternatives(): boolean;
  /** From now on no further models may be named; a refusal if they were already. */
  forbidAlternatives(): Refusal | null;
  /** The model is known, or need not be. */
  settled(): boolean;
  seen(): number;
}

/** The rules that hold for every chunk, also for those that come while the body is already on its way. */
export function createGuard(rules: IntakeRules): Guard {
  const { scanner } = rules;
  let seen = 0;
  let alternatives = true;
  const judgeAlternatives = (): Refusal | null =>
    alternatives || !scanner?.alternatives
      ? null
      : refuse(
          'invalid_request',
          `"${scanner.alternatives}" names models to fall back to, and your grants open only some models of the provider`,
        );
  return {
    namesAlternatives: () => !!scanner?.alternatives,
    forbidAlternatives() {
      alternatives = false;
      return judgeAlternatives();
    },
    admit(chunk) {
      seen += chunk.length;
      if (seen > rules.maxBytes) return tooLarge(rules.maxBytes);
      const refusal = scanner?.push(chunk) ?? judgeAlternatives();
      if (refusal) return refusal;
      // The chunk that completes the declared length would complete the request upstream: judge it before it goes.
      return seen === rules.declared ? (scanner?.finish() ?? null) : null;
    },
    finish: () => scanner?.finish() ?? null,
    field: () => scanner?.field ?? null,
    settled: () => !scanner || scanner.field !== null,
    seen: () => seen,
  };
}

/** The refusal of a body over the limit. */
export function tooLarge(maxBytes: number): Refusal {
  return refuse(
    'body_too_large',
    `the request body is longer than ${maxBytes} bytes (server.max_body_bytes)`,
  );
}
