/** The name of Aperture's capability in a grant, as Tailscale has it. */
export const CAPABILITY = 'tailscale.com/cap/aperture';
