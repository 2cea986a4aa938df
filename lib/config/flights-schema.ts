const times = { type: 'integer', minimum: 0, maximum: 1000 } as const;

/** JSON Schema of what osstest.yaml says about running flights. */
export const flightsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    jobsAtOnce: {
      type: ['integer', 'null'],
      minimum: 1,
      title: 'a whole number of 1 or more, or null',
      description: 'Jobs that one runner has under way at the same time; null: as many as the lab has hosts for.',
    },
    retryLost: { ...times, description: 'How often a job is run again whose harness was killed.' },
    retryBroken: {
      ...times,
      description: 'How often a job is run again that the lab broke; never one in which a test failed.',
    },
    retryStarved: { ...times, description: 'How often a job is run again that got no host.' },
    reuseBuilds: {
      type: 'boolean',
      description:
        'Whether a build job takes over what one with the same definition and inputs has made, which passed.',
    },
  },
} as const;
