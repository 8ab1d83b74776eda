/** Links to the pages that the caller's role may see. */
import type { MeJson } from '../api/me.ts';
import { navigationOpen, Who } from './header.tsx';
import { PAGES, pageAt } from './pages.ts';
import { here } from './router.ts';

export function Navigation({ me }: { me: MeJson }) {
  const current = pageAt(here.value.path);
  const pages = PAGES.filter(({ roles }) => roles.includes(me.role));
  const groups = [...new Set(pages.map(({ group }) => group))];
  return (
    <nav
      id="navigation"
      aria-label="Pages"
      class={navigationOpen.value ? 'navigation open' : 'navigation'}
      onKeyDown={(event) => {
        if (event.key === 'Escape') navigationOpen.value = false;
      }}
    >
      {groups.map((group) => (
        <section key={group}>
          <h2>{group}</h2>
          <ul>
            {pages
              .filter((page) => page.group === group)
              .map((page) => (
                <li key={page.path}>
                  <a
                    href={`./${page.path}`}
                    aria-current={page === current ? 'page' : undefined}
                    onClick={() => (navigationOpen.value = false)}
                  >
                    {page.title}
                  </a>
                </li>
              ))}
          </ul>
        </section>
      ))}
      <Who me={me} />
      <p class="quiet version">Aperture {me.gateway.version}</p>
    </nav>
  );
}
