/** The versions that were in force: what each changed, and how to go back to it. */
import { useSignal } from '@preact/signals';
import { getVersion, listVersions, restoreVersion, type VersionJson } from '../../api/config.ts';
import { useLoaded } from '../../api/resource.ts';
import { ApiError } from '../../api/request.ts';
import { setQuery } from '../../app/router.ts';
import { Badge } from '../../ui/badge.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { EmptyState, ErrorState, Shown } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { ChangeList } from './change-list.tsx';
import { Lines } from './compared.tsx';
import { edit, finish, inForce, isChanged } from './draft.ts';
import { parseUnified } from './text/unified.ts';

export function History({ onStale }: { onStale(): void }) {
  const older = useSignal<readonly VersionJson[]>([]);
  const next = useSignal<string | null | undefined>(undefined);
  const shown = useSignal<VersionJson | null>(null);
  // Anew when another version is in force.
  const versions = useLoaded((signal) => {
    void inForce.value?.etag;
    older.value = [];
    next.value = undefined;
    return listVersions({ limit: 30 }, signal);
  });
  const more = async (cursor: string): Promise<void> => {
    const page = await listVersions({ limit: 30, cursor });
    older.value = [...older.value, ...page.versions];
    next.value = page.next;
  };
  const { error } = versions.value;
  if (error instanceof ApiError && error.status === 404) {
    return (
      <EmptyState title="No versions are kept">
        {error.message || 'This gateway has no store, in which versions would be kept.'}
      </EmptyState>
    );
  }
  return (
    <Shown of={versions.value}>
      {({ versions: first, next: firstNext }) => {
        const cursor = next.value === undefined ? firstNext : next.value;
        const all = [...first, ...older.value];
        return (
          <>
            {all.length === 0 && <EmptyState title="No versions yet">Each save makes one.</EmptyState>}
            <ol class="versions">
              {all.map((version) => (
                <li key={version.id} class="card">
                  <div class="section-header">
                    <h2>
                      <Time of={version.time} /> {version.current && <Badge tone="good">in force</Badge>}
                    </h2>
                    <button type="button" class="small" onClick={() => (shown.value = version)}>
                      Show
                    </button>
                  </div>
                  <p class="quiet">
                    {version.restored !== null && 'an earlier version, brought back '}
                    {version.by ? `by ${version.by.login}` : 'changed where it is stored, and not here'}
                  </p>
                  <ChangeList changes={version.changes} />
                </li>
              ))}
            </ol>
            {cursor && (
              <button type="button" onClick={() => void more(cursor)}>
                Show older versions
              </button>
            )}
            {shown.value && (
              <Version
                key={shown.value.id}
                version={shown.value}
                onClose={() => (shown.value = null)}
                onStale={onStale}
              />
            )}
          </>
        );
      }}
    </Shown>
  );
}

function Version({ version, onClose, onStale }: { version: VersionJson; onClose(): void; onStale(): void }) {
  const against = useSignal<'before' | 'current'>('before');
  const failed = useSignal<unknown>(null);
  const loaded = useLoaded((signal) =>
    getVersion(version.id, against.value === 'current' ? 'current' : null, signal),
  );
  const { writable = false, etag = '' } = inForce.value ?? {};
  const restore = async (): Promise<void> => {
    try {
      finish(await restoreVersion(version.id, etag));
      setQuery({ tab: null });
      onClose();
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 412)) return void (failed.value = error);
      onClose();
      onStale();
    }
  };
  const openInEditor = (): void => {
    const config = loaded.value.value?.config;
    if (config === undefined) return;
    edit(config);
    setQuery({ tab: 'json' });
    onClose();
  };
  return (
    <Dialog
      title="A version of the configuration"
      open
      onClose={onClose}
      actions={
        writable &&
        !version.current && (
          <>
            <button type="button" onClick={openInEditor}>
              Open in the editor
            </button>
            <button type="button" class="primary" disabled={isChanged.value} onClick={() => void restore()}>
              Restore
            </button>
          </>
        )
      }
    >
      <div class="row">
        <label>
          Compared with{' '}
          <select
            value={against.value}
            onChange={({ currentTarget: { value } }) => (against.value = value as 'before' | 'current')}
          >
            <option value="before">the version before it</option>
            <option value="current">the one in force</option>
          </select>
        </label>
      </div>
      {isChanged.value && (
        <p class="notice warn">Save or discard your changes before you restore a version.</p>
      )}
      <Shown of={loaded.value}>
        {({ diff }) =>
          diff === null ? (
            <p class="quiet">It is the first one: there is none before it.</p>
          ) : (
            <Lines lines={parseUnified(diff)} label="What is different" />
          )
        }
      </Shown>
      {failed.value !== null && <ErrorState error={failed.value} />}
    </Dialog>
  );
}
