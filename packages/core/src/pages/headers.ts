/** What browsers are told about the dashboard's pages: run nothing but their own files, and talk to nobody but the gateway. */

/**
 * Trusted Types close what a mistake could open: no text becomes markup anywhere in the app, for there is no policy that could
 * make it so. Styles come from files too; what a script sets on an element is no inline style.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
];

/** Headers of every answer under `/ui/`. */
export const DASHBOARD: readonly string[] = guarded(POLICY.join('; '));

/** The headers with another policy. */
export function guarded(policy: string): string[] {
  return [
    'content-security-policy',
    policy,
    'x-content-type-options',
    'nosniff',
    // Sent to the gateway itself, which checks where a write comes from; to nobody else.
    'referrer-policy',
    'same-origin',
    'cross-origin-opener-policy',
    'same-origin',
    'cross-origin-resource-policy',
    'same-origin',
  ];
}
