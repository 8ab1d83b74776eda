import { describe, expect, it } from 'vitest';

/** What `import * as x` gets. Adding a name is a feature, taking one away breaks somebody: both show up here. */
const names = async (imported: Promise<object>): Promise<string[]> => Object.keys(await imported).toSorted();

describe('the public names', () => {
  it('of @aperturejs/core', async () => {
    expect(await names(import('@aperturejs/core'))).toEqual([
      'CAPABILITY_NAME',
      'ConfigError',
      'GatewayError',
      'USAGE_NAMES',
      'createGateway',
      'formatProblem',
      'hashKey',
      'loadConfig',
      'parseDuration',
    ]);
  });

  it('of @aperturejs/core/wire', async () => {
    expect(await names(import('@aperturejs/core/wire'))).toEqual([
      'RAW',
      'bytesFrom',
      'bytesFromStream',
      'collectBytes',
      'concatBytes',
      'hasHeader',
      'headerListOf',
      'headerValue',
      'headerValues',
      'headersOf',
      'isRaw',
      'lazyResponse',
      'nativeResponse',
      'rawRequestOf',
      'rawResponseOf',
      'sourceOf',
      'streamFromBytes',
    ]);
  });

  it('of @aperturejs/core/wording', async () => {
    expect(await names(import('@aperturejs/core/wording'))).toEqual(['nearest', 'pathText']);
  });

  it('of @aperturejs/node', async () => {
    expect(await names(import('@aperturejs/node'))).toEqual([
      'attachUpgrade',
      'configFile',
      'createLogger',
      'createModelInfoSource',
      'createNodeGateway',
      'createServer',
      'createUndiciTransport',
      'mountedGateway',
      'nodeMacros',
      'toNodeListener',
    ]);
  });

  it('of @aperturejs/s3', async () => {
    expect(await names(import('@aperturejs/s3'))).toEqual(['createS3Exporter']);
  });

  it.each(['express', 'koa'])('of @aperturejs/%s', async (face) => {
    const imported = face === 'express' ? import('@aperturejs/express') : import('@aperturejs/koa');
    expect(await names(imported)).toEqual(['apertureMiddleware']);
  });
});
