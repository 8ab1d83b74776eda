/** What a field is for, in the words of the config's schema, where backticks stand around code. */
export function Help({ id, text = '' }: { id?: string; text?: string | undefined }) {
  return (
    <p class="help" id={id}>
      {text.split('`').map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part))}
    </p>
  );
}
