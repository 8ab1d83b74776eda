/** The config by forms. What is changed here is the same text that the JSON editor shows. */
import { reading, text } from '../draft.ts';
import { showLine } from '../place.ts';
import { placeOf } from '../text/place.ts';
import { Grants } from './grants.tsx';
import { Providers } from './providers.tsx';
import { Sections } from './sections.tsx';

export function Visual() {
  const { mistake } = reading.value;
  if (mistake) {
    const { line, column } = placeOf(text.value, mistake.offset);
    return (
      <div class="state">
        <h2>The text has a mistake in line {line}</h2>
        <p class="quiet">Until it is mended, the configuration can be changed in the JSON editor only.</p>
        <button type="button" onClick={() => showLine(line, column)}>
          Show line {line}
        </button>
      </div>
    );
  }
  return (
    <>
      <Providers />
      <Grants />
      <Sections />
    </>
  );
}
