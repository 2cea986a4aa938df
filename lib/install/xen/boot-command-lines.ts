import type { BootCommandLines, Host } from '../../../typings/host.ts';

/** Returns the command lines with which a host boots Xen and its dom0, from its properties and those of the job. */
export function bootCommandLines(
  { properties }: Pick<Host, 'properties'>,
  options: { readonly xenBootAppend?: string; readonly linuxBootAppend?: string },
  dom0MiB = properties['dom0-memory-mib'] ?? '640',
): BootCommandLines {
  const xenConsole = properties['xen-serial-console'] ?? 'com1';
  const xen = [
    `console=${xenConsole} ${xenConsole}=115200,8n1 dom0_mem=${dom0MiB}M,max:${dom0MiB}M loglvl=all guest_loglvl=all`,
    properties['xen-commandline-append'],
    options.xenBootAppend,
  ];
  return {
    xen: join(xen),
    linux: join(['console=hvc0', properties['linux-commandline-append'], options.linuxBootAppend]),
  };
}

const join = (parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== '').join(' ');
