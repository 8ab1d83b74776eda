/** A text or a number. */
import { useId } from 'preact/hooks';
import { CommittedInput } from '../../../ui/committed-input.tsx';
import type { Shape } from '../schema/shape.ts';
import { change, Framed, type ShapedProps } from './framed.tsx';
import { Suggestions } from './suggestions.tsx';

export function TextField({ number, suggestions, value, ...props }: ShapedProps & { number: boolean }) {
  const list = useId();
  return (
    <Framed {...props}>
      {({ id, described, wrong }) => (
        <>
          <CommittedInput
            id={id}
            type={number ? 'number' : 'text'}
            step={props.shape.type === 'number' ? 'any' : undefined}
            aria-describedby={described}
            aria-invalid={wrong}
            list={suggestions && list}
            spellcheck={false}
            value={typeof value === 'string' || typeof value === 'number' ? String(value) : ''}
            placeholder={defaultText(props.shape)}
            onCommit={(text) => {
              const written = text.trim();
              change(props.path, written === '' ? undefined : number ? Number(written) : written);
            }}
          />
          {suggestions && <Suggestions id={list} words={suggestions} />}
        </>
      )}
    </Framed>
  );
}

function defaultText({ default: fallback }: Shape): string {
  return typeof fallback === 'string' || typeof fallback === 'number' ? String(fallback) : '';
}
