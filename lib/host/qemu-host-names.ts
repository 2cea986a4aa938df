import type { Config } from '../../typings/config.ts';

/** Lists the names of the QEMU hosts that jobs can book: qemu0, qemu1, ... */
export const qemuHostNames = (config: Config): readonly string[] =>
  Array.from({ length: config.qemu.hosts }, (_, index) => `qemu${index}`);
