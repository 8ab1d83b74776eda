import { expect, it } from 'vitest';
import { parseUnified } from './unified.ts';

it('reads a unified diff with the numbers of its lines', () => {
  const diff = `--- before
+++ after
@@ -2,3 +2,3 @@ providers
 same
--- a comment of SQL
+++ added
 end
@@ -40 +40,2 @@
 far
+new
\\ No newline at end of file
`;
  expect(parseUnified(diff)).toEqual([
    { kind: 'same', text: 'same', old: 2, fresh: 2 },
    { kind: 'removed', text: '-- a comment of SQL', old: 3, fresh: null },
    { kind: 'added', text: '++ added', old: null, fresh: 3 },
    { kind: 'same', text: 'end', old: 4, fresh: 4 },
    { kind: 'same', text: 'far', old: 40, fresh: 40 },
    { kind: 'added', text: 'new', old: null, fresh: 41 },
  ]);
  expect(parseUnified('')).toEqual([]);
});
