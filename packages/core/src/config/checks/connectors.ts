/** `connectors` (spec/aperture.md 10.2). */
import type { Report } from '../report.ts';
import type { Config } from '../schema/config.ts';

const RESERVED: ReadonlySet<string> = new Set(['aperture', 'tailscale', 'internal']);

/** Warns of ids and labels that a connector cannot have. */
export function checkConnectors(config: Config, report: Report): void {
  for (const [id, connector] of Object.entries(config.connectors.servers)) {
    const path = ['connectors', 'servers', id];
    if (!/^[a-zA-Z][a-zA-Z0-9]*$/.test(id)) {
      report.warning(
        `connector ${id}: an id must be letters and digits and start with a letter`,
        path,
        'key',
      );
    } else if (RESERVED.has(id)) {
      report.warning(`connector ${id}: this id is reserved`, path, 'key');
    }
    const system = connector.labels.indexOf('system');
    if (system >= 0) {
      report.warning(`connector ${id}: the label "system" is reserved`, [...path, 'labels', system]);
    }
  }
}
