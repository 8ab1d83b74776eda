/** `quotas` (spec/aperture.md 8). */
import { oneOf, optional, section, text, type Field } from './field.ts';

/** A budget as the config has it. */
export interface QuotaConfig {
  readonly capacity: string;
  readonly rate: string | undefined;
  readonly on_exceed: 'reject';
}

/** One budget. */
export const quota: Field<QuotaConfig> = section<QuotaConfig>('A budget; grants refer to it by its name.', {
  capacity: text('The most it can hold, and what it starts with: `$10.00`.'),
  rate: optional(text('How fast it fills up again: `$5.00/day`; also per `min`, `hour`, `week`, `month`.')),
  on_exceed: optional(oneOf(['reject'], 'What happens to requests when it is empty.'), 'reject'),
});
