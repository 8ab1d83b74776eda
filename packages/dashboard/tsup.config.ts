import { defineConfig } from 'tsup';
import { library } from '../../tsup.base.ts';

/** The module for servers; the pages themselves are built by Vite, into `dist/ui`. */
export default defineConfig({
  ...library({ index: 'src/index.ts' }),
  // The tsconfig.json here is for the app in the browser.
  dts: { compilerOptions: { composite: false, types: ['node'] } },
});
