/** JSON Schema of what osstest.yaml says about the files of flights. */
export const filesSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    minFreeGiB: {
      type: 'number',
      minimum: 0,
      description:
        'When less is free where the stash is, `osstest flight expire` removes the files of the oldest flights.',
    },
    minAgeDays: { type: 'number', minimum: 0, description: 'Younger flights keep their files whatever is free.' },
    maxAgeDays: {
      type: ['number', 'null'],
      minimum: 0,
      title: 'a number of days, or null',
      description: 'Older flights lose their files whatever is free, unless they are pinned; null: never.',
    },
    publishDir: {
      type: ['string', 'null'],
      pattern: '^/',
      title: 'an absolute path, or null',
      description:
        'Where `osstest flight publish` puts files and pages that others read, such as the folder of a web server.',
    },
  },
} as const;
