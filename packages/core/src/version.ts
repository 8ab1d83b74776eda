/** The version of this package, as its package.json has it: a test holds them to each other. */
export const VERSION: string = '0.1.0';
