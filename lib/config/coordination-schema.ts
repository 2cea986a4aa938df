const address = {
  type: ['string', 'null'],
  pattern: '^(\\[[0-9a-fA-F:.]+\\]|[^:\\s\\[\\]]+):[0-9]{1,5}$',
  title: 'HOST:PORT or [ADDRESS]:PORT, or null',
} as const;

const span = { type: 'integer', minimum: 0 } as const;
const number = { type: 'number' } as const;

/** JSON Schema of what osstest.yaml says about booking hosts. */
export const coordinationSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    ownerDaemon: {
      ...address,
      description:
        'Where the owner daemon is: tasks live with a connection to it. null: with a connection to the database.',
    },
    queueDaemon: {
      ...address,
      description: 'Where the queue daemon is: hosts are waited for in its order. null: taken as they come free.',
    },
    heartbeatSeconds: {
      type: 'integer',
      minimum: 1,
      maximum: 3600,
      description: 'How long a harness may be silent before the daemons take it for gone.',
    },
    graceMs: {
      ...span,
      description: 'How long a harness may take to take its task up again after a restart of the owner daemon.',
    },
    retryMs: { ...span, description: 'A harness that loses the queue daemon tries again after this.' },
    maxRetries: { ...span, description: 'How often it does so for one booking.' },
    holdoffMs: { ...span, description: 'A queue run begins so long after the first reason for it.' },
    thoughtsTimeoutMs: { ...span, description: 'How long a harness may look at the plan when it is its turn.' },
    pollIntervalMs: {
      ...span,
      description: 'How often the queue daemon looks for free resources while anybody waits.',
    },
    planUpdateIntervalMs: { ...span, description: 'How often the queue daemon plans anew in any case.' },
    startInhibitionMs: {
      ...span,
      description: 'No queue run begins so long after the start of the daemon, so that harnesses can come back.',
    },
    rogueSeconds: { ...span, description: 'How long an allocation that nobody has booked is expected to last.' },
    cost: {
      type: 'object',
      additionalProperties: false,
      properties: {
        unknownDurationSeconds: { ...number, description: 'Expected duration of a job that has never been run.' },
        unknownDurationAllowanceSeconds: {
          ...number,
          description: 'Cost of a build that could begin now and has never been run.',
        },
        durationMarginSeconds: { ...number, description: 'Added to every expected duration.' },
        unknownAgeSeconds: { ...number, description: 'Assumed time since the last run on a host without one.' },
        maxVariationBonus: { ...number, description: 'Most that a long time since the last run is worth.' },
        variationScale: { ...number, description: 'How fast that grows.' },
        previousFailureBonus: { ...number, description: 'What the host on which the job failed last is worth.' },
        equivalentFailureFactor: { ...number, description: 'Share of that for a host of the same class.' },
        shareReuseBonus: { ...number, description: 'What joining a share that is prepared is worth.' },
      },
    },
  },
} as const;
