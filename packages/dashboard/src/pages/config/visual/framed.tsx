/** What every field has: its place in the config, its name, what it is for, and what is wrong with it. */
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { edit, text } from '../draft.ts';
import type { Shape } from '../schema/shape.ts';
import { withValue, type Path } from '../text/edit.ts';
import type { Value } from '../text/read.ts';
import { Help } from './help.tsx';
import { problemsAt, Wrong } from './wrong.tsx';

export interface FieldProps {
  readonly path: Path;
  readonly label: string;
  /** Words to choose from, beside which any other can be written. */
  readonly suggestions?: readonly string[] | undefined;
}

/** What every kind of field gets. */
export interface ShapedProps extends FieldProps {
  readonly shape: Shape;
  readonly value: Value | undefined;
}

/** Sets the value at a path, or takes it out if it is undefined. */
export function change(path: Path, value: unknown): void {
  edit(withValue(text.peek(), path, value));
}

/** The frame of a field: its name, what it is for, and what is wrong with it. */
export function Framed({
  path,
  label,
  shape,
  children,
}: FieldProps & {
  shape: Shape;
  children: (ids: { id: string; described: string; wrong: boolean }) => ComponentChildren;
}) {
  const id = useId();
  const wrong = problemsAt(path);
  return (
    <div class={wrong.length > 0 ? 'field wrong' : 'field'}>
      <label for={id}>{label}</label>
      {children({ id, described: `${id}-help ${id}-wrong`, wrong: wrong.length > 0 })}
      <Help id={`${id}-help`} text={shape.description} />
      <Wrong id={`${id}-wrong`} path={path} />
    </div>
  );
}
