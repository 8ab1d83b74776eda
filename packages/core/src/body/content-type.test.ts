import { describe, expect, it } from 'vitest';
import { checkJsonType } from './content-type.ts';

describe('the type of a JSON body', () => {
  it.each([
    [[]],
    [['content-type', 'application/json']],
    [['Content-Type', 'Application/JSON; charset=UTF-8']],
    [['content-type', 'application/json;charset="utf-8"']],
    [['content-type', 'application/json; charset=us-ascii; profile=x']],
    [['content-type', 'application/vnd.api+json']],
  ])('takes %j', (headers) => {
    expect(checkJsonType(headers)).toBeNull();
  });

  it.each([
    [['content-type', '']],
    [['content-type', 'text/plain']],
    [['content-type', 'application/x-www-form-urlencoded']],
    [['content-type', 'multipart/form-data; boundary=x']],
    [['content-type', 'application/json; charset=utf-7']],
    [['content-type', 'application/json; charset=utf-16']],
    [['content-type', 'application/json; charset=utf-8; charset=utf-7']],
    [['content-type', 'application/json', 'content-type', 'text/plain']],
    [['content-type', 'application/json, text/plain']],
    [['content-type', 'application/jsonx']],
  ])('refuses %j', (headers) => {
    expect(checkJsonType(headers)).toMatchObject({ code: 'unsupported_media_type', status: 415 });
  });
});
