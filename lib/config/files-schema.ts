/** JSON Schema of the section `files` of osstest.yaml: how long the files of flights are kept. */
export const filesSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    minFreeGiB: {
      type: 'number',
      minimum: 0,
      description:
        'Free space on the file system of the stash below which `osstest flight expire` removes the oldest files.',
    },
    minAgeDays: {
      type: 'number',
      minimum: 0,
      description: 'Younger flights keep their files regardless of the free space.',
    },
    maxAgeDays: {
      type: ['number', 'null'],
      minimum: 0,
      title: 'a number of days, or null',
      description: 'Older flights lose their files regardless of the free space, unless they are pinned; null: never.',
    },
    publishDir: {
      type: ['string', 'null'],
      pattern: '^/',
      title: 'an absolute path, or null',
      description: 'Where `osstest flight publish` writes public files and pages, such as the folder of a web server.',
    },
  },
} as const;
