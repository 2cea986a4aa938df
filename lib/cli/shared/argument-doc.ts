/** One argument of a command, as its help shows it. */
export interface ArgumentDoc {
  /** Words such as `FLIGHT` or `BRANCH|FILE`; shell completion goes by them. */
  readonly placeholder: string;
  readonly brief: string;
  readonly optional?: boolean;
  readonly variadic?: boolean;
}
