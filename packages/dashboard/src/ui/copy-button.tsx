/** Copies text, and says that it did. */
import { useSignal } from '@preact/signals';

export function CopyButton({ text, label = 'Copy' }: { text: string | (() => string); label?: string }) {
  const said = useSignal<string | null>(null);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(typeof text === 'string' ? text : text());
      said.value = 'Copied';
    } catch {
      // Without TLS, browsers have a clipboard for this machine's own pages only.
      said.value = 'Select and copy it by hand';
    }
    setTimeout(() => (said.value = null), 2_000);
  };
  return (
    <button type="button" class="small" onClick={() => void copy()}>
      <span aria-live="polite">{said.value ?? label}</span>
    </button>
  );
}
