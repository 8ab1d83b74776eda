/**
 * A certificate that only tests use, for the name `localhost` and no address, signed by itself. Made once with
 * `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 -subj /CN=localhost
 * -addext subjectAltName=DNS:localhost`. Its key is no secret: it opens nothing.
 */
export const CERTIFICATE: string = `-----BEGIN CERTIFICATE-----
MIIBlDCCATugAwIBAgIUc5IpUn4HKCgAZeGboSiYqP8BfoYwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMzE1MjgzOFoYDzIxMjYxMDMw
MTUyODM4WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAARd7wavSv9rkOaCOuHONZm3U03hWflxEtswKGdUWVjfpf9lU3BT6x32
EMpk0Ty5Cuq9gjPCVCnQ0a73uwjaPj3Fo2kwZzAdBgNVHQ4EFgQUI6NoBfLuIhtB
HJHYfekCY8VsHzcwHwYDVR0jBBgwFoAUI6NoBfLuIhtBHJHYfekCY8VsHzcwDwYD
VR0TAQH/BAUwAwEB/zAUBgNVHREEDTALgglsb2NhbGhvc3QwCgYIKoZIzj0EAwID
RwAwRAIgRwH53+y3R3xKm7NjlYzBQtrEtPQjSlb9Im38Gt5zTc4CIDxxaPqPPbjA
5fz6rJA/s1jD+6ywWSDwLfcXgHrGEUDi
-----END CERTIFICATE-----`;

/** The key of {@link CERTIFICATE}. */
export const KEY: string = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg15FOeN3F22h4VHcn
RVAyRl0/uAMrnHbOmWx1qgNbKk6hRANCAARd7wavSv9rkOaCOuHONZm3U03hWflx
EtswKGdUWVjfpf9lU3BT6x32EMpk0Ty5Cuq9gjPCVCnQ0a73uwjaPj3F
-----END PRIVATE KEY-----`;
