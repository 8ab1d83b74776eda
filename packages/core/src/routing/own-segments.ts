/** The first segments of the paths that belong to the gateway whatever its config says. */
export const OWN_SEGMENTS: ReadonlySet<string> = new Set([
  'v1',
  'v1alpha',
  'v1beta',
  'v1beta1',
  'v1internal',
  'codex',
  'bedrock',
  'aperture',
  'ui',
  'metrics',
]);
