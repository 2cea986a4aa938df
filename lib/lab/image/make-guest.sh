# Makes a tiny guest (busybox, dropbear, the box's kernel modules) as /guest-initramfs.img.
# Runs in the box's tree, by chroot, after its set-up: it has the box's host key. Needs AUTHORIZED_KEY.
guest=$(mktemp -d)
cd "$guest"
mkdir -p bin dev etc/dropbear lib/modules proc root/.ssh sys tmp usr/bin usr/sbin var/run
ln -s bin sbin
cp /bin/busybox bin/
for applet in $(busybox --list); do [ -e bin/$applet ] || ln -s busybox bin/$applet; done
ln -s bin/busybox init
cp --parents /usr/sbin/dropbear $(ldd /usr/sbin/dropbear | grep -o '/[^ ]*') .
# In the order in which they are loaded.
modules='af_packet mii crc16 crc32c_generic jbd2 mbcache ext4 xen-blkfront xen-netfront 8139cp e1000'
for module in $modules; do
  find /lib/modules/*/kernel -name $module.ko -exec cp {} lib/modules/ \;
done

printf '%s\n' "$AUTHORIZED_KEY" > root/.ssh/authorized_keys
chmod 700 root root/.ssh
echo 'root:x:0:0:root:/root:/bin/sh' > etc/passwd
echo 'root:*:0:0:99999:7:::' > etc/shadow
echo 'root:x:0:' > etc/group
echo /bin/sh > etc/shells
echo 'passwd: files' > etc/nsswitch.conf
dropbearconvert openssh dropbear /etc/ssh/ssh_host_ed25519_key etc/dropbear/key 2> /dev/null

cat > etc/inittab <<'INITTAB'
::sysinit:/etc/rc
::respawn:/usr/sbin/dropbear -F -E -s -r /etc/dropbear/key
hvc0::respawn:/bin/getty -n -l /bin/sh 115200 hvc0
INITTAB
echo "modules='$modules'" > etc/rc.modules
cat > etc/rc <<'RC'
#!/bin/sh
# Kernel parameter gip=ADDRESS/BITS gives a fixed address; else DHCP.
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mkdir -p /dev/pts
mount -t devpts pts /dev/pts
. /etc/rc.modules
for module in $modules; do insmod /lib/modules/$module.ko 2> /dev/null; done
ip link set lo up
tries=0
while [ ! -e /sys/class/net/eth0 ] && [ $tries -lt 50 ]; do sleep 0.2; tries=$((tries + 1)); done
ip link set eth0 up
gip=$(tr ' ' '\n' < /proc/cmdline | sed -n 's/^gip=//p')
if [ -n "$gip" ]; then ip addr add $gip dev eth0; else udhcpc -i eth0 -q -s /etc/udhcpc.sh; fi
echo GUEST-READY $(cut -d' ' -f1 /proc/uptime) $(ip -4 -o addr show eth0 | grep -o 'inet [^ ]*')
RC
cat > etc/udhcpc.sh <<'DHCP'
#!/bin/sh
[ "$1" = bound ] || exit 0
ip addr add $ip/${mask:-24} dev eth0
[ -z "$router" ] || ip route add default via $router
DHCP
chmod +x etc/rc etc/udhcpc.sh
find . | cpio --quiet -R 0:0 -H newc -o | gzip -9 > /guest-initramfs.img
cd /
rm -rf "$guest"
