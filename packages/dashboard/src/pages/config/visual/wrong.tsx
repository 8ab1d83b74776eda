/** What is wrong with the value of a field, where the field is. */
import { pathText } from '@aperturejs/core/wording';
import type { ProblemJson } from '../../../api/config.ts';
import { problems } from '../draft.ts';
import { showLine } from '../place.ts';
import type { Path } from '../text/edit.ts';

/** What is wrong with the value at a path, or with what is in it. */
export function Wrong({ id, path }: { id?: string; path: Path }) {
  const found = problemsAt(path);
  return (
    <div id={id} class="wrong-text">
      {found.map(({ message, line, column }) => (
        <p key={message}>
          {message}{' '}
          {line !== null && (
            <button type="button" class="small plain" onClick={() => showLine(line, column ?? 1)}>
              Line {line}
            </button>
          )}
        </p>
      ))}
    </div>
  );
}

/** The problems at a path or below it. */
export function problemsAt(path: Path): ProblemJson[] {
  const place = pathText(path);
  return (problems.value ?? []).filter(
    ({ path: at }) => at === place || at.startsWith(`${place}.`) || at.startsWith(`${place}[`),
  );
}
