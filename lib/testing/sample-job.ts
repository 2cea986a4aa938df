import type { EventBody, LabEvent } from '../../typings/events.ts';
import type { Step } from '../../typings/flight.ts';
import type { ConsoleRecord, JobRecord } from '../../typings/report.ts';
import type { FinalStepStatus } from '../../typings/status.ts';
import type { Random } from './random.ts';
import { sampleBoot } from './sample-boot.ts';

export type SampleFailure =
  'command-fails' | 'timeout' | 'xen-panic' | 'never-boots' | 'blocked' | 'aborted' | 'starved';

export interface SampleJob {
  readonly flight: number;
  readonly job: string;
  readonly recipe: 'build' | 'test-debian' | 'test-pair';
  /** null: it passes. */
  readonly failure: SampleFailure | null;
  readonly random: Random;
  readonly startMs: number;
}

/** Testid, seconds that it takes, what happens on the box. */
type Plan = readonly (readonly [string, number, 'quiet' | 'boot' | 'install' | 'guest'])[];

const PLANS: Readonly<Record<SampleJob['recipe'], Plan>> = {
  build: [
    ['build-check(1)', 1, 'quiet'],
    ['hosts-allocate', 40, 'quiet'],
    ['host-install(3)', 70, 'boot'],
    ['host-build-prep', 45, 'install'],
    ['xen-build', 900, 'install'],
    ['capture-logs', 6, 'quiet'],
  ],
  'test-debian': [
    ['build-check(1)', 1, 'quiet'],
    ['hosts-allocate', 65, 'quiet'],
    ['host-install(3)', 75, 'boot'],
    ['host-ping-check-native', 2, 'quiet'],
    ['xen-install', 95, 'install'],
    ['xen-boot', 62, 'boot'],
    ['host-ping-check-xen', 2, 'quiet'],
    ['leak-check/basis(8)', 1, 'quiet'],
    ['debian-install', 160, 'install'],
    ['guest-start', 14, 'guest'],
    ['guest-saverestore', 21, 'guest'],
    ['guest-localmigrate/x10', 130, 'guest'],
    ['guest-stop', 5, 'guest'],
    ['leak-check/check', 1, 'quiet'],
    ['capture-logs(15)', 8, 'quiet'],
  ],
  'test-pair': [
    ['build-check(1)', 1, 'quiet'],
    ['hosts-allocate', 300, 'quiet'],
    ['host-install/src_host(3)', 75, 'boot'],
    ['host-install/dst_host(4)', 78, 'boot'],
    ['xen-install/src_host', 96, 'install'],
    ['xen-install/dst_host', 97, 'install'],
    ['xen-boot/src_host', 61, 'boot'],
    ['xen-boot/dst_host', 64, 'boot'],
    ['debian-install', 170, 'install'],
    ['guest-start', 15, 'guest'],
    ['guest-migrate/src_host/dst_host', 40, 'guest'],
    ['guest-migrate/dst_host/src_host', 38, 'guest'],
    ['capture-logs/src_host(13)', 7, 'quiet'],
    ['capture-logs/dst_host(14)', 7, 'quiet'],
  ],
};

/** At which step a failure comes, how the step and the job end, and why. */
const FAILURES: Readonly<Record<SampleFailure, readonly [number, FinalStepStatus, string]>> = {
  'command-fails': [9, 'fail', 'BOX: "xl create /etc/xen/debian.guest.osstest.cfg" exited 1 after 3.2 s'],
  timeout: [10, 'fail', 'guest-saverestore: not finished after 10 min 00 s (running "xl restore /root/debian.save")'],
  'xen-panic': [11, 'fail', 'BOX: xen-panic: Xen BUG at domain_page.c:144'],
  'never-boots': [5, 'broken', 'BOX: no ssh within 400 s after the reboot (last line on its console: GRUB loading.)'],
  blocked: [0, 'blocked', 'build-amd64-9 did not pass: its xendist.tar.gz is missing'],
  aborted: [8, 'aborted', 'stopped by the operator (SIGINT)'],
  starved: [1, 'starved', 'no box with arch-amd64, purpose-test, hvm within 2 h 00 min; 14 of 14 were booked'],
};

/** Runs the job on paper: its steps, events and consoles, with the text that real ones write. */
export function runSampleJob(sample: SampleJob): JobRecord {
  const { flight, job, recipe, random } = sample;
  const boxes =
    recipe === 'test-pair' ? ['rimava0', 'rimava1'] : [random.pick(['sabro0', 'pinot1', 'albana0', 'nobling1'])];
  const paper = new Paper(sample, boxes);
  const plan = PLANS[recipe];
  const failure = sample.failure === null ? null : FAILURES[sample.failure];
  const failAt = failure === null ? -1 : Math.min(failure[0], plan.length - 2);
  let status: FinalStepStatus = 'pass';
  for (const [index, [testid, seconds, what]] of plan.entries()) {
    const last = index >= plan.length - (recipe === 'test-pair' ? 2 : 1);
    if (status !== 'pass' && (!last || failAt < 2)) continue;
    const fails = index === failAt && failure !== null;
    if (fails) status = failure[1];
    paper.step(testid, seconds, what, fails ? sample.failure : null);
  }
  paper.tell({
    kind: 'job-finished',
    status: status === 'skip' ? 'pass' : status,
    reason: failure?.[2].replace('BOX', boxes[0] ?? '') ?? null,
    durationMs: paper.now - sample.startMs,
  });
  return {
    job: { flight, job, recipe, status: status === 'skip' ? 'pass' : status },
    runvars: {
      arch: 'amd64',
      host: boxes[0] ?? '',
      ...(boxes[1] === undefined ? {} : { dst_host: boxes[1] }),
      xen_kind: 'xl',
      guest_memory: '512',
      tree_xen: 'git://xenbits.xen.org/xen.git',
      revision_xen: random
        .integer(2 ** 31)
        .toString(16)
        .padStart(40, 'a'),
    },
    steps: paper.steps,
    stash: boxes.flatMap((box) => [
      { path: `${box}-serial.log`, bytes: 60_000 + random.below(90_000) },
      { path: `${box}---var-log-xen-xl-debian.log`, bytes: random.below(9000) },
      { path: `${box}---var-log-syslog`, bytes: random.below(400_000) },
    ]),
    stashFolder: `/var/lib/osstest/stash/${flight}/${job}`,
    events: paper.events,
    consoles: paper.consoles(),
  };
}

/** What one job leaves behind, while its time goes on. */
class Paper {
  readonly steps: Step[] = [];
  readonly events: LabEvent[] = [];
  now: number;
  readonly #sample: SampleJob;
  readonly #boxes: readonly string[];
  readonly #lines = new Map<string, { at: Date; text: string }[]>();
  #commands = 0;

  constructor(sample: SampleJob, boxes: readonly string[]) {
    this.#sample = sample;
    this.#boxes = boxes;
    this.now = sample.startMs;
    this.tell({ kind: 'job-started', recipe: sample.recipe });
  }

  consoles(): readonly ConsoleRecord[] {
    return [...this.#lines].map(([name, lines]) => ({ name, lines }));
  }

  tell(body: EventBody, host?: string): void {
    const { flight, job } = this.#sample;
    const stepno = this.steps.length + 1;
    this.events.push({
      at: new Date(this.now),
      flight,
      job,
      ...(this.now === this.#sample.startMs ? {} : { stepno }),
      ...(host === undefined ? {} : { host }),
      ...body,
    });
  }

  step(testid: string, seconds: number, what: Plan[number][2], failure: SampleFailure | null): void {
    const { flight, job, random } = this.#sample;
    const box = this.#boxes[testid.includes('dst_host') ? 1 : 0] ?? 'box';
    const startedAt = new Date((this.now += 2 + random.below(4)));
    const endMs = this.now + seconds * (800 + random.below(400));
    this.tell({ kind: 'started', expectedMs: seconds * 1000 }, box);
    if (what === 'boot') this.#boot(box, endMs, failure === 'never-boots');
    if (what === 'install') this.#install(box, endMs);
    if (what === 'guest') this.#guest(box, failure);
    if (what === 'quiet')
      this.#command(box, 'uptime', [' 20:31:07 up 2 min,  0 users,  load average: 0.42, 0.18, 0.07'], 0, 40);
    this.now = Math.max(
      this.now + 5,
      failure === 'timeout' ? this.now + 600_000 : failure === null ? endMs : this.now + 900,
    );
    const [, status, reason] = failure === null ? [0, 'pass' as const, null] : FAILURES[failure];
    const why = reason?.replace('BOX', box) ?? null;
    if (testid.startsWith('capture-logs'))
      this.tell({ kind: 'stashed', path: `${box}-serial.log`, bytes: 81_230 }, box);
    this.tell({ kind: 'finished', status, reason: why, durationMs: this.now - startedAt.getTime() }, box);
    const script = `ts-${testid.replace(/[/(].*/, '')}`;
    this.steps.push({
      flight,
      job,
      stepno: this.steps.length + 1,
      script,
      testid,
      status,
      startedAt,
      finishedAt: new Date(this.now),
      reason: why,
    });
  }

  #print(console: string, text: string): void {
    const lines = this.#lines.get(console) ?? [];
    lines.push({ at: new Date(this.now), text });
    this.#lines.set(console, lines);
  }

  #command(box: string, command: string, output: readonly string[], exitCode: number | null, ms: number): void {
    const id = ++this.#commands;
    this.tell({ kind: 'command-started', id, command }, box);
    const begin = this.now;
    for (const line of output) {
      this.now += Math.ceil(ms / (output.length + 1));
      this.tell(
        { kind: 'output', id, stream: line.startsWith('!') ? 'stderr' : 'stdout', text: `${line.replace(/^!/, '')}\n` },
        box,
      );
    }
    this.now = Math.max(this.now, begin + ms);
    if (exitCode !== null) this.tell({ kind: 'command-finished', id, command, exitCode, durationMs: ms }, box);
  }

  #boot(box: string, endMs: number, never: boolean): void {
    const { random } = this.#sample;
    this.#command(box, 'systemctl reboot', [], 0, 300);
    this.tell({ kind: 'power', action: 'reset' }, box);
    this.tell({ kind: 'progress', message: `${box}: waiting for ssh after the reboot (limit 400 s)` }, box);
    const lines = sampleBoot(random, box);
    const each = (endMs - this.now) / lines.length;
    for (const line of never ? lines.slice(0, 2) : lines) {
      this.now += Math.floor(random.below(Math.ceil(2 * each)) * 0.9);
      this.#print(box, line);
    }
    if (!never)
      return void this.#command(
        box,
        'cat /proc/sys/kernel/random/boot_id',
        ['3f1c7a52-8f0e-4c1b-b1a4-6d0f3f1f9d02'],
        0,
        31,
      );
    this.now += 400_000;
    this.tell({ kind: 'cleanup-failed', subject: box, message: 'logs not captured: no route to host' }, box);
  }

  #install(box: string, endMs: number): void {
    const { random } = this.#sample;
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
    this.#command(
      box,
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
    this.#command(
      box,
      `DEBIAN_FRONTEND=noninteractive apt-get install -y ${packages.join(' ')}`,
      output,
      0,
      Math.max(1000, endMs - this.now - 800),
    );
    for (const file of ['/etc/default/grub', '/etc/network/interfaces', '/etc/xen/xl.conf'])
      this.#command(
        box,
        `cat ${file}`,
        [`# ${file}`, 'auto xenbr0', 'iface xenbr0 inet dhcp', '  bridge_ports eth0'],
        0,
        25,
      );
    this.tell({ kind: 'runvar', name: 'xen_version', value: '4.17.6' }, box);
  }

  #guest(box: string, failure: SampleFailure | null): void {
    const { random } = this.#sample;
    const guest = `${box} guest debian`;
    this.#command(
      box,
      'xl list',
      [
        'Name                                        ID   Mem VCPUs\tState\tTime(s)',
        'Domain-0                                     0   512     2     r-----      31.4',
      ],
      0,
      90,
    );
    if (failure === 'command-fails') return this.#createFails(box);
    if (failure === 'xen-panic') return this.#panic(box);
    if (failure === 'timeout') {
      this.#print(guest, '[   41.204417] Freezing user space processes ... (elapsed 0.001 seconds) done.\r');
      this.#command(
        box,
        'xl save debian /root/debian.save',
        ['Saving to /root/debian.save new xl format (info 0x3/0x0/1422)', 'xc: info: Saving domain 3, type x86 PV'],
        0,
        9200,
      );
      return this.#command(
        box,
        'xl restore /root/debian.save',
        [
          'Loading new save file /root/debian.save (new xl fmt info 0x3/0x0/1422)',
          '!xc: error: Failed to populate p2m for pfn 0x1f3a2: Internal error',
        ],
        null,
        800,
      );
    }
    this.#command(
      box,
      'xl create /etc/xen/debian.guest.osstest.cfg',
      ['Parsing config from /etc/xen/debian.guest.osstest.cfg'],
      0,
      3100,
    );
    for (const line of sampleBoot(random, 'debian')
      .filter((text) => text.startsWith('['))
      .slice(0, 180)) {
      this.now += random.below(30);
      this.#print(guest, line);
    }
    for (let round = 1; round <= 6; round++)
      this.#command(
        box,
        `ping -c 1 10.89.0.${random.below(250)}`,
        ['1 packets transmitted, 1 received, 0% packet loss, time 0ms'],
        0,
        220,
      );
    this.#command(guest, 'cat /proc/uptime', ['12.41 20.07'], 0, 60);
  }

  #createFails(box: string): void {
    this.#print(box, '(XEN) d3v0: Unhandled page fault fault/trap [#14, ec=0010]\r');
    this.#print(
      box,
      '[  311.020345] xen-blkback: backend/vbd/3/51712: using 2 queues, protocol 1 (x86_64-abi) persistent grants\r',
    );
    this.#command(
      box,
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

  #panic(box: string): void {
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
    this.#command(
      box,
      'xl migrate debian localhost',
      ['migration target: Ready to receive domain.', 'Saving to migration stream new xl format (info 0x3/0x0/1422)'],
      null,
      700,
    );
    for (const line of stack) {
      this.now += 3;
      this.#print(box, `(XEN) ${line}\r`);
    }
  }
}
