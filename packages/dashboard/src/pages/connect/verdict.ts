/** What a trial means, in plain words, with what to do next. */
import { nearest } from '@aperturejs/core/wording';
import type { Address, Trial } from './check.ts';
import type { Choice } from './choices.ts';
import type { Client } from './client.ts';

/** The outcome of a check. */
export interface Verdict {
  readonly tone: 'good' | 'warn' | 'bad';
  readonly title: string;
  readonly text: string;
  /** What the gateway or the vendor said, word for word. */
  readonly said?: string;
}

/** What is wrong with an address, or null. */
export function verdictOnAddress(address: Address, client: Client, right: string): Verdict | null {
  switch (address.kind) {
    case 'no_url':
      return bad('This is no URL', `Write it whole: ${right}`);
    case 'elsewhere':
      return bad(
        `This leads to ${address.host}, not to this gateway`,
        `As this page reached it, the gateway’s address here is ${right}. Requests that go elsewhere never show up in its logs.`,
      );
    case 'outside':
      return bad(
        `The gateway lives below ${address.mount}`,
        `${client.title} needs ${right} as its base URL.`,
      );
    case 'here':
      return null;
  }
}

/** What a trial means. */
export function verdictOn(
  { path, explanation, answer }: Trial,
  { client, basePath, model, choices, right }: Question,
): Verdict {
  const said = messageOf(answer.text);
  const refusal = explanation?.refusal;
  const { status } = answer;
  if (
    refusal?.code === 'unknown_endpoint' ||
    (!explanation && status === 404 && basePath !== client.basePath)
  ) {
    const missing = client.basePath !== '' && !basePath.endsWith(client.basePath);
    return bad(
      missing ? `The base URL lacks ${client.basePath}` : `The gateway serves nothing at ${path}`,
      `${client.title} would ask ${path}. Its base URL must be ${right}`,
      said,
    );
  }
  if (refusal?.code === 'model_not_found' || refusal?.code === 'format_mismatch') {
    const near = nearest(
      model,
      choices.map(({ name }) => name),
    );
    if (refusal.code === 'format_mismatch') {
      return bad(`${model} is not served in the API that ${client.title} speaks`, refusal.message, said);
    }
    return near
      ? bad(`There is no model “${model}” for you`, `Did you mean ${near}? Names must be exact.`, said)
      : bad(
          `There is no model “${model}” for you`,
          'Either no provider lists exactly this name, or no grant opens it to you. Ask your admin for a grant of the model.',
          said,
        );
  }
  if (refusal) return bad('The gateway would not let this through', refusal.message, said);
  if (status === 401 && client.pays === 'caller') {
    const provider = explanation?.forward?.provider;
    return {
      tone: 'good',
      title: 'Everything is right up to your own credential',
      text:
        `This browser has none, so the gateway asked for it, as it should${provider ? ` (provider ${provider})` : ''}. ` +
        'Now send a message with the client itself. ' +
        (client.id === 'codex-chatgpt'
          ? 'If Codex shows a 401, sign in (codex login) and see that requires_openai_auth = true is set.'
          : 'If it shows a 401, sign in (/login), and see that no ANTHROPIC_API_KEY, ANTHROPIC_AUTH_TOKEN or apiKeyHelper is set.'),
      said,
    };
  }
  if (status >= 200 && status < 300) {
    const { provider, grant } = explanation?.forward ?? {};
    return {
      tone: 'good',
      title: 'It works',
      text: provider
        ? `The request went to ${provider}${grant ? `, by ${grant}` : ''}, and was answered.`
        : 'The request was answered.',
    };
  }
  if (status === 401 || status === 403) {
    return bad(
      'The provider does not take the organisation’s credential',
      'This is for your admin: the apikey of the provider is wrong, expired, or may not use this model.',
      said,
    );
  }
  if (status === 429)
    return bad('A limit is reached', 'The provider, or a budget, lets nothing more through for now.', said);
  if (status === 502 || status === 504)
    return bad('The provider cannot be reached', 'This is for your admin.', said);
  return bad(`The answer was ${status}`, 'These are its words:', said);
}

/** What a trial was about. */
export interface Question {
  readonly client: Client;
  readonly basePath: string;
  readonly model: string;
  readonly choices: readonly Choice[];
  /** The base URL as it should be. */
  readonly right: string;
}

function bad(title: string, text: string, said?: string): Verdict {
  return { tone: 'bad', title, text, ...(said && { said }) };
}

/** The message of an error in any vendor's form. */
function messageOf(text: string): string {
  try {
    const { error, detail, message } = JSON.parse(text) as {
      error?: { message?: unknown };
      detail?: unknown;
      message?: unknown;
    };
    const found = error?.message ?? detail ?? message;
    if (typeof found === 'string') return found;
  } catch {
    // No JSON: what there is.
  }
  return text.slice(0, 500);
}
