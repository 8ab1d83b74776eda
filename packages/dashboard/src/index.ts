/** The dashboard's files, for a server. */
export { createDashboardPages } from './server/pages.ts';
