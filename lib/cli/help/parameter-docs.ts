import type { AnyCommand } from '../shared/define-command.ts';
import type { ArgumentDoc } from '../shared/argument-doc.ts';

/** One flag of a command, as its help shows it. */
export interface FlagDoc {
  /** With its dashes. */
  readonly name: string;
  /** The word for its value; null: it takes none. */
  readonly placeholder: string | null;
  /** The only values that it accepts, if they are few. */
  readonly values: readonly string[];
  readonly brief: string;
  readonly required: boolean;
  readonly variadic: boolean;
  readonly default: string | null;
  /** A letter, with its dash. */
  readonly alias: string | null;
}

interface StricliArgument {
  readonly placeholder?: string;
  readonly brief: string;
  readonly optional?: boolean;
  readonly default?: string;
}

interface StricliFlag {
  readonly kind: 'boolean' | 'parsed' | 'enum' | 'counter';
  readonly brief: string;
  readonly placeholder?: string;
  readonly optional?: boolean;
  readonly default?: string | boolean;
  readonly values?: readonly string[];
  readonly variadic?: boolean | string;
}

interface StricliParameters {
  readonly flags?: Readonly<Record<string, StricliFlag>>;
  readonly aliases?: Readonly<Record<string, string>>;
  readonly positional?:
    | { readonly kind: 'array'; readonly minimum?: number; readonly parameter: StricliArgument }
    | { readonly kind: 'tuple'; readonly parameters: readonly StricliArgument[] };
}

/** Returns the arguments of a command: those that it documents itself, else those that the parser knows. */
export function listArguments({ parameters, argumentDocs }: AnyCommand): readonly ArgumentDoc[] {
  if (argumentDocs !== undefined) return argumentDocs;
  const { positional } = parameters as StricliParameters;
  if (positional === undefined) return [];
  if (positional.kind === 'array') {
    const { parameter, minimum = 0 } = positional;
    return [{ ...documentArgument(parameter), optional: minimum === 0, variadic: true }];
  }
  return positional.parameters.map(documentArgument);
}

const documentArgument = ({ placeholder = 'WORD', brief, optional, ...rest }: StricliArgument): ArgumentDoc => ({
  placeholder,
  brief,
  optional: optional === true || rest.default !== undefined,
});

/** Returns flags in the form in which help and completion show them. */
export function listFlags(parameters: object): readonly FlagDoc[] {
  const { flags = {}, aliases = {} } = parameters as StricliParameters;
  return Object.entries(flags).map(([name, flag]) => {
    const letter = Object.entries(aliases).find(([, target]) => target === name)?.[0];
    return documentFlag(name, flag, letter);
  });
}

function documentFlag(name: string, flag: StricliFlag, letter: string | undefined): FlagDoc {
  const { kind, values = [], placeholder = kind === 'enum' ? values.join('|') : 'VALUE' } = flag;
  const takesValue = kind === 'parsed' || kind === 'enum';
  return {
    name: `--${name.replaceAll(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}`,
    placeholder: takesValue ? placeholder : null,
    values,
    brief: flag.brief,
    required: takesValue && flag.optional !== true && flag.default === undefined,
    variadic: flag.variadic !== undefined && flag.variadic !== false,
    default: takesValue && flag.default !== undefined ? String(flag.default) : null,
    alias: letter === undefined ? null : `-${letter}`,
  };
}
