/** `hooks` (spec/aperture.md 9.1). */
import type { Report } from '../report.ts';
import type { Config } from '../schema/config.ts';
import { bareUrl } from './quoting.ts';

/** Warns of hooks that cannot be called. */
export function checkHooks(config: Config, report: Report): void {
  for (const [name, hook] of Object.entries(config.hooks)) {
    const path = ['hooks', name, 'url'];
    if (hook.url === '') {
      report.warning(`hook ${name} has no url configured`, path);
    } else if (!/^https?:$/.test(URL.parse(hook.url)?.protocol ?? '')) {
      const url = bareUrl(report.written(path));
      report.warning(`hook ${name} has invalid URL scheme (must be http:// or https://): ${url}`, path);
    }
  }
}
