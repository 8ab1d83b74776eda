/** Calls of tools in a store for tests, counted anew with each question. */
import type { CallRecord } from '../record/record.ts';
import type { ToolKey, ToolQuery, ToolRow } from '../ports/roll-ups.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MAX_NAME = 100;
const MAX_NAMES = 200;

/** @param records in the order of their arrival: the names that came first have a row of their own */
export function toolsOf(records: readonly CallRecord[], query: ToolQuery): ToolRow[] {
  const { by, from = 0, to = Infinity, user, model, client, tool } = query;
  const apart = by.includes('tool') || tool !== undefined;
  const names = new Map<string, Set<string>>();
  const rows = new Map<string, { key: ToolRow['key']; calls: number; requests: number }>();
  for (const record of records) {
    const { count, names: told } = record.answer?.toolCalls ?? { count: 0, names: [] };
    if (count === 0) continue;
    const login = record.identity?.login ?? '';
    const hour = Math.floor(record.time / HOUR) * HOUR;
    const taken = names.get(`${hour} ${login}`) ?? new Set<string>();
    names.set(`${hour} ${login}`, taken);
    const tools = told.map((name) => {
      const short = name.slice(0, MAX_NAME);
      if (short === '' || (!taken.has(short) && taken.size >= MAX_NAMES)) return '(other)';
      taken.add(short);
      return short;
    });
    for (let n = told.length; n < count; n += 1) tools.push('(other)');
    if (hour < Math.floor(from / HOUR) * HOUR || hour >= to) continue;
    if ((user ?? login) !== login || (model ?? record.model ?? '') !== (record.model ?? '')) continue;
    if ((client ?? record.client.name) !== record.client.name) continue;
    for (const name of apart ? new Set(tools) : ['']) {
      if (tool !== undefined && name !== tool) continue;
      const key = Object.fromEntries(by.map((key) => [key, valueOf(record, key, name)]));
      const place = JSON.stringify(key);
      const row = rows.get(place) ?? { key, calls: 0, requests: 0 };
      row.calls += apart ? tools.filter((one) => one === name).length : count;
      row.requests += 1;
      rows.set(place, row);
    }
  }
  return [...rows.values()];
}

function valueOf({ identity, model, client, time }: CallRecord, key: ToolKey, tool: string): string {
  const started = (unit: number): string => new Date(Math.floor(time / unit) * unit).toISOString();
  return {
    tool,
    user: identity?.login ?? '',
    model: model ?? '',
    client: client.name,
    hour: started(HOUR),
    day: started(DAY),
  }[key];
}
