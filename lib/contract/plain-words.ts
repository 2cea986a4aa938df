/** A word or phrase that the project does not use, and what to write in its place. */
export interface WordRule {
  readonly pattern: RegExp;
  readonly write: string;
}

/** Returns a rule for these words; `words` is the source of a regular expression. */
const rule = (words: string, write: string): WordRule => ({ pattern: new RegExp(`\\b(?:${words})\\b`, 'i'), write });

/** The words of the style guide that the documents, messages and comments avoid. */
export const WORD_RULES: readonly WordRule[] = [
  rule('anew', 'again, recreated'),
  rule('(?:is|are|was) gone on with|go(?:es)? on(?! to\\b)', 'is resumed, continues'),
  rule('(?:is|are|was|were|be) told|tells? of|told of', 'is reported, logs, warns'),
  rule('whoever|whichever|what is asked for', 'the user, any, the request'),
  rule('stands|stand in|stood', 'is'),
  rule('to be had|(?:is|are|was|were) to be', 'is available, must be, will be'),
  rule('no ?body|some ?body|any ?body|every ?body', 'no user, another task (name the role)'),
  rule('by (?:itself|themselves)', 'automatically'),
  rule('at once', 'immediately, atomically, in one transaction, at the same time'),
  rule('(?:comes|came) about|(?:becomes|became|become) of', 'happens, the result'),
  rule('(?:comes|came) to nothing', 'failed'),
  rule('lets? through|stands? against', 'allows, what has no blocking failure'),
  rule('takes? (?:the logs|a host)', 'captures the logs, allocates a host'),
  rule('look(?:s|ed)? (?:after|at)', 'monitors, reads'),
  rule('(?<!border-)box(?:es)?(?!-(?:sizing|shadow))', 'host, QEMU host'), // CSS has box-sizing, border-box, box-shadow
  rule('dies|died', 'exits, crashes'),
  rule('begins?|began|begun|beginning', 'start'),
  rule('(?:give|gives|given|giving|gave) back', 'release, return'),
  rule('said|says?', 'printed, reports'),
  rule('as the [a-z]+ says', 'configured by'),
  rule('wants', 'needs, requests'),
  rule('of which|of these, those', 'a sentence of its own'),
  rule('meanwhile', 'at the same time, until then'),
  rule('handed (?:on|over)', 'passed'),
  rule('(?:gets|got) going', 'starts'),
];

/** Returns what is wrong with a line of prose, in words; null: no rule matches. */
export function findWord(line: string): string | null {
  const prose = line.replaceAll(/`[^`]*`|[\w./-]*\/[\w.-]+\.\w+/g, ' '); // code and paths
  for (const { pattern, write } of WORD_RULES) {
    const [word] = pattern.exec(prose) ?? [];
    if (word !== undefined) return `"${word}": write ${write}`;
  }
  return null;
}
