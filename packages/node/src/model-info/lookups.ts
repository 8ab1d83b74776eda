/** Where genai-prices may know a model: which of its tables, and under what name. */
import type { CostBasis, ModelQuestion } from '@aperturejs/core';

/** One place to look. */
export interface Lookup {
  /** A provider of genai-prices. */
  readonly table: string;
  readonly model: string;
  /** What its prices are multiplied by. */
  readonly factor: number;
}

/** Finds tables: by the URL that a provider is reached under, or by a vendor's name. */
export interface Tables {
  byUrl(baseurl: string): string | undefined;
  byVendor(name: string): string | undefined;
}

interface Basis {
  /** None: the models are priced as at their vendors, whose names they begin with. */
  readonly table?: string;
  readonly factor?: number;
}

const BASES: Readonly<Record<CostBasis, Basis>> = {
  anthropic: { table: 'anthropic' },
  openai: { table: 'openai' },
  google: { table: 'google' },
  // Claude on Vertex AI is priced as at Anthropic, and stands in Google's table.
  vertex: { table: 'google' },
  // Every geography has the same prices; an id that begins with `global.` has its own, which the table knows.
  bedrock: { table: 'aws' },
  'bedrock-us': { table: 'aws' },
  'bedrock-eu': { table: 'aws' },
  'bedrock-ap': { table: 'aws' },
  azure: { table: 'azure' },
  // Microsoft charges ten per cent more for a deployment that stays within a data zone.
  'azure-eu': { table: 'azure', factor: 1.1 },
  openrouter: { table: 'openrouter' },
  // Vercel adds nothing to its vendors' prices.
  vercel: {},
};

/**
 * The places to look for a model, most likely first. Where the tables of the question are a guess, the provider's URL is
 * the better one: an OpenAI-compatible vendor has prices of its own.
 */
export function lookupsOf({ model, bases, explicit, baseurl }: ModelQuestion, tables: Tables): Lookup[] {
  const reached = explicit ? undefined : tables.byUrl(baseurl);
  if (reached) return namesOf(model).map((name) => ({ table: reached, model: name, factor: 1 }));
  return bases.flatMap((basis) => lookupsIn(BASES[basis], model, tables));
}

function lookupsIn({ table, factor = 1 }: Basis, model: string, tables: Tables): Lookup[] {
  if (table) return namesOf(model).map((name) => ({ table, model: name, factor }));
  const [vendor = '', ...rest] = model.split('/');
  const vendors = rest.length > 0 ? tables.byVendor(vendor) : undefined;
  return vendors ? [{ table: vendors, model: rest.join('/'), factor }] : [];
}

/** A model's id, and what is left of it without the marks of those who host it. */
function namesOf(id: string): string[] {
  // arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-…
  const bare = id.startsWith('arn:') ? id.slice(id.lastIndexOf('/') + 1) : id;
  const names = [
    id,
    bare,
    // Vertex AI writes a version behind an @.
    bare.replace(/(.)@.*$/, '$1'),
    // Bedrock writes a date and a version: us.anthropic.claude-opus-5-20260401-v1:0. A `-v3` alone may be the model's own.
    bare.replace(/(?:-\d{8}-v\d+(?::\d+)?|-v\d+:\d+)$/, ''),
  ];
  return [...new Set(names)];
}
