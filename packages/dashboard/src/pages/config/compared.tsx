/** Two texts, line by line. */
import { useSignal } from '@preact/signals';
import { compareTexts, toHunks, type ComparedLine, type Hunk } from './text/lines.ts';

export function Compared({ before, after, label }: { before: string; after: string; label: string }) {
  return <Lines lines={compareTexts(before, after)} label={label} />;
}

/** Lines of a comparison; those far from every change are folded away. */
export function Lines({ lines, label }: { lines: readonly ComparedLine[]; label: string }) {
  if (lines.length === 0) return <p class="quiet">Nothing is different.</p>;
  return (
    <div class="compared" role="region" aria-label={label} tabIndex={0}>
      {toHunks(lines).map((hunk, index) => (
        <HunkLines key={index} hunk={hunk} />
      ))}
    </div>
  );
}

const SIGNS = { same: ' ', removed: '−', added: '+' } as const;
const WORDS = { same: '', removed: 'removed: ', added: 'added: ' } as const;

function HunkLines({ hunk: { kind, lines } }: { hunk: Hunk }) {
  const open = useSignal(kind === 'lines');
  if (!open.value) {
    return (
      <button type="button" class="plain fold" onClick={() => (open.value = true)}>
        {lines.length === 1 ? '1 line' : `${lines.length} lines`} that {lines.length === 1 ? 'is' : 'are'} the
        same
      </button>
    );
  }
  return (
    <>
      {lines.map((line) => (
        <div class={`line ${line.kind}`} key={`${line.old}-${line.fresh}`}>
          <span class="line-number" aria-hidden="true">
            {line.old ?? ''}
          </span>
          <span class="line-number" aria-hidden="true">
            {line.fresh ?? ''}
          </span>
          <span aria-hidden="true">{SIGNS[line.kind]}</span>
          <code>
            <span class="unseen">{WORDS[line.kind]}</span>
            {line.text}
          </code>
        </div>
      ))}
    </>
  );
}
