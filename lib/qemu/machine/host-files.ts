/** Files of a host, relative to its folder. QEMU runs in that folder, so the paths of sockets stay short. */
export const HOST_FILES = {
  /** For the power driver. */
  qmp: 'qmp.sock',
  qmpEvents: 'qmp-events.sock',
  /** For starting, stopping, freezing and attaching. */
  qmpControl: 'qmp-own.sock',
  serial: 'serial.sock',
  serialLog: 'serial.log',
  qemuLog: 'qemu.log',
  migration: 'migration.sock',
} as const;
