import { describe, expect, it } from 'vitest';
import { awsRegionOf } from './aws-key.ts';

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
