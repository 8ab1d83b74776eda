/** Something that is on or off. */
import { useId } from 'preact/hooks';
import { reading } from '../draft.ts';
import type { Path } from '../text/edit.ts';
import { isObject, valueAt } from '../text/read.ts';
import { change, type ShapedProps } from './framed.tsx';
import { Help } from './help.tsx';
import { Wrong } from './wrong.tsx';

export function FlagField({ path, label, shape, value }: ShapedProps) {
  const id = useId();
  const otherwise = shape.default === true || isChatByItself(path);
  return (
    <div class="field flag">
      <label>
        <input
          type="checkbox"
          aria-describedby={`${id}-help`}
          checked={typeof value === 'boolean' ? value : otherwise}
          onChange={({ currentTarget: { checked } }) =>
            change(path, checked === otherwise ? undefined : checked)
          }
        />{' '}
        {label}
      </label>
      <Help id={`${id}-help`} text={shape.description} />
      <Wrong path={path} />
    </div>
  );
}

/** `openai_chat` is on by itself as long as no other flag is. */
function isChatByItself(path: Path): boolean {
  if (path.at(-2) !== 'compatibility' || path.at(-1) !== 'openai_chat') return false;
  const flags = valueAt(reading.value.value, path.slice(0, -1));
  return (
    !isObject(flags) || !Object.entries(flags).some(([name, on]) => name !== 'openai_chat' && on === true)
  );
}
