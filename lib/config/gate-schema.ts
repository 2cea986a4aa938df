/** JSON Schema of the section `gate` of osstest.yaml. */
export const gateSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    branches: {
      type: 'array',
      items: { type: 'string', minLength: 1 },
      title: 'a list of branches, each a name or a file',
      description: 'Branches of this lab; `osstest gate run` runs them if it is given none.',
    },
    remoteLimitMs: {
      type: 'integer',
      minimum: 1000,
      description: 'Time limit of one operation on a remote git repository.',
    },
    pagesDir: {
      type: 'string',
      minLength: 1,
      title: 'a folder',
      description: 'Folder of the page of all branches.',
    },
    deployDir: {
      type: ['string', 'null'],
      minLength: 1,
      title: 'a folder, or null',
      description:
        'Folder of the deployed versions of osstest; its link `current` is the version in use. null: none is deployed.',
    },
  },
} as const;
