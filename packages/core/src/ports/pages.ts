/** The port that has the dashboard. */

/** Has the files of the dashboard, which everybody with a role gets under `/ui/`. */
export interface PageSource {
  /**
   * Finds a file by its path below `/ui/`, such as `assets/main-B1c2d3.js`; null if there is none. `index.html` starts the app, and
   * has `<base href="./" />` for the base of its links.
   */
  find(path: string): Promise<PageFile | null>;
}

/** A file of the dashboard. */
export interface PageFile {
  readonly contentType: string;
  readonly body: Uint8Array;
  /** The body in content codings, the preferred one first: `br`, `gzip`. */
  readonly encoded?: Readonly<Record<string, Uint8Array>>;
  /** Changes with the content; letters, digits and dashes. */
  readonly tag: string;
  /** Its name changes with its content, so that a browser may keep it for good. */
  readonly immutable: boolean;
}
