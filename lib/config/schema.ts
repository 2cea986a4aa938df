import { hostSchema } from './host-schema.ts';
import { coordinationSchema } from './coordination-schema.ts';
import { flightsSchema } from './flights-schema.ts';
import { filesSchema } from './files-schema.ts';
import { gateSchema } from './gate-schema.ts';
import { reportsSchema } from './reports-schema.ts';

/**
 * JSON Schema of osstest.yaml, and of the layers over it. `title` describes the accepted values, `description` the
 * purpose of the key; docs/config.md is generated from both. Defaults are in resolve-config.ts.
 */
export const configSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    paths: {
      type: 'object',
      additionalProperties: false,
      properties: {
        stateDir: {
          type: 'string',
          minLength: 1,
          title: 'a folder',
          description: 'Data that must not be lost: the private database, the stash, QEMU hosts.',
        },
        cacheDir: {
          type: 'string',
          minLength: 1,
          title: 'a folder',
          description: 'Data that can be recreated: images and packages.',
        },
        runtimeDir: {
          type: 'string',
          minLength: 1,
          title: 'a folder',
          description: 'Sockets. The path must be short, since the path of a socket has at most 107 bytes.',
        },
        stashDir: { type: 'string', minLength: 1, title: 'a folder', description: 'Files that jobs stash.' },
      },
    },
    database: {
      type: 'object',
      additionalProperties: false,
      properties: {
        url: {
          type: ['string', 'null'],
          pattern: '^postgres(ql)?://',
          title: 'a URL postgresql://USER@HOST/DATABASE, or null',
          description: 'The database of a lab; null: the private server, which starts automatically.',
        },
        linger: {
          type: 'boolean',
          title: 'true or false',
          description:
            'Whether the private server keeps running without clients; if not, it stops after its last client.',
        },
      },
    },
    qemu: {
      type: 'object',
      additionalProperties: false,
      properties: {
        hosts: {
          type: 'integer',
          minimum: 0,
          maximum: 64,
          description: 'Number of QEMU hosts on this machine that can be booked: qemu0, qemu1, ...',
        },
        memoryMiB: { type: 'integer', minimum: 512, description: 'Memory of one QEMU host.' },
        cpus: { type: 'integer', minimum: 1, maximum: 64, description: 'Processors of one QEMU host.' },
        debianMirror: {
          type: ['string', 'null'],
          pattern: '^https?://',
          title: 'a URL http://HOST/PATH, or null',
          description: "Where the QEMU hosts get Debian packages; null: the mirror of this machine's apt sources.",
        },
        system: {
          type: 'string',
          enum: ['disk', 'ram'],
          title: '`disk` or `ram`',
          description: 'Where the root file system of a QEMU host is, unless its job sets the runvar `host_system`.',
        },
      },
    },
    coordination: coordinationSchema,
    flights: flightsSchema,
    files: filesSchema,
    reports: reportsSchema,
    gate: gateSchema,
    hosts: {
      type: 'object',
      propertyNames: { type: 'string', pattern: '^[a-z0-9][a-z0-9-]*$' },
      additionalProperties: hostSchema,
      title: 'hosts by name; a name is made of a-z, 0-9, and hyphen',
      description: 'Physical and other hosts of the lab, by name.',
    },
    branch: {
      type: 'string',
      minLength: 1,
      title: 'a name',
      description: 'Branch of a flight that is created without one.',
    },
  },
} as const;
