/** What is told of a body that cannot be decoded. */
import { GatewayError } from '@aperturejs/core';

/** The bytes are not what the coding prescribes. */
export function notValid(coding: string, why: string): GatewayError {
  return new GatewayError('invalid_request', `content-encoding: the body is not valid ${coding}: ${why}`);
}

/** What the decoder of a runtime says of the bytes, in our words: theirs are meant for programmers. */
export function decoderError(coding: string, error: Error): GatewayError {
  if (GatewayError.is(error)) return error;
  const code = 'code' in error ? error.code : undefined;
  return code === 'Z_BUF_ERROR'
    ? notValid(coding, 'it ends in the middle')
    : notValid(coding, 'its bytes are damaged');
}

/** Some decoders read on there and others do not. */
export function followed(coding: string): GatewayError {
  return notValid(coding, 'something follows its end; send one stream and nothing else');
}

/** More came out than is taken. */
export function tooLong(maxBytes: number): GatewayError {
  return new GatewayError('body_too_large', `the body is longer than ${maxBytes} bytes once it is decoded`);
}
