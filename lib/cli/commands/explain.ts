import { UsageError } from '../../errors/usage-error.ts';
import { closest } from '../../util/closest.ts';
import { defineCommand, type CliContext } from '../shared/define-command.ts';
import { readErrorEntries } from '../shared/error-entry.ts';

export const command = defineCommand({
  description:
    'Prints what an error code means, who must act, and what to do: the entry of docs/errors.md. Without a code, lists ' +
    'the codes.',
  examples: [
    ['osstest explain CONFIG_INVALID', 'Explain one error code.'],
    ['osstest explain', 'List the error codes.'],
  ],
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [
        { parse: String, placeholder: 'CODE', brief: 'Code of an error; default: list them', optional: true },
      ],
    },
  },
  async run(context: CliContext, _flags: Readonly<Record<never, never>>, code?: string): Promise<void> {
    const entries = await readErrorEntries();
    const codes = entries.map((entry) => entry.code);
    if (code === undefined) return context.print(codes, codes.join('\n'));
    const entry = entries.find((each) => each.code === code.toUpperCase());
    if (entry !== undefined) return context.print(entry, `${entry.code}\n\n${entry.text}`);
    const near = closest(code, codes);
    const meant = near === null ? '"osstest explain" lists the codes' : `did you mean ${near}?`;
    throw new UsageError(`${code}: there is no such error code; ${meant}`);
  },
});
