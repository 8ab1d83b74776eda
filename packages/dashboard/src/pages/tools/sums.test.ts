import { expect, it } from 'vitest';
import { byTool } from './sums.ts';

it('sums by tool, the most calls first, and names what has no name', () => {
  expect(
    byTool([
      { key: { tool: 'shell', day: 'a' }, calls: 2, requests: 1 },
      { key: { tool: 'Read', day: 'a' }, calls: 4, requests: 2 },
      { key: { tool: 'shell', day: 'b' }, calls: 3, requests: 3 },
      { key: { tool: '' }, calls: 1, requests: 1 },
    ]),
  ).toEqual([
    { tool: 'shell', calls: 5, requests: 4 },
    { tool: 'Read', calls: 4, requests: 2 },
    { tool: 'unnamed', calls: 1, requests: 1 },
  ]);
});
