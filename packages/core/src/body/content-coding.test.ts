import { describe, expect, it } from 'vitest';
import { codingsOf } from './content-coding.ts';

const KNOWN = ['zstd', 'gzip', 'br', 'deflate'];
const of = (...values: string[]): ReturnType<typeof codingsOf> =>
  codingsOf(
    values.flatMap((value) => ['Content-Encoding', value]),
    KNOWN,
  );

describe('the codings of a body', () => {
  it('are none where none are named', () => {
    expect(codingsOf(['content-type', 'application/json'], KNOWN)).toBeNull();
    for (const value of ['', 'identity', 'IDENTITY', ' identity , ']) expect(of(value)).toBeNull();
  });

  it('are read in any letters, from one field or several, in their order', () => {
    expect(of('zstd')).toEqual(['zstd']);
    expect(of(' GZip ')).toEqual(['gzip']);
    expect(of('x-gzip')).toEqual(['gzip']);
    expect(of('gzip, br')).toEqual(['gzip', 'br']);
    expect(of('identity,gzip', 'identity', 'br')).toEqual(['gzip', 'br']);
  });

  it('are refused with 415 if one is not known, which tells those that are', () => {
    for (const value of ['compress', 'gzip, exi', 'x-zstd', 'aws-chunked', '__proto__']) {
      const refusal = of(value);
      expect(refusal).toMatchObject({
        code: 'unsupported_encoding',
        status: 415,
        headers: { 'accept-encoding': 'zstd, gzip, br, deflate' },
      });
      expect((refusal as { message: string }).message).toContain('content-encoding');
      expect((refusal as { message: string }).message).toContain('zstd, gzip, br, deflate');
    }
  });

  it('are refused if there are more than two', () => {
    expect(of('gzip, gzip')).toEqual(['gzip', 'gzip']);
    expect(of('gzip, gzip', 'gzip')).toMatchObject({ status: 415 });
  });

  it('are not quoted where they are not known', () => {
    for (const value of ['secret', 'Bearer secret-1', 'secret'.repeat(20), 'sécret'])
      expect(of(value)).toMatchObject({
        status: 415,
        message: expect.not.stringContaining('ecret') as string,
      });
  });
});
