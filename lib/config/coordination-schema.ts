const address = {
  type: ['string', 'null'],
  pattern: '^(\\[[0-9a-fA-F:.]+\\]|[^:\\s\\[\\]]+):[0-9]{1,5}$',
  title: 'HOST:PORT or [ADDRESS]:PORT, or null',
} as const;

const span = { type: 'integer', minimum: 0 } as const;
const number = { type: 'number' } as const;

/** JSON Schema of the section `coordination` of osstest.yaml: how hosts are booked. */
export const coordinationSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    ownerDaemon: {
      ...address,
      description: 'Address of the owner daemon. A task lasts as long as its connection to it; null: to the database.',
    },
    queueDaemon: {
      ...address,
      description: 'Address of the queue daemon, which orders waiting harnesses. null: any harness takes a free host.',
    },
    heartbeatSeconds: {
      type: 'integer',
      minimum: 1,
      maximum: 3600,
      description: 'How long a harness may be silent before the daemons treat it as lost.',
    },
    graceMs: {
      ...span,
      description: 'How long a harness may take to reclaim its task after a restart of the owner daemon.',
    },
    retryMs: { ...span, description: 'Delay before a harness reconnects to the queue daemon after a lost connection.' },
    maxRetries: { ...span, description: 'Maximum number of these reconnections for one booking.' },
    holdoffMs: { ...span, description: 'Delay between the first request for a queue run and its start.' },
    thoughtsTimeoutMs: { ...span, description: 'How long a harness may take to choose from the plan in its turn.' },
    pollIntervalMs: {
      ...span,
      description: 'How often the queue daemon checks for free resources while a harness waits.',
    },
    planUpdateIntervalMs: {
      ...span,
      description: 'How often the queue daemon recalculates the plan without a request.',
    },
    startInhibitionMs: {
      ...span,
      description: 'Delay between the start of the daemon and its first queue run, in which harnesses reconnect.',
    },
    rogueSeconds: { ...span, description: 'Expected duration of an allocation without a booking.' },
    cost: {
      type: 'object',
      additionalProperties: false,
      properties: {
        unknownDurationSeconds: { ...number, description: 'Expected duration of a job that has never run.' },
        unknownDurationAllowanceSeconds: {
          ...number,
          description: 'Cost of a build that could start now and has never run.',
        },
        durationMarginSeconds: { ...number, description: 'Margin added to every expected duration.' },
        unknownAgeSeconds: { ...number, description: 'Assumed time since the last run on a host that has none.' },
        maxVariationBonus: { ...number, description: 'Maximum bonus for a long time since the last run.' },
        variationScale: { ...number, description: 'Time scale on which this bonus grows.' },
        previousFailureBonus: { ...number, description: 'Bonus for the host on which the job failed last.' },
        equivalentFailureFactor: { ...number, description: 'Share of this bonus for a host of the same class.' },
        shareReuseBonus: { ...number, description: 'Bonus for joining a share that is already prepared.' },
      },
    },
  },
} as const;
