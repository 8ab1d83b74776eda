/** A history for tests, in the plainest way. */
import type { ConfigHistory, ConfigVersion } from '../ports/config-history.ts';

export function memoryHistory(): ConfigHistory {
  const versions: ConfigVersion[] = [];
  return {
    async add(version) {
      versions.push(version);
    },
    async list({ source, limit, before }) {
      const found = versions
        .filter((version) => version.source === source && (before === undefined || version.id < before))
        .sort((one, other) => (one.id < other.id ? 1 : -1));
      return { versions: found.slice(0, limit), more: found.length > limit };
    },
    get: async (id) => versions.find((version) => version.id === id) ?? null,
  };
}
