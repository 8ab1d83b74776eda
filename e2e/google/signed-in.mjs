import { OAuth2Client } from 'google-auth-library';

/** What Google's libraries take for somebody who is signed in already, with this access token. */
export function signedIn(token) {
  const authClient = new OAuth2Client();
  // It would renew a token of which it does not know how long it lives.
  authClient.setCredentials({ access_token: token, expiry_date: Date.UTC(2099, 0, 1) });
  return { authClient };
}
