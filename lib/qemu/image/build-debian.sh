# Makes a bootable Debian disk and its files in $OUT: disk.raw, vmlinuz, initrd.img, packages.tsv.
# Runs as root in new namespaces (mounts, processes, and users if needed): see run-contained.ts.
# Reads settings as shell assignments from standard input (one is a secret key, which no command line may show):
# OUT SUITE PACKAGES MIRROR PROXY APT_OPTIONS DISK_SIZE SET_UP_HOST, and the settings of that script.
set -eu
set -a
eval "$(cat)"
set +a
PATH=$PATH:/usr/sbin:/sbin
root=$OUT/root

# path-exclude comes after the essential packages: mmdebstrap itself would filter them with a slow program.
# INITRD=No: the set-up makes the initrd once, in place of each package that triggers it.
INITRD=No mmdebstrap --mode=root --variant=minbase --format=directory --skip=cleanup/apt,output/dev \
  --aptopt="Acquire::http::Proxy \"$PROXY\"" --aptopt='Acquire::Languages "none"' --aptopt="$APT_OPTIONS" \
  --dpkgopt=force-unsafe-io \
  --essential-hook='printf "path-exclude=%s\n" "/usr/share/doc/*" "/usr/share/man/*" "/usr/share/locale/*" \
    "/lib/modules/*/kernel/drivers/gpu/*" "/lib/modules/*/kernel/drivers/infiniband/*" "/lib/modules/*/kernel/sound/*" \
    "/lib/modules/*/kernel/drivers/media/*" "/lib/modules/*/kernel/drivers/net/wireless/*" \
    > "$1/etc/dpkg/dpkg.cfg.d/50osstest"' \
  --customize-hook='chroot "$1" sh -euc "$SET_UP_HOST"' \
  --include="$PACKAGES" "$SUITE" "$root" \
  "deb $MIRROR/debian $SUITE main" \
  "deb $MIRROR/debian $SUITE-updates main" \
  "deb $MIRROR/debian-security $SUITE-security main"

cp "$root"/boot/vmlinuz-* "$OUT/vmlinuz"
cp "$root"/boot/initrd.img-* "$OUT/initrd.img"
chroot "$root" dpkg-query -W -f '${Package}\t${Version}\n' > "$OUT/packages.tsv"

# One partition, GRUB before it: its first sector in the boot record, the rest in the gap of 1 MiB.
disk=$OUT/disk.raw
truncate -s "$DISK_SIZE" "$disk"
echo 'start=2048, type=83, bootable' | sfdisk -q --label dos "$disk"
kib=$(($(stat -c %s "$disk") / 1024 - 1024))
mke2fs -q -F -t ext4 -L root -E offset=1048576,lazy_itable_init=1,lazy_journal_init=1 -d "$root" "$disk" ${kib}k
dd if="$root/boot/grub/i386-pc/boot.img" of="$disk" bs=440 count=1 conv=notrunc status=none
dd if="$root/boot/grub/i386-pc/core.img" of="$disk" bs=512 seek=1 conv=notrunc status=none
rm -rf "$root"
