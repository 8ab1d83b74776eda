import { defineConfig } from 'tsup';
import { library } from '../../tsup.base.ts';

export default defineConfig(
  library({
    index: 'src/index.ts',
    'cli/main': 'src/cli/main.ts',
    'telemetry/index': 'src/telemetry/index.ts',
  }),
);
