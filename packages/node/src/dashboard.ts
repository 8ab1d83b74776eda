/** The dashboard of `@aperturejs/dashboard`. */
import type { PageSource } from '@aperturejs/core';

let pages: Promise<PageSource> | undefined;

/** Loaded, files and all, when somebody first looks at it. */
export const dashboardPages: PageSource = {
  async find(path) {
    pages ??= import('@aperturejs/dashboard').then(({ createDashboardPages }) => createDashboardPages());
    return (await pages).find(path);
  },
};
