import type { Runvars } from '../../../typings/flight.ts';

/** Returns the flags that the host of an ident must have. Source: runvars all_hostflags, IDENT_hostflags. */
export const wantedFlagsOf = (runvars: Runvars, ident: string): readonly string[] =>
  [runvars['all_hostflags'], runvars[`${ident}_hostflags`]].flatMap((text) =>
    (text ?? '').split(',').filter((flag) => flag !== ''),
  );
