# Turns a fresh Debian tree into a host: runs in it, by chroot. Needs AUTHORIZED_KEY HOST_KEY APT_OPTIONS PROBE.
echo host > /etc/hostname
printf '127.0.0.1 localhost\n127.0.1.1 host\n' > /etc/hosts
: > /etc/resolv.conf
echo 'LABEL=root / ext4 defaults,noatime 0 1' > /etc/fstab
printf 'auto lo\niface lo inet loopback\n\nauto eth0\niface eth0 inet dhcp\n' > /etc/network/interfaces
ln -sf /dev/null /etc/systemd/network/99-default.link

install -d -m 700 /root/.ssh
printf '%s\n' "$AUTHORIZED_KEY" > /root/.ssh/authorized_keys
rm -f /etc/ssh/ssh_host_*_key*
(umask 077 && printf '%s\n' "$HOST_KEY" > /etc/ssh/ssh_host_ed25519_key)
ssh-keygen -y -f /etc/ssh/ssh_host_ed25519_key > /etc/ssh/ssh_host_ed25519_key.pub

printf '%s' "$PROBE" > /usr/local/sbin/osstest-probe
chmod +x /usr/local/sbin/osstest-probe

# ifupdown-pre waits for all devices; the initrd has already loaded those of the network.
for unit in apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service \
  fstrim.timer getty@tty1.service ifupdown-pre.service systemd-binfmt.service systemd-pstore.service \
  systemd-timesyncd.service; do
  ln -sf /dev/null /etc/systemd/system/$unit
done

printf '%s\n' virtio_pci virtio_blk virtio_net ext4 xen_blkfront xen_netfront > /etc/initramfs-tools/modules
echo MODULES=list > /etc/initramfs-tools/conf.d/modules
echo COMPRESS=lz4 > /etc/initramfs-tools/conf.d/compress
update-initramfs -c -k all

# The kernel unpacked, for small guests: on a QEMU host Xen's toolstack takes 10 s each time to unpack it.
python3 - /boot/vmlinuz-* /usr/lib/osstest <<'PY'
import lzma, pathlib, sys
for packed in map(pathlib.Path, sys.argv[1:-1]):
    data = packed.read_bytes()
    start = data.find(b"\xfd7zXZ\0")
    if start < 0:
        continue  # compressed in another way: guests use it as it is
    folder = pathlib.Path(sys.argv[-1])
    folder.mkdir(parents=True, exist_ok=True)
    unpacked = folder / packed.name.replace("vmlinuz", "vmlinux")
    unpacked.write_bytes(lzma.LZMADecompressor().decompress(data[start:]))
PY

# mmdebstrap's own options hold for the build only. The lists stay, so that installing needs no `apt-get update`.
rm -f /etc/apt/apt.conf.d/99mmdebstrap
printf '%s\n' 'Acquire::Languages "none";' 'APT::Install-Recommends "false";' "$APT_OPTIONS" > /etc/apt/apt.conf.d/50osstest
apt-get clean
apt-cache gencaches

echo 'grub-pc grub-pc/install_devices multiselect /dev/vda' | debconf-set-selections
cat > /etc/default/grub <<'GRUB'
GRUB_DEFAULT=0
GRUB_TIMEOUT=1
GRUB_DISTRIBUTOR=Debian
GRUB_CMDLINE_LINUX_DEFAULT=""
GRUB_CMDLINE_LINUX="console=ttyS0,115200 net.ifnames=0 mitigations=off"
GRUB_TERMINAL=serial
GRUB_SERIAL_COMMAND="serial --unit=0 --speed=115200"
GRUB_DISABLE_OS_PROBER=true
GRUB_DISABLE_RECOVERY=true
GRUB

# What grub-install would do; the two images go to the disk when it is made.
grub=/boot/grub/i386-pc
install -d $grub
cp /usr/lib/grub/i386-pc/*.mod /usr/lib/grub/i386-pc/*.lst /usr/lib/grub/i386-pc/boot.img $grub
# gzio: without it Xen's compressed image is no multiboot image.
grub-mkimage -O i386-pc -p '(hd0,msdos1)/boot/grub' -o $grub/core.img \
  biosdisk part_msdos ext2 normal search search_label serial terminal gzio test loadenv configfile multiboot2 linux
grub-editenv /boot/grub/grubenv create
. /etc/default/grub
# Only until the host's first update-grub.
cat > /boot/grub/grub.cfg <<GRUB
$GRUB_SERIAL_COMMAND
terminal_input serial
terminal_output serial
linux $(ls /boot/vmlinuz-*) root=LABEL=root ro $GRUB_CMDLINE_LINUX
initrd $(ls /boot/initrd.img-*)
boot
GRUB
