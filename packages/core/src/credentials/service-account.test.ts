import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { serviceAccountFile, serviceAccountOf } from '../testing/service-account.ts';
import { KEYFILE, parseKeyfile } from './service-account.ts';

/** Everything that may be said of a key: the config's tests have the cases. */
const PROBLEM =
  /^(?:is not base64|is not JSON|is no JSON object|lacks "\w+"(?: and "\w+")?|has an? "\w+" (?:other than|that is no|that no) [\w "().:/,-]+)$/;

it('says of any text what is wrong with it, and nothing of what is in it', () => {
  const anything = fc.oneof(
    fc.string(),
    fc.string().map((text) => btoa(encodeURIComponent(text))),
    fc.json(),
    fc.json().map((json) => btoa(encodeURIComponent(json))),
  );
  fc.assert(
    fc.property(anything, (text) => {
      expect(parseKeyfile(KEYFILE + text)).toMatch(PROBLEM);
    }),
  );
});

it('says of a file with any value in any field what is wrong with it, or reads it', () => {
  const field = fc.constantFrom(...Object.keys(JSON.parse(serviceAccountFile()) as object));
  fc.assert(
    fc.property(field, fc.jsonValue(), (name, value) => {
      const read = parseKeyfile(KEYFILE + serviceAccountFile({ [name]: value }));
      if (typeof read === 'string') expect(read).toMatch(PROBLEM);
      else expect(read).toMatchObject({ kind: 'service_account', email: serviceAccountOf().email });
    }),
  );
});
