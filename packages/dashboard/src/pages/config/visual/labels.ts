/** Names of fields for people: what a name in the config does not say by itself. */

const LABELS: Readonly<Record<string, string>> = {
  baseurl: 'Base URL',
  apikey: 'Key',
  auth_mode: 'Whose credential',
  authorization: 'How the key is sent',
  aws_region: 'AWS region',
  name: 'Display name',
  add_headers: 'Added headers',
  model_cost_map: 'Prices under other names',
  cost_basis: 'Price table',
  compatibility: 'API formats',
  upstream: 'Kind of upstream',
  websockets: 'WebSockets',
  openai_chat: 'OpenAI Chat Completions',
  openai_responses: 'OpenAI Responses',
  anthropic_messages: 'Anthropic Messages',
  gemini_generate_content: 'Gemini API',
  google_generate_content: 'Vertex AI generateContent',
  google_raw_predict: 'Vertex AI rawPredict',
  google_code_assist: 'Gemini Code Assist',
  bedrock_model_invoke: 'Bedrock invoke',
  bedrock_converse: 'Bedrock converse',
  experimental_gemini_cli_vertex_compat: 'Short Vertex AI paths of Gemini CLI',
  src: 'Who',
  auto_cost_basis: 'Price tables told from API formats',
  cors_paths: 'CORS paths',
  set_cors: 'CORS headers',
  s3: 'S3',
};

/** A name of a field for people. */
export function labelOf(name: string): string {
  if (Object.hasOwn(LABELS, name)) return LABELS[name] as string;
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
