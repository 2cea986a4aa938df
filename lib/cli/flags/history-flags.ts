import { parseCount, parseFlight, parseList } from './parse-values.ts';

const text = { kind: 'parsed', parse: String, optional: true } as const;

/** Flags that several commands about past flights share. */
export const LIST_FLAG = { kind: 'parsed', parse: parseList, optional: true, placeholder: 'A,B' } as const;
export const PAIR_FLAG = { ...text, variadic: true, placeholder: 'TREE=REV' } as const;
export const FILE_FLAG = { ...text, placeholder: 'FILE' } as const;
export const FLIGHT_FLAG = { kind: 'parsed', parse: parseFlight, optional: true, placeholder: 'FLIGHT' } as const;
export const MAX_FLIGHT_FLAG = { ...FLIGHT_FLAG, brief: 'Ignore later flights' } as const;
export const BLESSINGS_FLAG = { ...LIST_FLAG, brief: 'Blessings of the flights that count; default: any' } as const;
export const HTML_FLAG = { ...FILE_FLAG, brief: 'Also write a page' } as const;
export const LIMIT_FLAG = {
  kind: 'parsed',
  parse: parseCount,
  optional: true,
  placeholder: 'N',
  brief: 'Maximum number of rows',
} as const;

/** The argument FLIGHT. */
export const FLIGHT_ARGUMENT = { parse: parseFlight, placeholder: 'FLIGHT', brief: 'Number of the flight' } as const;

export type ScopeFlags = {
  readonly branch?: string[];
  readonly blessings?: string[];
  readonly limit?: number;
  readonly maxFlight?: number;
  readonly html?: string;
};

export const SCOPE_FLAGS = {
  branch: { ...LIST_FLAG, brief: 'Branches that count; default: any' },
  blessings: BLESSINGS_FLAG,
  limit: LIMIT_FLAG,
  maxFlight: MAX_FLIGHT_FLAG,
  html: HTML_FLAG,
} as const;
