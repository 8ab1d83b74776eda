/** A secret. The gateway shows none: what is stored is a reference here, which stands for it until it is replaced. */
import { useSignal } from '@preact/signals';
import { CommittedInput } from '../../../ui/committed-input.tsx';
import { change, Framed, type ShapedProps } from './framed.tsx';
import { secretState } from './secrets.ts';

export function SecretField(props: ShapedProps) {
  const replacing = useSignal(false);
  const written = typeof props.value === 'string' ? props.value : '';
  const state = secretState(written);
  if (replacing.value || state === 'none' || state === 'elsewhere') {
    return (
      <Framed {...props}>
        {({ id, described, wrong }) => (
          <div class="row">
            <CommittedInput
              id={id}
              // What stands elsewhere is no secret itself; what is typed anew is.
              {...typed(state !== 'elsewhere' || replacing.value)}
              autocomplete="off"
              spellcheck={false}
              aria-describedby={described}
              aria-invalid={wrong}
              placeholder={'a key, or ${env:NAME}'}
              value={replacing.value ? '' : written}
              onCommit={(text) => {
                const fresh = text.trim();
                if (fresh !== '' || !replacing.value) change(props.path, fresh || undefined);
                replacing.value = false;
              }}
            />
            {replacing.value && (
              <button type="button" class="small" onClick={() => (replacing.value = false)}>
                Keep the stored one
              </button>
            )}
          </div>
        )}
      </Framed>
    );
  }
  return (
    <Framed {...props}>
      {({ id, described }) => (
        <div class="row">
          <output id={id} aria-describedby={described}>
            {state === 'stored' ? (
              <>
                Stored; shown as <code>{written}</code>
              </>
            ) : (
              'New; it is stored with the next save'
            )}
          </output>
          <button type="button" class="small" onClick={() => (replacing.value = true)}>
            Replace
          </button>
          <button type="button" class="small" onClick={() => change(props.path, undefined)}>
            Remove
          </button>
        </div>
      )}
    </Framed>
  );
}

/** The type of an input: dots in place of letters for a secret. */
export function typed(isSecret: boolean): { type: 'password' } {
  // The types of Preact want to know which one it is.
  return { type: isSecret ? 'password' : 'text' } as { type: 'password' };
}
