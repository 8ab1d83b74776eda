/** What stands where there is nothing to show: nothing yet, or a failure. Each says what to do next. */
import type { ComponentChildren } from 'preact';
import { ApiError } from '../api/request.ts';

/** Nothing is there yet; the children say what brings something here. */
export function EmptyState({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="state">
      <h2>{title}</h2>
      {children && <div class="quiet">{children}</div>}
    </div>
  );
}

/** Something could not be had. */
export function ErrorState({ error, retry }: { error: unknown; retry?: () => void }) {
  const { title, text, errors } = explain(error);
  return (
    <div class="state bad" role="alert">
      <h2>{title}</h2>
      <p>{text}</p>
      {errors.length > 0 && (
        <ul>
          {errors.map(({ location, message }) => (
            <li key={location + message}>
              <code>{location}</code> {message}
            </li>
          ))}
        </ul>
      )}
      {retry && (
        <button type="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}

function explain(error: unknown): { title: string; text: string; errors: ApiError['errors'] } {
  if (!(error instanceof ApiError)) {
    const text = error instanceof Error ? error.message : String(error);
    return { title: 'This page could not be shown', text, errors: [] };
  }
  const title =
    error.status === 0
      ? 'No connection'
      : error.status === 403
        ? 'Not for your role'
        : error.status === 404
          ? 'Not there'
          : error.status === 503
            ? 'Not at the moment'
            : 'The gateway said no';
  return { title, text: error.message, errors: error.errors };
}

/** Shows what was loaded, or why it was not; the first time, that it is on its way. */
export function Shown<T>({
  of: { value, error, retry },
  children,
}: {
  of: { readonly value: T | null; readonly error: unknown; retry(): void };
  children: (value: T) => ComponentChildren;
}) {
  if (error) return <ErrorState error={error} retry={retry} />;
  if (value === null) return <p class="quiet">Loading …</p>;
  return <>{children(value)}</>;
}
