/** The API's document: a real validator takes it, it knows every route, and real answers are what it says. */
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { documentOf } from '../packages/core/src/admin/openapi/document.ts';
import { PARAMETERS } from '../packages/core/src/admin/openapi/page.ts';
import { ROUTES } from '../packages/core/src/admin/routes.ts';

const document = documentOf(ROUTES, '');

describe('the document', () => {
  it('is OpenAPI 3.1', async () => {
    const validator = new Validator({ strict: false });
    const { valid, errors } = await validator.validate(structuredClone(document));
    expect(errors ?? []).toEqual([]);
    expect([valid, validator.version]).toEqual([true, '3.1']);
    expect(validator.resolveRefs()).toBeTruthy();
  });

  it('knows every route, each under a name of its own', () => {
    const { paths } = document as { readonly paths: Readonly<Record<string, object>> };
    for (const { methods, path } of ROUTES) {
      const operations = methods.filter((method) => method !== 'HEAD').map((method) => method.toLowerCase());
      // `{model...}` is how the table says that it takes slashes.
      const described = path.replace('...}', '}');
      expect(Object.keys(paths[described]!)).toEqual(expect.arrayContaining(operations));
    }
    const names = ROUTES.map(({ description }) => description.name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('says of every parameter what it means', () => {
    const used = ROUTES.flatMap(({ description }) => Object.keys(description.query ?? {}));
    expect(used.filter((name) => !Object.hasOwn(PARAMETERS, name))).toEqual([]);
    expect(Object.keys(PARAMETERS).filter((name) => !used.includes(name))).toEqual([]);
  });
});
