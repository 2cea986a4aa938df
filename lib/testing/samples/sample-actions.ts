import { sampleBoot } from './sample-boot.ts';
import type { SampleFailure } from './sample-failure.ts';
import type { SamplePaper } from './sample-paper.ts';

/** Records a host that reboots until `endMs`, or never becomes available again. */
export function rebootHost(paper: SamplePaper, host: string, endMs: number, never: boolean): void {
  const { random } = paper;
  paper.command(host, 'systemctl reboot', [], 0, 300);
  paper.tell({ kind: 'power', action: 'reset' }, host);
  paper.tell({ kind: 'progress', message: `${host}: waiting for ssh after the reboot (limit 400 s)` }, host);
  const lines = sampleBoot(random, host);
  const each = (endMs - paper.nowMs) / lines.length;
  for (const line of never ? lines.slice(0, 2) : lines) {
    paper.nowMs += Math.floor(random.below(Math.ceil(2 * each)) * 0.9);
    paper.print(host, line);
  }
  if (!never)
    return paper.command(host, 'cat /proc/sys/kernel/random/boot_id', ['3f1c7a52-8f0e-4c1b-b1a4-6d0f3f1f9d02'], 0, 31);
  paper.nowMs += 400_000;
  paper.tell({ kind: 'cleanup-failed', subject: host, message: 'logs not captured: no route to host' }, host);
}

/** Records the installation of packages until `endMs`. */
export function installPackages(paper: SamplePaper, host: string, endMs: number): void {
  const { random } = paper;
  const packages = [
    'xen-hypervisor-4.17-amd64',
    'xen-utils-4.17',
    'xenstore-utils',
    'bridge-utils',
    'grub-xen-bin',
    'libxenmisc4.17',
    'qemu-system-xen',
    'seabios',
    'ovmf',
    'rsync',
    'lvm2',
  ];
  paper.command(
    host,
    'apt-get update',
    ['Hit:1 bookworm InRelease', 'Hit:2 bookworm-security InRelease', 'Reading package lists...'],
    0,
    4100,
  );
  const output = packages.flatMap((name) => [
    `Selecting previously unselected package ${name}.`,
    `Preparing to unpack .../${name}_${random.below(9)}.${random.below(99)}-1_amd64.deb ...`,
    `Unpacking ${name} ...`,
    `Setting up ${name} ...`,
  ]);
  paper.command(
    host,
    `DEBIAN_FRONTEND=noninteractive apt-get install -y ${packages.join(' ')}`,
    output,
    0,
    Math.max(1000, endMs - paper.nowMs - 800),
  );
  for (const file of ['/etc/default/grub', '/etc/network/interfaces', '/etc/xen/xl.conf'])
    paper.command(
      host,
      `cat ${file}`,
      [`# ${file}`, 'auto xenbr0', 'iface xenbr0 inet dhcp', '  bridge_ports eth0'],
      0,
      25,
    );
  paper.tell({ kind: 'runvar', name: 'xen_version', value: '4.17.6' }, host);
}

/** Records a guest that is started and used, or that fails. */
export function useGuest(paper: SamplePaper, host: string, failure: SampleFailure | null): void {
  const { random } = paper;
  const guest = `${host} guest debian`;
  paper.command(
    host,
    'xl list',
    [
      'Name                                        ID   Mem VCPUs\tState\tTime(s)',
      'Domain-0                                     0   512     2     r-----      31.4',
    ],
    0,
    90,
  );
  if (failure === 'command-fails') return failToCreate(paper, host);
  if (failure === 'xen-panic') return panicXen(paper, host);
  if (failure === 'timeout') {
    paper.print(guest, '[   41.204417] Freezing user space processes ... (elapsed 0.001 seconds) done.\r');
    paper.command(
      host,
      'xl save debian /root/debian.save',
      ['Saving to /root/debian.save new xl format (info 0x3/0x0/1422)', 'xc: info: Saving domain 3, type x86 PV'],
      0,
      9200,
    );
    return paper.command(
      host,
      'xl restore /root/debian.save',
      [
        'Loading new save file /root/debian.save (new xl fmt info 0x3/0x0/1422)',
        '!xc: error: Failed to populate p2m for pfn 0x1f3a2: Internal error',
      ],
      null,
      800,
    );
  }
  paper.command(
    host,
    'xl create /etc/xen/debian.guest.osstest.cfg',
    ['Parsing config from /etc/xen/debian.guest.osstest.cfg'],
    0,
    3100,
  );
  for (const line of sampleBoot(random, 'debian')
    .filter((text) => text.startsWith('['))
    .slice(0, 180)) {
    paper.nowMs += random.below(30);
    paper.print(guest, line);
  }
  for (let round = 1; round <= 6; round++)
    paper.command(
      host,
      `ping -c 1 10.89.0.${random.below(250)}`,
      ['1 packets transmitted, 1 received, 0% packet loss, time 0ms'],
      0,
      220,
    );
  paper.command(guest, 'cat /proc/uptime', ['12.41 20.07'], 0, 60);
}

function failToCreate(paper: SamplePaper, host: string): void {
  paper.print(host, '(XEN) d3v0: Unhandled page fault fault/trap [#14, ec=0010]\r');
  paper.print(
    host,
    '[  311.020345] xen-blkback: backend/vbd/3/51712: using 2 queues, protocol 1 (x86_64-abi) persistent grants\r',
  );
  paper.command(
    host,
    'xl create /etc/xen/debian.guest.osstest.cfg',
    [
      'Parsing config from /etc/xen/debian.guest.osstest.cfg',
      '!libxl: error: libxl_device.c:1111:device_backend_callback: Domain 3:unable to add device with path /local/domain/0/backend/vbd/3/51712',
      '!libxl: error: libxl_create.c:1862:domcreate_launch_dm: Domain 3:unable to add disk devices',
      '!libxl: error: libxl_domain.c:1183:libxl__destroy_domid: Domain 3:Non-existant domain',
    ],
    1,
    3200,
  );
}

function panicXen(paper: SamplePaper, host: string): void {
  const stack = [
    'Xen BUG at domain_page.c:144',
    '----[ Xen-4.17.6  x86_64  debug=n  Not tainted ]----',
    'CPU:    1',
    'RIP:    e008:[<ffff82d040307b1a>] map_domain_page+0x3fa/0x4c0',
    'RFLAGS: 0000000000010246   CONTEXT: hypervisor (d0v1)',
    'rax: 0000000000000000   rbx: ffff83005ffd2000   rcx: 0000000000000000',
    'Xen call trace:',
    '   [<ffff82d040307b1a>] R map_domain_page+0x3fa/0x4c0',
    '   [<ffff82d0402f5a01>] F arch/x86/mm.c#get_page_from_l1e+0x161/0x570',
    '   [<ffff82d0402012e3>] F lstar_enter+0x143/0x150',
    '',
    '****************************************',
    'Panic on CPU 1:',
    'Xen BUG at domain_page.c:144',
    '****************************************',
    '',
    "Manual reset required ('noreboot' specified)",
  ];
  paper.command(
    host,
    'xl migrate debian localhost',
    ['migration target: Ready to receive domain.', 'Saving to migration stream new xl format (info 0x3/0x0/1422)'],
    null,
    700,
  );
  for (const line of stack) {
    paper.nowMs += 3;
    paper.print(host, `(XEN) ${line}\r`);
  }
}
