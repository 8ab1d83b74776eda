/** The place of the page: loads its module, shows it, and tells assistive technology that it is another one. */
import { signal, useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { MeJson } from '../api/me.ts';
import { EmptyState, ErrorState } from '../ui/states.tsx';
import { pageAt, type Page, type PageProps } from './pages.ts';
import { here, segmentsOf } from './router.ts';

/** Modules that are there already, so that going back shows a page at once. */
const loaded = signal<ReadonlyMap<Page, ComponentType<PageProps>>>(new Map());

export function Outlet({ me }: { me: MeJson }) {
  const failed = useSignal<unknown>(null);
  const main = useRef<HTMLElement>(null);
  const { path } = here.value;
  const page = pageAt(path);
  const allowed = page?.roles.includes(me.role) ?? false;

  const load = (): void => {
    if (!page || !allowed || loaded.value.has(page)) return;
    failed.value = null;
    page.load().then(
      (module) => (loaded.value = new Map(loaded.value).set(page, module.default)),
      (error: unknown) => (failed.value = error),
    );
  };
  useEffect(load, [page, allowed]);

  useEffect(() => {
    document.title = page ? `${page.title} · Aperture` : 'Aperture';
  }, [page]);

  // The first page is where a browser puts the reader by itself.
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) {
      scrollTo(0, 0);
      main.current?.focus({ preventScroll: true });
    }
    first.current = false;
  }, [path]);

  const Shown = page && loaded.value.get(page);
  return (
    <main ref={main} tabIndex={-1} aria-label={page?.title}>
      {!page ? (
        <EmptyState title="There is no such page">
          <a href="./">Go to my dashboard</a>
        </EmptyState>
      ) : !allowed ? (
        <EmptyState title={`${page.title} is for admins`}>
          Your role here is “{me.role}”. An admin of this gateway can change that with a grant.
        </EmptyState>
      ) : failed.value ? (
        // A new version has other file names; the page of the old one cannot be loaded any more.
        <ErrorState error={failed.value} retry={() => location.reload()} />
      ) : Shown ? (
        <Shown rest={segmentsOf(path).slice(page.path === '' ? 0 : 1)} />
      ) : (
        <p class="quiet">Loading …</p>
      )}
    </main>
  );
}
