/** What is wrong with the text; each leads to its line. */
import { problems } from './draft.ts';
import { showLine } from './place.ts';

export function ProblemList({ onShow }: { onShow?: () => void }) {
  const found = problems.value ?? [];
  if (found.length === 0) return null;
  return (
    <section class="notice bad" aria-label="Problems">
      <h2>{found.length === 1 ? '1 problem' : `${found.length} problems`}: this cannot be saved yet</h2>
      <ul class="problems">
        {found.map(({ line, column, message }) => (
          <li key={`${line}:${column}:${message}`}>
            {line !== null && (
              <button
                type="button"
                class="small"
                onClick={() => {
                  onShow?.();
                  showLine(line, column ?? 1);
                }}
              >
                Line {line}
              </button>
            )}{' '}
            {message}
          </li>
        ))}
      </ul>
    </section>
  );
}
