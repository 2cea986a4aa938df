/** PostgreSQL programs on this machine. */
export interface PostgresPrograms {
  readonly major: number;
  readonly initdb: string;
  readonly postgres: string;
  /**
   * Where the programs' shared libraries are, and the links that they need: npm packages cannot hold links, and their
   * folder may be read-only or shared, so they are made beside the data.
   */
  readonly libraryDir: string | null;
  readonly libraryLinks: readonly { readonly name: string; readonly target: string }[];
}
