import { describe, expect, it } from 'vitest';

/** What `import * as x` gets. Adding a name is a feature, taking one away breaks somebody: both show up here. */
const names = async (imported: Promise<object>): Promise<string[]> => Object.keys(await imported).toSorted();

describe('the public names', () => {
  it('of @aperturejs/core', async () => {
    expect(await names(import('@aperturejs/core'))).toMatchInlineSnapshot();
  });

  it('of @aperturejs/core/wire', async () => {
    expect(await names(import('@aperturejs/core/wire'))).toMatchInlineSnapshot(`
      [
        "ConfigError",
        "GatewayError",
        "createGateway",
        "formatProblem",
        "hashKey",
        "loadConfig",
        "parseDuration",
      ]
    `);
  });

  it('of @aperturejs/node', async () => {
    expect(await names(import('@aperturejs/node'))).toMatchInlineSnapshot(`
      [
        "RAW",
        "bytesFrom",
        "bytesFromStream",
        "collectBytes",
        "concatBytes",
        "hasHeader",
        "headerListOf",
        "headerValue",
        "headerValues",
        "headersOf",
        "isRaw",
        "lazyResponse",
        "nativeResponse",
        "rawRequestOf",
        "rawResponseOf",
        "sourceOf",
        "streamFromBytes",
      ]
    `);
  });

  it('of @aperturejs/express', async () => {
    expect(await names(import('@aperturejs/express'))).toMatchInlineSnapshot(`
      [
        "configFile",
        "createLogger",
        "createNodeGateway",
        "createServer",
        "createUndiciTransport",
        "nodeMacros",
        "toNodeListener",
      ]
    `);
  });

  it('of @aperturejs/koa', async () => {
    expect(await names(import('@aperturejs/koa'))).toMatchInlineSnapshot();
  });
});
