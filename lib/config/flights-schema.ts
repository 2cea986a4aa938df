const times = { type: 'integer', minimum: 0, maximum: 1000 } as const;

/** JSON Schema of the section `flights` of osstest.yaml: how flights are run. */
export const flightsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    jobsAtOnce: {
      type: ['integer', 'null'],
      minimum: 1,
      title: 'a whole number of 1 or more, or null',
      description:
        'Maximum number of jobs that one runner runs at the same time; null: as many as the lab has hosts for.',
    },
    retryLost: { ...times, description: 'Maximum number of retries of a job whose harness was killed.' },
    retryBroken: {
      ...times,
      description:
        'Maximum number of retries of a broken job, that is, one that failed because of the lab, not of a test.',
    },
    retryStarved: { ...times, description: 'Maximum number of retries of a job that got no host.' },
    reuseBuilds: {
      type: 'boolean',
      description: 'Whether a build job reuses the results of a passed job with the same definition and inputs.',
    },
  },
} as const;
