/** PostgreSQL programs on this machine. */
export interface PostgresPrograms {
  readonly major: number;
  readonly initdb: string;
  readonly postgres: string;
  /**
   * Folder of the programs' shared libraries, and the links that they need. npm packages cannot contain links, and their
   * folder may be read-only or shared, so the links are created beside the data.
   */
  readonly libraryDir: string | null;
  readonly libraryLinks: readonly { readonly name: string; readonly target: string }[];
}
