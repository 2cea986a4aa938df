import { createRandom, type Random } from '../../util/random.ts';

/** Returns the serial console output of a booting host under Xen: about 450 lines; only times and counters vary. */
export function sampleBoot(random: Random, host: string): readonly string[] {
  // the addresses belong to the machine and are the same in every boot
  const machine = createRandom(host.split('').reduce((sum, char) => sum * 31 + char.charCodeAt(0), 7));
  const hex = (digits: number): string => machine.hex(digits);
  const mac = `52:54:00:${hex(2)}:${hex(2)}:${hex(2)}`;
  return [
    'SeaBIOS (version 1.16.2-debian-1.16.2-1)\r',
    '\u001b[2J\u001b[1;1HGRUB loading.\r',
    'Loading Xen 4.17-amd64 ...\r',
    'Loading Linux 6.1.0-56-amd64 ...\r',
    ...xenLines(hex),
    ...kernelLines(random, hex, mac),
    ...UNITS.flatMap((unit) => [
      `         Starting \u001b[0;1;39m${unit}.service\u001b[0m - ${unit}...\r`,
      `[\u001b[0;32m  OK  \u001b[0m] Finished \u001b[0;1;39m${unit}.service\u001b[0m - ${unit}.\r`,
    ]),
    '\r',
    `Debian GNU/Linux 12 ${host} hvc0\r`,
    `${host} login: `,
  ];
}

function xenLines(hex: (digits: number) => string): readonly string[] {
  const lines = [
    'Xen version 4.17.6 (Debian 4.17.6-1) (team+xen@tracker.debian.org) (gcc (Debian 12.2.0-14) 12.2.0) debug=n',
    'Bootloader: GRUB 2.06-13+deb12u1',
    'Command line: placeholder dom0_mem=512M,max:512M com1=115200,8n1 console=com1 noreboot bootscrub=0',
    'Xen image load base address: 0',
    'Video information:',
    'Disc information: Found 1 MBR signatures, Found 1 EDD information structures',
    'Xen-e820 RAM map:',
    ...times(7, () => ` [00000000${hex(8)}, 00000000${hex(8)}] (usable)`),
    ...times(
      8,
      (n) => `ACPI: ${TABLES[n % TABLES.length]} ${hex(8)}, ${hex(4)} (r1 BOCHS  BXPC     ${n} BXPC        1)`,
    ),
    'System RAM: 1535MB (1572336kB)',
    'Domain heap initialised',
    'Initializing Credit2 scheduler',
    'Detected 2399.998 MHz processor.',
    'I/O virtualisation disabled',
    'Enabled directed EOI with ioapic_ack_old on!',
    'ENABLING IO-APIC IRQs',
    'Allocated console ring of 16 KiB.',
    'HVM: SVM enabled',
    'HVM: Hardware Assisted Paging (HAP) detected',
    'Brought up 2 CPUs',
    '*** Building a PV Dom0 ***',
    ` Dom0 kernel: 64-bit, PAE, lsb, paddr 0x1000000 -> 0x${hex(7)}`,
    ...times(9, (n) => ` ${SECTIONS[n]}: ffffffff8${hex(7)}->ffffffff8${hex(7)}`),
    'Scrubbing Free RAM in background.',
    'Std. Loglevel: Errors and warnings',
    "*** Serial input to DOM0 (type 'CTRL-a' three times to switch input)",
  ];
  return lines.map((line) => `(XEN) ${line}\r`);
}

function kernelLines(random: Random, hex: (digits: number) => string, mac: string): readonly string[] {
  let at = 0;
  const lines = [
    'Linux version 6.1.0-56-amd64 (debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0-14+deb12u1) 12.2.0, GNU ld 2.40)',
    'Command line: placeholder root=LABEL=root ro console=hvc0 net.ifnames=0 mitigations=off',
    'Released 0 page(s)',
    'BIOS-provided physical RAM map:',
    ...times(24, (n) => `Xen: [mem 0x0000000${hex(9)}-0x0000000${hex(9)}] ${n % 3 === 0 ? 'reserved' : 'usable'}`),
    ...times(
      22,
      (n) =>
        `ACPI: ${TABLES[n % TABLES.length]} 0x00000000${hex(8)} 000${hex(3)} (v01 BOCHS  BXPC     00000001 BXPC 00000001)`,
    ),
    ...times(40, () => `pci 0000:00:${hex(2)}.0: [8086:${hex(4)}] type 00 class 0x0${hex(5)}`),
    ...times(
      60,
      (n) => `pci 0000:00:${hex(2)}.0: reg 0x${10 + (n % 6) * 4}: [mem 0xfe${hex(6)}-0xfe${hex(6)} 64bit pref]`,
    ),
    ...times(30, (n) => `ACPI: PCI: Interrupt link GSI${'ABCDEFGH'[n % 8]} configured for IRQ ${5 + random.below(16)}`),
    ...times(36, (n) => `pci_bus 0000:0${n % 4}: resource ${n} [mem 0x${hex(8)}-0x${hex(8)} window]`),
    ...times(
      70,
      (n) =>
        `${SUBSYSTEMS[n % SUBSYSTEMS.length]}: ${WORDS[n % WORDS.length]} 0x${hex(6)}, order ${n % 9}, ${random.below(65536)} bytes`,
    ),
    ...times(
      60,
      (n) =>
        `initcall ${SUBSYSTEMS[(n * 7) % SUBSYSTEMS.length]}_init+0x0/0x${hex(3)} returned 0 after ${random.below(90_000)} usecs`,
    ),
    `virtio_net virtio2 eth0: renamed from enp0s2, ${mac}`,
    'EXT4-fs (vda1): mounted filesystem with ordered data mode. Quota mode: none.',
    ...times(6, (n) => `ata${n + 1}: SATA link down (SStatus 0 SControl 300)`),
    ...times(
      40,
      (n) => `systemd[1]: Listening on ${WORDS[n % WORDS.length]}-${SUBSYSTEMS[(n * 3) % SUBSYSTEMS.length]}.socket.`,
    ),
    'xenbr0: port 1(eth0) entered forwarding state',
  ];
  return lines.map((line) => {
    at += random.below(90_000);
    return `[${(at / 1e6).toFixed(6).padStart(12)}] ${line}\r`;
  });
}

const times = (count: number, make: (n: number) => string): readonly string[] =>
  Array.from({ length: count }, (_, n) => make(n));

const TABLES = ['RSDP', 'RSDT', 'FACP', 'DSDT', 'FACS', 'APIC', 'HPET', 'MCFG', 'WAET'];
const SECTIONS = [
  'Loaded kernel',
  'Init. ramdisk',
  'Phys-Mach map',
  'Start info',
  'Page tables',
  'Boot stack',
  'TOTAL',
  'ENTRY ADDRESS',
  'Xenstore ring',
];
const SUBSYSTEMS = [
  'audit',
  'pcpu-alloc',
  'clocksource',
  'rcu',
  'NR_IRQS',
  'printk',
  'mempolicy',
  'iommu',
  'vgaarb',
  'SCSI',
  'libata',
  'pps_core',
  'PTP',
  'NetLabel',
  'hpet',
  'AppArmor',
  'pnp',
  'tcp_listen_portaddr_hash',
  'UDP-Lite',
  'NET',
  'RPC',
  'xen_acpi_processor',
  'workingset',
  'squashfs',
  'Key type asymmetric',
  'alg',
  'Block layer SCSI generic',
  'io scheduler mq-deadline',
  'shpchp',
  'grant_table',
];
const WORDS = [
  'registered',
  'hash table entries',
  'initializing',
  'allocated',
  'protocol family',
  'loaded',
  'mapped region',
  'using',
  'enabled',
  'found',
  'probing',
];
const UNITS = [
  'systemd-journald',
  'systemd-udevd',
  'systemd-modules-load',
  'systemd-sysctl',
  'keyboard-setup',
  'ifupdown-pre',
  'networking',
  'apparmor',
  'xen-init',
  'xenstored',
  'xenconsoled',
  'xendriverdomain',
  'cron',
  'dbus',
  'ssh',
  'systemd-logind',
  'systemd-user-sessions',
  'systemd-update-utmp',
];
