/** One of a few words, or none, which is the default. */
import { change, Framed, type ShapedProps } from './framed.tsx';

export function ChoiceField({ value, ...props }: ShapedProps) {
  const { default: fallback, enum: words = [] } = props.shape;
  return (
    <Select
      {...props}
      value={typeof value === 'string' ? value : ''}
      unset={typeof fallback === 'string' && fallback ? `${fallback} (default)` : 'default'}
      options={words.filter((word) => word !== '').map((word) => [word, word])}
      onChoose={(word) => change(props.path, word)}
    />
  );
}

/** A flag whose default depends on other fields, so that both of its values say something. */
export function SwitchField({ value, ...props }: ShapedProps) {
  return (
    <Select
      {...props}
      value={String(value ?? '')}
      unset="default"
      options={[
        ['true', 'on'],
        ['false', 'off'],
      ]}
      onChoose={(word) => change(props.path, word === undefined ? undefined : word === 'true')}
    />
  );
}

function Select({
  value,
  unset,
  options,
  onChoose,
  ...props
}: Omit<ShapedProps, 'value'> & {
  value: string;
  /** What stands for no value at all. */
  unset: string;
  options: readonly (readonly [value: string, title: string])[];
  /** Gets undefined for none. */
  onChoose(value: string | undefined): void;
}) {
  return (
    <Framed {...props}>
      {({ id, described, wrong }) => (
        <select
          id={id}
          aria-describedby={described}
          aria-invalid={wrong}
          value={value}
          onChange={({ currentTarget }) => onChoose(currentTarget.value || undefined)}
        >
          <option value="">{unset}</option>
          {options.map(([word, title]) => (
            <option key={word} value={word}>
              {title}
            </option>
          ))}
        </select>
      )}
    </Framed>
  );
}
