/** The server of the whole test run. Tests that end their server have one of their own. */
import { createPostgres } from './server.mjs';

export default async function setup({ provide }) {
  const server = await createPostgres();
  provide('postgres', { url: server.url('').slice(0, -1), password: server.password });
  return server.remove;
}
