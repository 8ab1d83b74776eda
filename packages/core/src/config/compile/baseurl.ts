/** The `baseurl` of a provider: the only place that its requests ever go to. */
import type { Report } from '../report.ts';
import type { Provider } from '../snapshot.ts';
import type { Path } from '../tree.ts';

/** Reads a base URL; null if a provider cannot be reached by it, for a reason that is in the report. */
export function compileBaseurl(
  id: string,
  baseurl: string,
  path: Path,
  report: Report,
): Pick<Provider, 'baseurl' | 'origin' | 'basePath'> | null {
  if (baseurl === '') {
    report.warning(`provider ${id} has no baseurl configured`, path);
    return null;
  }
  const url = URL.parse(baseurl);
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    report.warning(
      `provider ${id}: baseurl is no URL with http:// or https://; the provider is left out`,
      path,
    );
    return null;
  }
  if (url.username || url.password) {
    report.warning(
      `provider ${id}: baseurl must not hold a credential, use apikey; the provider is left out`,
      path,
    );
    return null;
  }
  if (url.search || url.hash) {
    report.warning(`provider ${id}: baseurl has a query or a fragment, which is ignored`, path);
  }
  const basePath = url.pathname.replace(/\/+$/, '');
  // Clients send /v1/… themselves, so `…/v1` would be doubled; routing collapses the two (spec/aperture.md 3.4).
  if (/\/v1(?:beta)?$/.test(basePath)) {
    const doubled = basePath.slice(basePath.lastIndexOf('/'));
    report.warning(
      `provider ${id}: baseurl ends in ${doubled}, which requests bring along; leave it out of the baseurl`,
      path,
    );
  }
  return { baseurl: url.origin + basePath, origin: url.origin, basePath };
}
