const url = { type: 'string', pattern: '^https?://[^ ]*[^/ ]$', title: 'a URL without a slash at the end' } as const;

/** JSON Schema of the section `reports` of osstest.yaml. */
export const reportsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    logsUrl: { ...url, description: 'Where the logs of jobs are published, as LOGS-URL/FLIGHT/JOB/.' },
    resultsUrl: { ...url, description: 'Where the pages of results are published.' },
    trailer: { type: 'string', title: 'lines of text', description: 'Last lines of the classic report.' },
    smtpUrl: {
      type: ['string', 'null'],
      pattern: '^smtps?://',
      title: 'a URL smtp://USER:PASSWORD@HOST:PORT, or null',
      description: 'The server that sends mail; null: no mail is sent.',
    },
    mailFrom: { type: 'string', minLength: 1, title: 'an address', description: 'Sender of mail.' },
    mailTo: {
      type: 'array',
      items: { type: 'string', minLength: 1 },
      title: 'a list of addresses',
      description: 'Recipients of the report of a flight.',
    },
  },
} as const;
