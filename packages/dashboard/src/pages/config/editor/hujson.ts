/** HuJSON for CodeMirror. Its own JSON mode takes comments for mistakes. */
import { HighlightStyle, StreamLanguage, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { tags } from '@lezer/highlight';

interface State {
  inComment: boolean;
  depth: number;
}

const language = StreamLanguage.define<State>({
  name: 'hujson',
  startState: () => ({ inComment: false, depth: 0 }),
  copyState: (state) => ({ ...state }),
  token(stream, state) {
    if (state.inComment) {
      if (stream.match(/^.*?\*\//)) state.inComment = false;
      else stream.skipToEnd();
      return 'comment';
    }
    if (stream.eatSpace()) return null;
    if (stream.match('//')) {
      stream.skipToEnd();
      return 'comment';
    }
    if (stream.match('/*')) {
      state.inComment = true;
      return 'comment';
    }
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/)) {
      return stream.match(/^\s*:/, false) ? 'propertyName' : 'string';
    }
    if (stream.match(/^[{[]/)) state.depth++;
    else if (stream.match(/^[}\]]/)) state.depth--;
    else if (stream.match(/^-?\d[\d.eE+-]*/)) return 'number';
    else if (stream.match(/^(?:true|false|null)\b/)) return 'keyword';
    else stream.next();
    return 'punctuation';
  },
  indent: ({ depth }, textAfter, { unit }) =>
    Math.max(0, depth - (/^\s*[}\]]/.test(textAfter) ? 1 : 0)) * unit,
  languageData: {
    commentTokens: { line: '//', block: { open: '/*', close: '*/' } },
    closeBrackets: { brackets: ['{', '[', '"'] },
    indentOnInput: /^\s*[}\]]$/,
  },
});

const colours = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--quiet)', fontStyle: 'italic' },
  { tag: tags.propertyName, color: 'var(--link)' },
  { tag: tags.string, color: 'var(--good)' },
  { tag: [tags.number, tags.keyword], color: 'var(--warn)' },
]);

/** The language and its colours. */
export const hujson: Extension = [language, syntaxHighlighting(colours)];
