/** JSON Schema of what osstest.yaml says about the gate. */
export const gateSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    branches: {
      type: 'array',
      items: { type: 'string', minLength: 1 },
      title: 'a list of branches, each a name or a file',
      description: 'Branches that this lab serves: `osstest gate run` takes them where it names none.',
    },
    remoteLimitMs: {
      type: 'integer',
      minimum: 1000,
      description: 'How long one conversation with a git repository may take.',
    },
    pagesDir: {
      type: 'string',
      minLength: 1,
      title: 'a folder',
      description: 'Where the page of all branches is written.',
    },
    deployDir: {
      type: ['string', 'null'],
      minLength: 1,
      title: 'a folder, or null',
      description: 'Holds the versions of osstest; its `current` is the one that is used. null: none is deployed.',
    },
  },
} as const;
