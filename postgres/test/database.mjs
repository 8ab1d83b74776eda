/** Databases for tests, on the server that the whole run shares. */
import { Client } from 'pg';
import { inject } from 'vitest';

let made = 0;

/** Gives the URL of an empty database: a schema, which is made much faster and is as much of one for whoever connects. */
export async function newDatabase() {
  const { url } = inject('postgres');
  const name = `test_${process.pid}_${(made += 1)}`;
  await query(`${url}/postgres`, `create schema ${name}`);
  return `${url}/postgres?options=-csearch_path%3D${name}`;
}

/** The rows that a database answers a statement with, past everything that is tested. */
export async function query(url, statement) {
  const client = new Client(url);
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}
