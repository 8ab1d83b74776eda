/**
 * The JSON editor: CodeMirror with no more than is needed. It lives in a shadow root, since CodeMirror puts its styles into
 * a document as a `<style>`, which the policy of the app forbids, but into a shadow root as a constructed style sheet.
 */
import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  pickedCompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching, indentOnInput } from '@codemirror/language';
import { lintGutter, lintKeymap, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { Compartment, EditorState, type Text } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import type { ProblemJson } from '../../../api/config.ts';
import { completionAt } from '../schema/completion.ts';
import { hujson } from './hujson.ts';
import { look } from './look.ts';

/** An editor in the page. */
export interface Editor {
  /** Shows another text, unless it is there already. */
  setText(text: string): void;
  setProblems(problems: readonly ProblemJson[]): void;
  setReadOnly(readOnly: boolean): void;
  /** Puts the cursor at a line and column, both from 1, and shows it. */
  goTo(line: number, column: number): void;
  destroy(): void;
}

/**
 * Puts an editor into an element.
 *
 * @param changed hears of each change that the user makes
 */
export function createEditor(host: HTMLElement, text: string, changed: (text: string) => void): Editor {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  const readOnly = new Compartment();
  // What this module puts in itself is no change by the user.
  let quiet = false;
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        history(),
        drawSelection(),
        hujson,
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        autocompletion({ override: [complete] }),
        lintGutter(),
        // Tab leaves the editor, so that nobody is caught in it; Ctrl-] and Ctrl-[ indent.
        keymap.of([
          ...closeBracketsKeymap,
          ...defaultKeymap,
          ...historyKeymap,
          ...completionKeymap,
          ...lintKeymap,
        ]),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({
          'aria-label': 'Configuration as JSON',
          spellcheck: 'false',
          tabindex: '0',
        }),
        readOnly.of([]),
        look,
        EditorView.updateListener.of((update) => {
          if (update.docChanged && !quiet) changed(update.state.doc.toString());
        }),
      ],
    }),
  });
  return {
    setText(fresh) {
      const old = view.state.doc.toString();
      if (fresh === old) return;
      quiet = true;
      view.dispatch({ changes: middle(old, fresh) });
      quiet = false;
    },
    setProblems(problems) {
      view.dispatch(
        setDiagnostics(
          view.state,
          problems.flatMap((problem) => toDiagnostic(view.state.doc, problem)),
        ),
      );
    },
    setReadOnly(is) {
      view.dispatch({ effects: readOnly.reconfigure(is ? EditorState.readOnly.of(true) : []) });
    },
    goTo(line, column) {
      const at = offsetOf(view.state.doc, line, column);
      view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: 'center' }) });
      view.focus();
    },
    destroy: () => view.destroy(),
  };
}

/** The part that differs, so that cursor and history stay where they can. */
function middle(old: string, fresh: string): { from: number; to: number; insert: string } {
  let from = 0;
  const shorter = Math.min(old.length, fresh.length);
  while (from < shorter && old[from] === fresh[from]) from++;
  let end = 0;
  while (end < shorter - from && old[old.length - 1 - end] === fresh[fresh.length - 1 - end]) end++;
  return { from, to: old.length - end, insert: fresh.slice(from, fresh.length - end) };
}

function offsetOf(doc: Text, line: number, column: number): number {
  const { from, to } = doc.line(Math.min(Math.max(1, line), doc.lines));
  return Math.min(from + column - 1, to);
}

/** From the place to the end of the word or the string there. */
function toDiagnostic(doc: Text, { line, column, level, message }: ProblemJson): Diagnostic[] {
  if (line === null) return [];
  const from = offsetOf(doc, line, column ?? 1);
  const rest = doc.sliceString(from, doc.lineAt(from).to);
  const length = /^(?:"(?:[^"\\]|\\.)*"?|[\w.-]+|.)/.exec(rest)?.[0].length ?? 0;
  return [{ from, to: from + length, severity: level, message }];
}

function complete({ state, pos, explicit }: CompletionContext): CompletionResult | null {
  const before = state.doc.sliceString(Math.max(0, pos - 1), pos);
  if (!explicit && !/[\w"/.*-]/.test(before)) return null;
  const completion = completionAt(state.doc.toString(), pos);
  if (!completion) return null;
  return {
    // No end: what stands behind the cursor would be taken for something that was typed to be looked for.
    from: completion.from,
    options: completion.options.map(({ label, insert, kind, help }) => ({
      // What is typed may begin with the quote.
      label: JSON.stringify(label),
      displayLabel: label,
      apply: putIn(insert),
      type: kind === 'key' ? 'property' : 'constant',
      info: help,
    })),
  };
}

/** Puts text in the place of the whole word or string that the cursor is in. */
function putIn(insert: string): NonNullable<Completion['apply']> {
  return (view, completion, from, to) => {
    const place = completionAt(view.state.doc.toString(), to) ?? { from, to };
    // Into the empty list, object or string that comes with a key.
    const inside = /(?:\[\]|\{\}|: "")$/.test(insert) ? 1 : 0;
    view.dispatch({
      changes: { from: place.from, to: place.to, insert },
      selection: { anchor: place.from + insert.length - inside },
      annotations: pickedCompletion.of(completion),
      userEvent: 'input.complete',
    });
  };
}
