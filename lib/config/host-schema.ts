const words = { type: 'array', minItems: 1, items: { type: 'string' } } as const;
const command = (description: string) => ({ ...words, title: 'a command, as a list of words', description }) as const;
const socketPath = { type: 'string', minLength: 1, title: 'path of a unix socket' } as const;

const powerSchema = {
  type: 'object',
  discriminator: { propertyName: 'method' },
  title: 'power by method manual, exec or qmp',
  description: 'How the host is switched on and off. `manual`: osstest asks a person.',
  oneOf: [
    {
      type: 'object',
      additionalProperties: false,
      required: ['method'],
      properties: { method: { type: 'string', const: 'manual' } },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['method', 'on', 'off'],
      properties: {
        method: { type: 'string', const: 'exec' },
        on: command('Switches the host on; runs on this machine and must exit with 0.'),
        off: command('Switches the host off.'),
        reset: command('Resets the host; default: off, then on.'),
        state: command('Prints `on` or `off`.'),
      },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['method', 'socketPath'],
      properties: { method: { type: 'string', const: 'qmp' }, socketPath },
    },
  ],
} as const;

const serialSchema = {
  type: 'object',
  discriminator: { propertyName: 'method' },
  title: 'serial by method none, unix, tcp or exec',
  description: 'How the serial console of the host is reached.',
  oneOf: [
    {
      type: 'object',
      additionalProperties: false,
      required: ['method'],
      properties: { method: { type: 'string', const: 'none' } },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['method', 'socketPath'],
      properties: {
        method: { type: 'string', const: 'unix' },
        socketPath,
        outputLog: {
          type: 'string',
          description: 'A file to which all output is appended; it is read instead of the socket.',
        },
      },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['method', 'address', 'port'],
      properties: {
        method: { type: 'string', const: 'tcp' },
        address: { type: 'string', minLength: 1, title: 'a host name or address' },
        port: { type: 'integer', minimum: 1, maximum: 65535 },
      },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['method', 'command'],
      properties: {
        method: { type: 'string', const: 'exec' },
        command: command('A program whose stdin and stdout are the console, such as `console -M conserver rack1`.'),
      },
    },
  ],
} as const;

const sshSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    port: { type: 'integer', minimum: 1, maximum: 65535, description: 'Port of sshd on the host.' },
    user: { type: 'string', minLength: 1, title: 'a user name', description: 'User to log in as.' },
    identity: {
      type: 'string',
      minLength: 1,
      title: 'path of a private key',
      description: 'Private key to log in with.',
    },
    hostKeys: {
      ...words,
      title: 'a list of keys such as `ssh-ed25519 AAAA...`',
      description: 'Host keys that are accepted; default: only the first key that the host shows.',
    },
  },
} as const;

/** JSON Schema of one entry of `hosts`. */
export const hostSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['address'],
  properties: {
    address: {
      type: 'string',
      minLength: 1,
      title: 'a host name or address',
      description: 'Address on which the host answers ssh.',
    },
    ssh: sshSchema,
    ether: {
      type: 'string',
      pattern: '^[0-9a-f]{2}(:[0-9a-f]{2}){5}$',
      title: 'a MAC address such as 52:54:00:12:34:56',
      description: 'MAC address of the network card from which the host boots.',
    },
    flags: {
      type: 'array',
      items: { type: 'string', minLength: 1 },
      title: 'a list of hostflags',
      description: 'Hostflags by which jobs select the host, such as `arch-amd64`.',
    },
    properties: {
      type: 'object',
      additionalProperties: { type: 'string' },
      title: 'strings by name',
      description: 'Host properties, such as `XenSerialConsole`.',
    },
    power: powerSchema,
    serial: serialSchema,
  },
} as const;
