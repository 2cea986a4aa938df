/** Flags of every command. */
export interface GlobalFlags {
  readonly config?: string;
  readonly set?: readonly string[];
  readonly json?: boolean;
  readonly verbose?: boolean;
}

export const GLOBAL_FLAGS = {
  config: {
    kind: 'parsed',
    parse: String,
    optional: true,
    placeholder: 'FILE',
    brief: 'Configuration file; default: search for osstest.yaml',
  },
  set: {
    kind: 'parsed',
    parse: String,
    optional: true,
    variadic: true,
    placeholder: 'KEY=VALUE',
    brief: 'Set a key of the configuration, over the file and the environment; may be repeated',
  },
  json: { kind: 'boolean', optional: true, withNegated: false, brief: 'Print the result, and errors, as JSON' },
  verbose: { kind: 'boolean', optional: true, withNegated: false, brief: 'Print the stacks of errors' },
} as const;

/** Returns the flags of a command without the global ones. */
export function ownFlags(flags: object): object {
  return Object.fromEntries(Object.entries(flags).filter(([name]) => !(name in GLOBAL_FLAGS)));
}

const WITH_VALUE = ['--config', '--set'];
const WITHOUT_VALUE = ['--json', '--verbose'];

/** Splits off the global flags that precede the words of the command. */
export function splitLeadingFlags(argv: readonly string[]): {
  readonly flags: readonly string[];
  readonly rest: readonly string[];
} {
  let end = 0;
  for (let word = argv[end]; word !== undefined; word = argv[end]) {
    if (WITH_VALUE.includes(word)) end += 2;
    else if (WITHOUT_VALUE.includes(word) || WITH_VALUE.some((flag) => word?.startsWith(`${flag}=`))) end += 1;
    else break;
  }
  return { flags: argv.slice(0, end), rest: argv.slice(end) };
}
