import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { awsRegionOf, parseAwsKey } from './aws-key.ts';

it('takes a key apart at its colons, and no other text for a key', () => {
  const id = fc.stringMatching(/^\w{1,32}$/);
  const secret = fc.stringMatching(/^[!-9;-~]{1,40}$/);
  fc.assert(
    fc.property(id, secret, fc.option(secret), (accessKeyId, secretAccessKey, token) => {
      const apikey = [accessKeyId, secretAccessKey, ...(token === null ? [] : [token])].join(':');
      const key = { accessKeyId, secretAccessKey, sessionToken: token ?? undefined };
      expect(parseAwsKey(apikey)).toEqual(key);
      expect(parseAwsKey(`${accessKeyId}:${secretAccessKey}:`)).toEqual({ ...key, sessionToken: undefined });
      for (const wrong of [
        `${apikey}:x:y`,
        ` ${apikey}`,
        `${apikey}\n`,
        accessKeyId,
        `:${secretAccessKey}`,
      ]) {
        expect(parseAwsKey(wrong)).toBeNull();
      }
    }),
  );
});

describe('the region of a host', () => {
  it.each([
    ['bedrock-runtime.us-east-1.amazonaws.com', 'us-east-1'],
    ['bedrock-runtime-fips.us-gov-west-1.amazonaws.com', 'us-gov-west-1'],
    ['bedrock-runtime.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
    ['bedrock-runtime.eu-central-2.api.aws', 'eu-central-2'],
    ['bedrock-mantle.us-west-2.api.aws', 'us-west-2'],
    ['bedrock-runtime.eusc-de-east-1.amazonaws.eu', 'eusc-de-east-1'],
    ['bedrock-agent-runtime.ap-southeast-3.amazonaws.com', 'ap-southeast-3'],
    ['vpce-0a1b-2c3d.bedrock-runtime.us-east-1.vpce.amazonaws.com', 'us-east-1'],
    ['vpce-0a1b-2c3d-us-east-1a.bedrock-runtime.us-east-1.vpce.amazonaws.com', 'us-east-1'],
    ['bedrock.us-east-1.amazonaws.com', 'us-east-1'],
    ['bedrock-runtime.example.com', undefined],
    ['bedrock.internal', undefined],
    ['bedrock', undefined],
    ['api.us-east-1.example.com', undefined],
    ['127.0.0.1', undefined],
  ])('%s', (host, region) => {
    expect(awsRegionOf(host)).toBe(region);
  });
});
