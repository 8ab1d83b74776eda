/** Postgres, by pg: a small pool of connections, each given up when it does not answer. */
import {
  Kysely,
  PostgresDialect,
  sql,
  type PostgresPool,
  type PostgresPoolClient,
  type Transaction,
} from 'kysely';
import { Pool, types, type PoolClient, type PoolConfig } from 'pg';
import type { Tables } from '../schema.ts';
import { VERSIONS, type DatabaseKind, type OpenDatabase } from './kind.ts';

/** What is special about Postgres. */
const POSTGRES: DatabaseKind = {
  types: {
    // The collation of a server sorts by a language, which may leave out the hyphens of ids.
    text: sql`text collate "C"`,
    integer: 'bigint',
    real: 'double precision',
    bytes: 'bytea',
  },
  prepare: (database) =>
    // Two that make a table at the same time are in each other's way, `if not exists` or not.
    database.transaction().execute(async (tables) => {
      await lock(tables);
      await VERSIONS.execute(tables);
    }),
  lock,
  async size(tables) {
    // What captures take is told by their rows: their table shrinks late, and would seem full after they went.
    const { rows } = await sql<{ bytes: number }>`
      select coalesce((select sum(bytes) from captures), 0) + coalesce(sum(pg_total_relation_size(oid)), 0) as bytes
      from pg_class
      where relkind = 'r' and relnamespace = current_schema()::regnamespace and relname <> 'captures'`.execute(
      tables,
    );
    return rows[0]?.bytes ?? 0;
  },
};

/** Any number, as long as nobody else who shares the database takes the same. */
const LOCK = 0x41706572;

async function lock(tables: Transaction<Tables>): Promise<void> {
  await sql`select pg_advisory_xact_lock(${sql.lit(LOCK)})`.execute(tables);
}

/** Writing takes one; the others answer questions. */
const CONNECTIONS = 4;
const CONNECT_MS = 5_000;
const IDLE_MS = 30_000;
/** The server ends what takes longer than the first; a server that does not even do that has lost the connection. */
const STATEMENT_MS = [15_000, 20_000] as const;
/** A step of the migration may have to copy a table. */
const STEP_MS = 3_600_000;

/** Connects when something is asked, not before. */
export function connectPostgres(url: string): OpenDatabase {
  const [statement, answer] = STATEMENT_MS;
  return connect(url, {
    max: CONNECTIONS,
    statement_timeout: statement,
    query_timeout: answer,
    idle_in_transaction_session_timeout: statement,
  });
}

/** A connection that waits for long. */
export function migratingPostgres(url: string): OpenDatabase {
  return connect(url, { max: 1, query_timeout: STEP_MS });
}

function connect(url: string, config: PoolConfig): OpenDatabase {
  const pool = new Pool({
    connectionString: url,
    application_name: 'aperture',
    connectionTimeoutMillis: CONNECT_MS,
    idleTimeoutMillis: IDLE_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    allowExitOnIdle: true,
    types: { getTypeParser },
    ...config,
  });
  // A server that goes away ends idle connections. The next question connects again, or says why it cannot.
  pool.on('error', () => {});
  return {
    tables: new Kysely<Tables>({ dialect: new PostgresDialect({ pool: givingUp(pool) }) }),
    kind: POSTGRES,
    // The server's own vacuum does that.
    giveBack() {},
  };
}

/** Whole numbers and sums of them come as text: they might be too large for a number, which ours never are. */
const NUMERIC: ReadonlySet<number> = new Set([types.builtins.INT8, types.builtins.NUMERIC]);

const getTypeParser: typeof types.getTypeParser = (oid: number, format?: unknown) =>
  NUMERIC.has(oid) && format !== 'binary' ? Number : types.getTypeParser(oid, format as never);

/** A pool that closes a connection after an error which is not the server's answer, instead of lending it again. */
function givingUp(pool: Pool): PostgresPool {
  return {
    connect: async () => lent(await pool.connect()),
    end: () => pool.end(),
  };
}

function lent(client: PoolClient): PostgresPoolClient {
  let broken: Error | null = null;
  const onError = (error: Error): void => void (broken ??= error);
  // Without somebody who listens, the end of a connection would be the end of the process.
  client.on('error', onError);
  return {
    query: (async (text: string, values: readonly unknown[]) => {
      // A roll-back would wait behind what is never answered.
      if (broken) throw broken;
      try {
        return await client.query(text, [...values]);
      } catch (error) {
        if (!isAnswer(error)) onError(error as Error);
        throw error;
      }
    }) as unknown as PostgresPoolClient['query'],
    release() {
      client.off('error', onError);
      client.release(broken ?? undefined);
    },
  };
}

/** What the server says has a code of five signs (SQLSTATE). */
function isAnswer(error: unknown): boolean {
  return /^[0-9A-Z]{5}$/.test(String((error as { code?: unknown }).code));
}
