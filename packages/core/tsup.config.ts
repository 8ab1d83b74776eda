import { defineConfig } from 'tsup';
import { library } from '../../tsup.base.ts';

export default defineConfig(
  library({
    index: 'src/index.ts',
    'wire/index': 'src/wire/index.ts',
    'wording/index': 'src/wording/index.ts',
  }),
);
