import { describe, expect, it } from 'vitest';
import { isRefusal } from '../errors.ts';
import { scannerFor } from './body-type.ts';

describe('the type of a JSON body', () => {
  it.each([
    [[]],
    [['content-type', 'application/json']],
    [['Content-Type', 'Application/JSON; charset=UTF-8']],
    [['content-type', 'application/json;charset="utf-8"']],
    [['content-type', 'application/json; charset=us-ascii; profile=x']],
    [['content-type', 'application/vnd.api+json']],
  ])('takes %j', (headers) => {
    expect(isRefusal(scannerFor(headers, ['json']))).toBe(false);
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
    expect(scannerFor(headers, ['json'])).toMatchObject({
      code: 'unsupported_media_type',
      status: 415,
      message: 'send the body as content-type: application/json, in UTF-8',
    });
  });
});

describe('the type of a form', () => {
  it.each([
    ['multipart/form-data; boundary=----WebKitFormBoundaryabc'],
    ['Multipart/Form-Data; Boundary="a(b)"'],
    ['multipart/form-data; charset=utf-8; boundary=x'],
  ])('takes %s', (value) => {
    const scanner = scannerFor(['content-type', value], ['form']);
    expect(isRefusal(scanner)).toBe(false);
  });

  it('reads the body by its boundary', () => {
    const scanner = scannerFor(['content-type', 'multipart/form-data; boundary="b(1)"'], ['json', 'form']);
    if (isRefusal(scanner)) throw new Error(scanner.message);
    const body = '--b(1)\r\ncontent-disposition: form-data; name="model"\r\n\r\nm\r\n--b(1)--\r\n';
    expect(scanner.push(new TextEncoder().encode(body)) ?? scanner.finish()).toBeNull();
    expect(scanner.field?.value).toBe('m');
  });

  it.each([
    ['multipart/form-data'],
    ['multipart/form-data; boundary='],
    ['multipart/form-data; boundary=a; boundary=b'],
    ["multipart/form-data; boundary=a; boundary*=utf-8''b"],
    ['multipart/form-data; boundary=a; boundary*0=b'],
    [`multipart/form-data; boundary=${'x'.repeat(71)}`],
    ['multipart/form-data; boundary="a\\"b"'],
    ['multipart/mixed; boundary=a'],
    ['application/json'],
  ])('refuses %s', (value) => {
    expect(scannerFor(['content-type', value], ['form'])).toMatchObject({
      code: 'unsupported_media_type',
      status: 415,
    });
  });

  it('tells all that an endpoint takes', () => {
    expect(scannerFor(['content-type', 'text/plain'], ['json', 'form'])).toMatchObject({
      message: 'send the body as content-type: application/json, in UTF-8 or multipart/form-data',
    });
  });
});
