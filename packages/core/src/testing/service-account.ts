/** Service accounts for tests. The key is made for this run and opens nothing. */
import { exportPKCS8, generateKeyPair, type CryptoKey } from 'jose';
import type { ServiceAccount } from '../credentials/service-account.ts';

const pair = await generateKeyPair('RS256', { extractable: true });

/** In PEM, as Google's files have it. */
export const PRIVATE_KEY: string = await exportPKCS8(pair.privateKey);
/** Verifies what the private key has signed. */
export const PUBLIC_KEY: CryptoKey = pair.publicKey;

export function serviceAccountOf(fields: Partial<ServiceAccount> = {}): ServiceAccount {
  return {
    kind: 'service_account',
    email: 'gateway@my-project.iam.gserviceaccount.com',
    privateKey: PRIVATE_KEY,
    privateKeyId: 'key-1',
    tokenUri: 'https://oauth2.example.com/token',
    projectId: 'my-project',
    ...fields,
  };
}

/** The file as Google gives it out. */
export function serviceAccountFile(fields: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    type: 'service_account',
    project_id: 'my-project',
    private_key_id: 'key-1',
    private_key: `${PRIVATE_KEY}\n`,
    client_email: 'gateway@my-project.iam.gserviceaccount.com',
    client_id: '100000000000000000001',
    auth_uri: 'https://accounts.google.com/o/oauth2/auth',
    token_uri: 'https://oauth2.example.com/token',
    universe_domain: 'googleapis.com',
    ...fields,
  });
}

/** An `apikey` of it. */
export function keyfileOf(fields: Readonly<Record<string, unknown>> = {}): string {
  return `keyfile::${btoa(serviceAccountFile(fields))}`;
}
