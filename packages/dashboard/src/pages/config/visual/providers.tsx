/** The providers of the config. */
import { useSignal } from '@preact/signals';
import { EmptyState } from '../../../ui/states.tsx';
import { reading } from '../draft.ts';
import { entriesOf, valueAt } from '../text/read.ts';
import { AddProvider } from './add-provider.tsx';
import { Provider } from './provider.tsx';
import { Wrong } from './wrong.tsx';

export function Providers() {
  const providers = entriesOf(valueAt(reading.value.value, ['providers']));
  const adding = useSignal(false);
  // Which one is unfolded: it stays so under another id.
  const opened = useSignal<string | null>(null);
  return (
    <section class="card" aria-label="Providers">
      <div class="section-header">
        <h2>Providers</h2>
        <button type="button" class="primary" onClick={() => (adding.value = true)}>
          Add a provider
        </button>
      </div>
      <Wrong path={['providers']} />
      {providers.length === 0 && (
        <EmptyState title="No providers yet">
          A provider is an LLM service that calls are passed on to: a vendor’s API, a subscription, a model of
          your own.
        </EmptyState>
      )}
      {providers.map(([id, provider]) => (
        <Provider key={id} id={id} provider={provider} opened={opened} />
      ))}
      <AddProvider
        open={adding.value}
        onAdded={(id) => (opened.value = id)}
        onClose={() => (adding.value = false)}
      />
    </section>
  );
}
