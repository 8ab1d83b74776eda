/** Configuration: by forms, as text, and the versions before. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { listenLive } from '../../api/live.ts';
import type { PageProps } from '../../app/pages.ts';
import { here, setQuery } from '../../app/router.ts';
import { Badge } from '../../ui/badge.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { ErrorState } from '../../ui/states.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { ChangeList } from './change-list.tsx';
import './config.css';
import { Conflict } from './conflict.tsx';
import {
  canUndo,
  discard,
  heardOf,
  inForce,
  isChanged,
  lastSave,
  load,
  overtakenBy,
  startChecking,
  text,
  undo,
} from './draft.ts';
import { JsonEditor } from './editor/json-editor.tsx';
import { History } from './history.tsx';
import { ProblemList } from './problem-list.tsx';
import { Review } from './review.tsx';
import { Visual } from './visual/visual.tsx';

const TABS = [
  { id: 'visual', title: 'Visual' },
  { id: 'json', title: 'JSON' },
  { id: 'history', title: 'History' },
];

export default function ConfigPage(_props: PageProps) {
  const failed = useSignal<unknown>(null);
  const open = useSignal<'review' | 'conflict' | null>(null);
  // A dialog tells that it is closed after another one may have opened.
  const close = (which: 'review' | 'conflict'): void => {
    if (open.value === which) open.value = null;
  };
  const start = (): void => {
    failed.value = null;
    load().catch((error: unknown) => (failed.value = error));
  };
  useEffect(() => {
    start();
    const stopChecking = startChecking();
    const stopListening = listenLive({ config: ({ etag }) => heardOf(etag), missed: () => void load() });
    return () => {
      stopChecking();
      stopListening();
    };
  }, []);

  const state = inForce.value;
  if (failed.value !== null && !state) return <ErrorState error={failed.value} retry={start} />;
  if (!state) return <p class="quiet">Loading …</p>;
  const tab = here.value.query.get('tab') ?? 'visual';
  return (
    <>
      <PageHeader
        title={
          <>
            Configuration{' '}
            {isChanged.value ? (
              <Badge tone="warn">unsaved changes</Badge>
            ) : (
              <Badge tone="good">in force</Badge>
            )}
          </>
        }
      >
        {tab === 'visual' && (
          <button type="button" disabled={!canUndo.value} onClick={undo}>
            Undo
          </button>
        )}
        <button type="button" disabled={!isChanged.value} onClick={discard}>
          Discard
        </button>
        <button
          type="button"
          class="primary"
          disabled={!isChanged.value || !state.writable}
          onClick={() => (open.value = 'review')}
        >
          Review and save
        </button>
      </PageHeader>
      {state.source && (
        <p class="quiet source">
          From <code>{state.source}</code>
        </p>
      )}
      {!state.writable && (
        <div class="notice warn" role="note">
          <p>The configuration cannot be changed here. {state.reason}</p>
          <CopyButton text={() => text.peek()} label="Copy the configuration" />
        </div>
      )}
      {overtakenBy.value !== null && (
        <div class="notice warn" role="alert">
          <p>Another configuration came into force while you were changing this one.</p>
          <button type="button" onClick={() => (open.value = 'conflict')}>
            Compare and merge
          </button>
        </div>
      )}
      <div role="status">
        {lastSave.value && (
          <div class="notice good">
            <p>
              <strong>Saved, and in force now.</strong> Calls that are under way end as they began; every new
              one goes by it.
            </p>
            <ChangeList changes={lastSave.value.changes} />
          </div>
        )}
      </div>
      <ProblemList />
      <Tabs
        label="Ways to see the configuration"
        tabs={TABS}
        open={tab}
        onOpen={(id) => setQuery({ tab: id === 'visual' ? null : id })}
      >
        {tab === 'json' ? (
          <JsonEditor />
        ) : tab === 'history' ? (
          <History onStale={() => (open.value = 'conflict')} />
        ) : (
          <fieldset class="bare" disabled={!state.writable}>
            <Visual />
          </fieldset>
        )}
      </Tabs>
      <Review
        open={open.value === 'review'}
        onClose={() => close('review')}
        onStale={() => (open.value = 'conflict')}
      />
      <Conflict open={open.value === 'conflict'} onClose={() => close('conflict')} />
    </>
  );
}
