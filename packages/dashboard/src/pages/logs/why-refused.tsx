/** Why the gateway refused a call: the steps of its decision, as it would be made now. */
import { explain, type Asked, type Explanation } from '../../api/explain.ts';
import { ownLogin } from '../../api/me.ts';
import type { EntryJson } from '../../api/records.ts';
import { useLoaded } from '../../api/resource.ts';
import { Pairs } from '../../ui/pairs.tsx';
import { Shown } from '../../ui/states.tsx';

/** @param record of a call that the gateway refused to somebody whom it knew */
export function WhyRefused({ record }: { record: EntryJson }) {
  const asked = askedIn(record);
  const explanation = useLoaded((signal) => explain(asked, signal));
  return (
    <div class="why-refused">
      <h3>Why it was refused, step by step</h3>
      <Shown of={explanation.value}>
        {(told) => (
          <>
            <Pairs of={told.steps.map(({ step, detail }) => [step, detail])} />
            <p>{outcomeOf(told, record)}</p>
            <p class="quiet">
              These are the steps by the config that is in force now.
              {asked.as !== undefined &&
                ' Groups and capabilities that only the identity source knows are not in the record, and count for nothing here.'}
            </p>
          </>
        )}
      </Shown>
    </div>
  );
}

/** The question that the call was. */
export function askedIn({ method, path, model, identity }: EntryJson): Asked {
  const isOwn = identity === null || identity.login === ownLogin();
  return {
    method,
    path,
    ...(model.asked !== null && { model: model.asked }),
    // Nothing else that names a model in a message is asked for with GET.
    ...(method === 'GET' && model.asked !== null && { websocket: true }),
    ...(!isOwn && { as: identity.login }),
    ...(!isOwn && identity.tags.length > 0 && { tags: identity.tags }),
  };
}

/** What the steps come to, against what became of the call. */
export function outcomeOf({ decision, forward, refusal }: Explanation, record: EntryJson): string {
  if (refusal && refusal.code === record.refusal) return `So it is refused: ${refusal.message}`;
  if (refusal) return `Now it would be refused for another reason, ${refusal.code}: ${refusal.message}`;
  const where = decision === 'forward' && forward ? `go to ${forward.provider}` : 'be answered';
  return `Now it would ${where}: the config has changed since, or what refused it is no part of the config, such as a header of the request or a key that could not be had.`;
}
