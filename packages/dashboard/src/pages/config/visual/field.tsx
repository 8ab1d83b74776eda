/** One field of the config, as its schema has it. Every change is a change of the text. */
import { pathText } from '@aperturejs/core/wording';
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { withValue, type Path } from '../text/edit.ts';
import { edit, problems, reading, text } from '../draft.ts';
import { showLine } from '../place.ts';
import { shapeAt, type Shape } from '../schema/shape.ts';
import { isObject, valueAt, type Value } from '../text/read.ts';
import { kindOf } from './kind.ts';
import { ListField } from './list-field.tsx';
import { SecretField } from './secret-field.tsx';
import { GroupField, ItemsField, NamedField } from './nested.tsx';
import { Help } from './help.tsx';

export interface FieldProps {
  readonly path: Path;
  readonly label: string;
  /** Words to choose from, beside which any other can be written. */
  readonly suggestions?: readonly string[] | undefined;
}

/** Sets the value at a path, or takes it out if it is undefined. */
export function change(path: Path, value: unknown): void {
  edit(withValue(text.peek(), path, value));
}

/** Shows the field of a path by what its schema says. */
export function Field({ path, label, suggestions }: FieldProps) {
  const config = reading.value.value;
  const shape = shapeAt(path, config) ?? {};
  const value = valueAt(config, path);
  const kind = kindOf(shape, value);
  const props = { path, label, shape, value, suggestions };
  switch (kind) {
    case 'secret':
      return <SecretField {...props} />;
    case 'choice':
      return <ChoiceField {...props} />;
    case 'flag':
      return path.at(-1) === 'websockets' ? <SwitchField {...props} /> : <FlagField {...props} />;
    case 'list':
      return <ListField {...props} />;
    case 'items':
      return <ItemsField {...props} />;
    case 'named':
      return <NamedField {...props} />;
    case 'group':
      return <GroupField {...props} />;
    case 'text':
    case 'number':
      return <TextField {...props} number={kind === 'number'} />;
    case 'other':
      return <OtherField {...props} />;
  }
}

/** What every kind of field gets. */
export interface ShapedProps extends FieldProps {
  readonly shape: Shape;
  readonly value: Value | undefined;
}

/** The frame of a field: its name, what it is for, and what is wrong with it. */
export function Framed({
  path,
  label,
  shape,
  children,
}: FieldProps & {
  shape: Shape;
  children: (ids: { id: string; described: string; wrong: boolean }) => ComponentChildren;
}) {
  const id = useId();
  const wrong = problemsAt(path);
  return (
    <div class={wrong.length > 0 ? 'field wrong' : 'field'}>
      <label for={id}>{label}</label>
      {children({ id, described: `${id}-help ${id}-wrong`, wrong: wrong.length > 0 })}
      <Help id={`${id}-help`} text={shape.description} />
      <Wrong id={`${id}-wrong`} path={path} />
    </div>
  );
}

/** What is wrong with the value at a path, or with what is in it. */
export function Wrong({ id, path }: { id?: string; path: Path }) {
  const found = problemsAt(path);
  return (
    <div id={id} class="wrong-text">
      {found.map(({ message, line, column }) => (
        <p key={message}>
          {message}{' '}
          {line !== null && (
            <button type="button" class="small plain" onClick={() => showLine(line, column ?? 1)}>
              Line {line}
            </button>
          )}
        </p>
      ))}
    </div>
  );
}

/** The problems at a path or below it. */
export function problemsAt(path: Path) {
  const place = pathText(path);
  return (problems.value ?? []).filter(
    ({ path: at }) => at === place || at.startsWith(`${place}.`) || at.startsWith(`${place}[`),
  );
}

function TextField({ number, suggestions, value, ...props }: ShapedProps & { number: boolean }) {
  const list = useId();
  return (
    <Framed {...props}>
      {({ id, described, wrong }) => (
        <>
          <input
            id={id}
            type={number ? 'number' : 'text'}
            step={props.shape.type === 'number' ? 'any' : undefined}
            aria-describedby={described}
            aria-invalid={wrong}
            list={suggestions && list}
            spellcheck={false}
            value={typeof value === 'string' || typeof value === 'number' ? String(value) : ''}
            placeholder={defaultText(props.shape)}
            onChange={({ currentTarget }) => {
              const written = currentTarget.value.trim();
              change(props.path, written === '' ? undefined : number ? Number(written) : written);
            }}
          />
          {suggestions && (
            <datalist id={list}>
              {suggestions.map((word) => (
                <option key={word} value={word} />
              ))}
            </datalist>
          )}
        </>
      )}
    </Framed>
  );
}

function ChoiceField({ value, ...props }: ShapedProps) {
  const fallback = props.shape.default;
  const words = (props.shape.enum ?? []).filter((word) => word !== '');
  return (
    <Framed {...props}>
      {({ id, described, wrong }) => (
        <select
          id={id}
          aria-describedby={described}
          aria-invalid={wrong}
          value={typeof value === 'string' ? value : ''}
          onChange={({ currentTarget }) => change(props.path, currentTarget.value || undefined)}
        >
          <option value="">
            {typeof fallback === 'string' && fallback ? `${fallback} (default)` : 'default'}
          </option>
          {words.map((word) => (
            <option key={word} value={word}>
              {word}
            </option>
          ))}
        </select>
      )}
    </Framed>
  );
}

function FlagField({ path, label, shape, value }: ShapedProps) {
  const id = useId();
  const otherwise = shape.default === true || isChatByItself(path);
  return (
    <div class="field flag">
      <label>
        <input
          type="checkbox"
          aria-describedby={`${id}-help`}
          checked={typeof value === 'boolean' ? value : otherwise}
          onChange={({ currentTarget: { checked } }) =>
            change(path, checked === otherwise ? undefined : checked)
          }
        />{' '}
        {label}
      </label>
      <Help id={`${id}-help`} text={shape.description} />
      <Wrong path={path} />
    </div>
  );
}

/** A flag whose default depends on other fields, so that both of its values say something. */
function SwitchField({ value, ...props }: ShapedProps) {
  return (
    <Framed {...props}>
      {({ id, described, wrong }) => (
        <select
          id={id}
          aria-describedby={described}
          aria-invalid={wrong}
          value={String(value ?? '')}
          onChange={({ currentTarget: { value: chosen } }) =>
            change(props.path, chosen === '' ? undefined : chosen === 'true')
          }
        >
          <option value="">default</option>
          <option value="true">on</option>
          <option value="false">off</option>
        </select>
      )}
    </Framed>
  );
}

/** `openai_chat` is on by itself as long as no other flag is. */
function isChatByItself(path: Path): boolean {
  if (path.at(-2) !== 'compatibility' || path.at(-1) !== 'openai_chat') return false;
  const flags = valueAt(reading.value.value, path.slice(0, -1));
  return (
    !isObject(flags) || !Object.entries(flags).some(([name, on]) => name !== 'openai_chat' && on === true)
  );
}

/** What has no field of its own here. */
function OtherField({ path, label, shape, value }: ShapedProps) {
  if (value === undefined) return null;
  return (
    <div class="field">
      <span class="field-name">{label}</span>
      <code class="as-written">{JSON.stringify(value)}</code>
      <p class="help">{shape.description} It is changed in the JSON editor.</p>
      <Wrong path={path} />
    </div>
  );
}

function defaultText({ default: fallback }: Shape): string {
  return typeof fallback === 'string' || typeof fallback === 'number' ? String(fallback) : '';
}

/** The fields of an object: those of its schema in their order. */
export function Fields({
  path,
  only,
  except = [],
}: {
  path: Path;
  only?: readonly string[];
  except?: readonly string[];
}) {
  const config = reading.value.value;
  const { properties = {} } = shapeAt(path, config) ?? {};
  const there = valueAt(config, path);
  const others = isObject(there) ? Object.keys(there).filter((key) => !Object.hasOwn(properties, key)) : [];
  const names = (only ?? [...Object.keys(properties), ...others]).filter((name) => !except.includes(name));
  return (
    <>
      {names.map((name) => (
        <Field key={name} path={[...path, name]} label={labelOf(name)} />
      ))}
    </>
  );
}

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
