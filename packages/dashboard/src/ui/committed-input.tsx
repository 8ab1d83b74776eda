/** An input that is told of once somebody is done with it: at Enter, or when it is left. */
import { useSignal } from '@preact/signals';
import type { PartialInputHTMLAttributes } from 'preact';

type Attributes = Omit<
  PartialInputHTMLAttributes<HTMLInputElement>,
  'role' | 'type' | 'value' | 'onInput' | 'onChange' | 'onBlur'
>;

/**
 * Shows a value until something is typed, and from then on what is typed, whatever is drawn anew meanwhile: the answer to the last
 * change may come while the next is being written.
 */
export function CommittedInput({
  type = 'text',
  value,
  onCommit,
  ...attributes
}: Attributes & {
  type?: 'text' | 'number' | 'search' | 'password';
  /** The id of a `<datalist>`. */
  list?: string | undefined;
  value: string;
  /** Called with what is written, if it is another text than before. */
  onCommit(written: string): void;
}) {
  const typed = useSignal<string | null>(null);
  return (
    <input
      {...attributes}
      // The types of Preact want to know which one it is.
      type={type as 'text'}
      value={typed.value ?? value}
      onInput={({ currentTarget }) => (typed.value = currentTarget.value)}
      onChange={({ currentTarget }) => {
        typed.value = null;
        onCommit(currentTarget.value);
      }}
      // Typed back to what it was, which is no change.
      onBlur={() => (typed.value = null)}
    />
  );
}
