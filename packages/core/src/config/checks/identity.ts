/** `identity`: sources of which one takes what another is to know. */
import type { Report } from '../report.ts';
import type { Config } from '../schema/config.ts';

/**
 * Warns of `loopback` beside a Tailscale daemon with userspace networking, which passes the connections of all its peers on
 * from a loopback address (docs/decisions/0037).
 */
export function checkIdentity({ identity }: Config, report: Report): void {
  const daemon = identity.findIndex((source) => source.type === 'tailscale' && source.userspace);
  const loopback = identity.findIndex(({ type }) => type === 'loopback');
  if (daemon === -1 || loopback === -1) return;
  if (loopback < daemon) {
    report.warning(
      'loopback stands before the tailscale source with userspace, whose devices connect from loopback too; all of them would be (loopback)',
      ['identity', loopback],
    );
  } else if (report.mode === 'start') {
    // No mistake where nobody but devices can reach the daemon: it is mentioned, and can be saved.
    report.warning(
      'loopback stands beside a tailscale source with userspace; what the daemon passes on and knows nobody for would be (loopback)',
      ['identity', loopback],
    );
  }
}
