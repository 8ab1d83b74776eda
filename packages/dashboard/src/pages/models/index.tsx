/** Models: what the caller may use, where, and what it costs. */
import { me } from '../../api/me.ts';
import type { PageProps } from '../../app/pages.ts';
import { here, setQuery, to } from '../../app/router.ts';
import { Badge } from '../../ui/badge.tsx';
import { counted, formatTokens } from '../../ui/format.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { EmptyState, Shown } from '../../ui/states.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { useOffered, type OfferedModelJson } from './offered.ts';
import { otherPrices, perMillion } from './price.ts';

export default function Models(_props: PageProps) {
  const models = useOffered();
  return (
    <>
      <PageHeader title="Models" />
      <Shown of={models.value}>
        {(offered) => (offered.length > 0 ? <List offered={offered} /> : <Nothing />)}
      </Shown>
    </>
  );
}

function List({ offered }: { offered: readonly OfferedModelJson[] }) {
  const text = here.value.query.get('q') ?? '';
  const rows = offered.filter((model) => wordsOf(model).includes(text.toLowerCase()));
  return (
    <>
      <div class="filters">
        <label>
          Find
          <input
            type="search"
            value={text}
            placeholder="model, provider, endpoint"
            onInput={({ currentTarget: { value } }) => setQuery({ q: value })}
          />
        </label>
      </div>
      <p class="quiet" role="status">
        {counted(rows.length, 'model')}; prices are list prices in US dollars for a million tokens
      </p>
      <div class="card">
        <Table
          caption="Models"
          rows={rows}
          rowKey={({ id, metadata }) => `${metadata.provider.id}/${id}`}
          columns={[
            {
              title: 'Model',
              cell: ({ id, display_name }) => (
                <>
                  <span class="mono">{id}</span>
                  {display_name && display_name !== id && <div class="quiet">{display_name}</div>}
                </>
              ),
            },
            {
              title: 'Provider',
              cell: ({ metadata: { provider } }) => (
                <>
                  {provider.name || provider.id}
                  {provider.requires_client_auth && (
                    <>
                      {' '}
                      <Badge>your own credential</Badge>
                    </>
                  )}
                  {provider.description && <div class="quiet">{provider.description}</div>}
                </>
              ),
            },
            {
              title: 'Endpoints',
              cell: ({ supported_endpoints }) =>
                supported_endpoints.map((endpoint) => (
                  <div key={endpoint} class="mono">
                    {endpoint}
                  </div>
                )),
            },
            {
              title: 'Context',
              number: true,
              cell: ({ context_window_tokens }) => formatTokens(context_window_tokens),
            },
            { title: 'Input', number: true, cell: (model) => <Price model={model} unit="input" /> },
            {
              title: 'Cached',
              number: true,
              cell: (model) => <Price model={model} unit="input_cache_read" />,
            },
            { title: 'Output', number: true, cell: (model) => <Price model={model} unit="output" /> },
            ...(rows.some(({ capabilities = [] }) => capabilities.length > 0) ? [CAPABILITIES] : []),
          ]}
        />
      </div>
    </>
  );
}

/** Only configs tell them; no price list does. */
const CAPABILITIES: Column<OfferedModelJson> = {
  title: 'Can',
  cell: ({ capabilities = [] }) => (
    <span class="row">
      {capabilities.map((one) => (
        <Badge key={one}>{one}</Badge>
      ))}
    </span>
  ),
};

/** The price for a million; what else the price list says of the model is in the tooltip. */
function Price({
  model: { pricing, pricing_display_name },
  unit,
}: {
  model: OfferedModelJson;
  unit: string;
}) {
  const price = perMillion(pricing?.[unit]);
  if (!pricing || price === null) return <span class="quiet">–</span>;
  const others = otherPrices(pricing);
  return (
    <span title={[`priced as ${pricing_display_name ?? 'the model'}`, ...others].join('\n')}>{price}</span>
  );
}

function wordsOf({
  id,
  display_name = '',
  supported_endpoints,
  metadata: { provider },
}: OfferedModelJson): string {
  return [id, display_name, provider.id, provider.name, ...supported_endpoints].join('\n').toLowerCase();
}

function Nothing() {
  const admin = me.value.value?.role === 'admin';
  return (
    <EmptyState title="No model is open to you">
      {admin ? (
        <p>
          <a href={to(['config'])}>Add a provider and a grant under Administration › Configuration</a>
        </p>
      ) : (
        <p>Ask your admin for a grant.</p>
      )}
    </EmptyState>
  );
}
