/** Runs cases through faces. */
import { afterEach, describe, it } from 'vitest';
import type { ListenerOptions } from '../bridge/listener.ts';
import type { FetchHandler } from '../bridge/node-http.ts';
import type { Face, RunningFace, Served, Trait } from './faces.ts';

/** One behaviour that holds on every face. */
export interface Case {
  readonly name: string;
  /** The faces to which it does not apply, and why. */
  readonly not?: Readonly<Partial<Record<Trait, string>>>;
  run(stage: Stage): Promise<void>;
}

/** What a case has at hand. */
export interface Stage {
  readonly face: Face;
  /** Starts a handler behind the face; it is closed when the case is over. */
  start(handler: FetchHandler, options?: ListenerOptions): Promise<RunningFace>;
}

/**
 * Runs each case through each face it applies to.
 *
 * @param extra more for the stage of each case
 */
export function describeFaces<Extra extends object>(
  title: string,
  faces: readonly Face[],
  cases: readonly (Omit<Case, 'run'> & { run(stage: Stage & Extra): Promise<void> })[],
  extra: Extra,
): void {
  describe.each(faces.map((face) => [face.name, face] as const))(`${title}: %s`, (_name, face) => {
    const running: RunningFace[] = [];
    afterEach(async () => {
      for (const one of running.splice(0)) await one.close();
    });
    const stage = {
      ...extra,
      face,
      async start(handler: FetchHandler, options?: ListenerOptions) {
        const one = await face.start(servedBy(handler), options);
        running.push(one);
        return one;
      },
    };
    const applicable = cases.filter((one) => appliesTo(one, face));
    it.each(applicable.map(({ name, run }) => [name, run] as const))('%s', (_name, run) => run(stage));
  });
}

/** False for a case that says why it does not apply. */
export function appliesTo({ not = {} }: Pick<Case, 'not'>, face: Pick<Face, 'traits'>): boolean {
  return !face.traits.some((trait) => not[trait] !== undefined);
}

/** A handler in the place of a gateway that owns every path. */
function servedBy(handler: FetchHandler): Served {
  return { fetch: handler, owns: () => true };
}
