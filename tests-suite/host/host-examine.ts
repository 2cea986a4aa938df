import { defineTest, fail, minutes, seconds } from 'osstest';

/** Name of each fact, and the command that prints it. */
const FACTS: Readonly<Record<string, string>> = {
  processor: "sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | sort | uniq -c",
  flags: "sed -n 's/^flags[^:]*: //p' /proc/cpuinfo | head -n1",
  memory: 'grep MemTotal /proc/meminfo',
  disks: 'lsblk -bdno NAME,SIZE,TYPE,MODEL',
  cards: 'for card in /sys/class/net/*; do echo "$(basename "$card") $(cat "$card/address")"; done',
  hypervisor: 'cat /sys/hypervisor/type 2>/dev/null',
  iommu: 'ls /sys/class/iommu; dmesg | grep -iE "dmar|amd-vi|iommu" | head -n 20',
  firmware: 'cat /sys/class/dmi/id/{sys_vendor,product_name,bios_version} 2>/dev/null',
  pci: 'for device in /sys/bus/pci/devices/*; do echo "$(basename "$device") $(cat "$device/class" "$device/vendor" "$device/device" | tr "\\n" " ")"; done',
};

export default defineTest(
  {
    name: 'host-examine',
    summary: 'The hardware of the host is recorded in the stash, and agrees with the flags of the host.',
    needs: { host: 'debian' },
    timeoutMs: minutes(5),
  },
  async ({ host, stash, recorder, signal }) => {
    const found: Record<string, string> = {};
    for (const [name, command] of Object.entries(FACTS)) {
      const { stdout } = await host.exec(['bash', '-c', command], {
        okExitCodes: 'any',
        timeoutMs: seconds(30),
        signal,
      });
      found[name] = stdout.trim();
    }
    await stash.put(`${host.name}-examined.json`, `${JSON.stringify(found, null, 2)}\n`);
    const flags = new Set(found['flags']?.split(' '));
    const isDom0 = found['hypervisor'] === 'xen'; // Xen hides the virtualisation flags from dom0
    const virtualises = flags.has('svm') ? 'hvm-amd' : flags.has('vmx') ? 'hvm-intel' : null;
    const problems = [
      ...(host.flags.includes(`arch-${host.debian.arch}`)
        ? []
        : [`runs ${host.debian.arch}, but has no flag arch-${host.debian.arch}`]),
      ...host.flags
        .filter((flag) => !isDom0 && flag.startsWith('hvm-') && flag !== virtualises)
        .map(
          (flag) =>
            `has the flag ${flag}, but its processor ${virtualises === null ? 'does not virtualise' : `is ${virtualises}`}`,
        ),
    ];
    recorder.progress(`${host.name}: ${found['processor']}; ${found['memory']}; ${virtualises ?? 'no virtualisation'}`);
    if (problems.length > 0) fail(`${host.name}: ${problems.join('; ')}`);
  },
);
