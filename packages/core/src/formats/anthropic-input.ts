import { count } from '../record/usage.ts';
import type { JsonObject } from '../record/value.ts';

/**
 * All of a message's input, out of the usage objects of its stream.
 *
 * Anthropic leaves what a cache read or wrote out of `input_tokens`, so the three add up, and each usage object repeats
 * the totals so far. Others who speak the format do not keep to that (field.md C24): Kimi and Qwen begin with a count
 * of everything, as if there were no cache, and tell the parts in `message_delta`; some tell only the cached part
 * there; gateways begin or end with zeros. What holds for all of them: the last object that tells of any input is the
 * truth, its `input_tokens` is what its caches leave over, and one without `input_tokens` splits what was told before.
 */
export class InputCount {
  /** Read from a cache. */
  read: number | undefined;
  /** Written to one. */
  written: number | undefined;
  /** The rest. */
  #fresh: number | undefined;

  /** Takes the next usage object; answers the input so far, or undefined if nothing told of it. */
  total(usage: JsonObject): number | undefined {
    const fresh = count(usage['input_tokens']);
    const read = count(usage['cache_read_input_tokens']);
    const written = count(usage['cache_creation_input_tokens']);
    const tells = (fresh ?? 0) + (read ?? 0) + (written ?? 0) > 0;
    if (tells || this.#fresh === undefined) {
      const cachedBefore = (this.read ?? 0) + (this.written ?? 0);
      this.read = read ?? this.read;
      this.written = written ?? this.written;
      if (fresh !== undefined) this.#fresh = fresh;
      else if (cachedBefore === 0) this.#split();
    }
    if (this.#fresh === undefined && this.read === undefined && this.written === undefined) return undefined;
    return (this.#fresh ?? 0) + (this.read ?? 0) + (this.written ?? 0);
  }

  /** A first count of everything turns out to have cached parts, unless it is too small to hold them. */
  #split(): void {
    const cached = (this.read ?? 0) + (this.written ?? 0);
    const all = this.#fresh ?? 0;
    // DashScope's two counts of the same tokens differ by a few.
    if (all >= cached / 2) this.#fresh = Math.max(0, all - cached);
  }
}
