#!/bin/busybox sh
# The first process of a host in RAM: mounts, loads modules, starts the network, sshd, and under Xen what its tools need.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
busybox mount -t proc proc /proc
busybox mount -t sysfs sysfs /sys
busybox mount -t devtmpfs devtmpfs /dev
busybox mkdir -p /dev/pts /dev/shm
busybox mount -t devpts devpts /dev/pts
busybox mount -t tmpfs tmpfs /dev/shm
busybox mount -t tmpfs tmpfs /run
busybox mkdir -p /run/sshd /run/lock /run/xen /run/xenstored /run/network
[ -e /dev/fd ] || ln -s /proc/self/fd /dev/fd
stage() { echo "osstest-ram: $* after $(busybox cut -d' ' -f1 /proc/uptime) s"; }
stage first process

xen=
[ "$(busybox cat /sys/hypervisor/type 2>/dev/null)" = xen ] && [ -e /proc/xen ] && xen=1
for module in virtio_pci virtio_net virtio_blk virtio_rng ext4 bridge loop tun; do modprobe -q $module; done
for _ in $(busybox seq 100); do
  [ -e /sys/class/net/eth0 ] && break
  busybox usleep 100000
done
# Room for what does not fit into RAM, such as saved guests.
busybox mkdir -p /var/tmp
mount -t ext4 /dev/vda /var/tmp && chmod 1777 /var/tmp
hostname host
card=eth0
ip link set lo up
ip link set eth0 up
if [ -n "$xen" ]; then
  ip link add xenbr0 type bridge forward_delay 0
  ip link set eth0 master xenbr0
  card=xenbr0
fi
ip link set $card up
# QEMU's network gives the address of a host that does not ask for one to the first guest that does.
busybox udhcpc -i $card -q -n -t 30 -T 1 -s /usr/lib/osstest/set-address > /dev/null

if [ -n "$xen" ]; then
  for module in xen-evtchn xen-gntdev xen-gntalloc xen-privcmd xenfs xen-netback xen-blkback; do modprobe -q $module; done
  busybox mount -t xenfs xenfs /proc/xen
  tools=$(echo /usr/lib/xen-[0-9]*/bin)
  "$tools/xenstored" --pid-file /run/xenstored.pid
  "$tools/xen-init-dom0"
  "$tools/xenconsoled" --pid-file=/run/xenconsoled.pid --log=guest --timestamp=all --log-dir=/var/log/xen/console
  stage the tools of Xen run
fi
/usr/sbin/sshd
stage up
exec < /dev/null
while :; do
  busybox sleep 1000 &
  wait # for the sleep, and for every process whose parent has ended
done
