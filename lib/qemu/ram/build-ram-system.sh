# Makes the system of a RAM host in $OUT: vmlinux, xen, initrd.cpio, an empty disk.raw, packages.tsv.
# Debian packages are unpacked into an initramfs. No maintainer script runs, and no root is needed.
# Reads settings as shell assignments from standard input (one is a secret key, which no command line may show):
# OUT SUITE PACKAGES MIRROR PROXY APT_OPTIONS DISK_SIZE AUTHORIZED_KEY HOST_KEY INIT MODULES.
set -eu
set -a
eval "$(cat)"
set +a
root=$OUT/root
apt=$OUT/apt

# Lists and packages are fetched with a state of our own, so that this machine's apt is neither used nor needed as root.
mkdir -p "$apt/lists/partial" "$apt/archives/partial" "$root/var/lib/dpkg"
: > "$apt/status"
signed='[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]'
printf 'deb %s %s %s main\n' "$signed" "$MIRROR/debian" "$SUITE" "$signed" "$MIRROR/debian" "$SUITE-updates" \
  "$signed" "$MIRROR/debian-security" "$SUITE-security" > "$apt/sources.list"
{
  printf '%s\n' "$APT_OPTIONS" 'APT::Sandbox::User "root";' 'APT::Architecture "amd64";' 'APT::Architectures {"amd64";};' \
    'APT::Install-Recommends "false";' 'Acquire::Languages "none";' 'Dir::Etc::sourceparts "/dev/null";' \
    'Debug::NoLocking "true";'
  printf 'Acquire::http::Proxy "%s";\nDir::State::lists "%s";\nDir::State::status "%s";\n' "$PROXY" "$apt/lists" "$apt/status"
  printf 'Dir::Cache "%s";\nDir::Cache::archives "%s";\nDir::Etc::sourcelist "%s";\n' "$apt" "$apt/archives" "$apt/sources.list"
} > "$apt/apt.conf"
export APT_CONFIG="$apt/apt.conf"
echo 'I: fetching package lists...'
apt-get -q update
echo 'I: fetching packages (140 MB)...'
apt-get -q -y --download-only install $(echo "$PACKAGES" | tr ',' ' ')

echo 'I: unpacking packages...'
for deb in "$apt"/archives/*.deb; do
  dpkg-deb -f "$deb" | sed '1a Status: install ok installed' >> "$root/var/lib/dpkg/status"
  echo >> "$root/var/lib/dpkg/status"
  dpkg-deb -W --showformat='${Package}\t${Version}\n' "$deb" >> "$OUT/packages.tsv"
  case ${deb##*/} in # needed by maintainer scripts and by programs that a host in RAM does not run
    perl-modules* | libperl5* | debconf_* | initramfs-tools* | usrmerge* | udev_* | *python3*) ;;
    *) dpkg-deb -x "$deb" "$root" ;;
  esac
done
rm -rf "$apt"

# Debian's merged /usr, which the package usrmerge makes.
for name in bin sbin lib lib64; do
  [ -d "$root/$name" ] || continue
  mkdir -p "$root/usr/$name"
  cp -a --link "$root/$name/." "$root/usr/$name/"
  rm -rf "${root:?}/$name"
  ln -s "usr/$name" "$root/$name"
done

echo 'I: packing the system...'
cd "$root"
rm -rf usr/share/doc usr/share/man usr/share/locale usr/share/perl usr/share/info usr/share/zsh usr/share/i18n \
  usr/share/bash-completion usr/share/common-licenses usr/lib/x86_64-linux-gnu/gconv usr/lib/x86_64-linux-gnu/perl* \
  usr/lib/debug usr/lib/systemd usr/lib/udev usr/lib/xen-*/boot/xen-shim* usr/lib/locale etc/init.d etc/rc?.d
version=$(ls usr/lib/modules)
zcat boot/xen-*.gz > "$OUT/xen"

# The kernel without its own decompressor, which takes an emulated processor 15 s.
offset=$(LC_ALL=C grep -abo -m1 "$(printf '\3757zXZ')" "boot/vmlinuz-$version" | head -n1 | cut -d: -f1)
mkdir -p usr/lib/osstest
tail -c "+$((offset + 1))" "boot/vmlinuz-$version" | xz -dc --single-stream > "usr/lib/osstest/vmlinux-$version"
ln "usr/lib/osstest/vmlinux-$version" "$OUT/vmlinux"
rm -rf boot
mkdir boot

# The modules that a host or a tiny guest loads, and those that they need. depmod is the root's own: this machine may
# have none.
depmod() {
  usr/lib64/ld-linux-x86-64.so.2 --argv0 depmod --library-path usr/lib/x86_64-linux-gnu usr/bin/kmod -b "$root" "$version"
}
depmod
modules=usr/lib/modules/$version
for name in $MODULES; do grep "/$name\.ko:" "$modules/modules.dep" || true; done |
  tr -d ':' | tr ' ' '\n' | sort -u > "$OUT/modules"
mkdir "$OUT/kept"
(cd "$modules" && cpio -pdm --quiet "$OUT/kept" < "$OUT/modules" && cp modules.builtin* modules.order "$OUT/kept/")
rm -rf "$modules"
mv "$OUT/kept" "$modules"
depmod
rm "$OUT/modules"

mkdir -p dev proc sys run tmp root/.ssh etc/ssh etc/xen var/lib/xen/dump var/lib/xenstored var/log/xen/console
ln -sfn /run var/run
ln -sf mawk usr/bin/awk
ln -sf bash usr/bin/sh
printf '%s\n' 'root:x:0:0:root:/root:/bin/bash' 'sshd:x:100:65534::/run/sshd:/usr/sbin/nologin' \
  'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin' > etc/passwd
echo 'root:*:19000:0:99999:7:::' > etc/shadow
printf '%s\n' 'root:x:0:' 'disk:x:6:' 'kvm:x:106:' 'nogroup:x:65534:' > etc/group
printf '%s: files\n' passwd group shadow hosts > etc/nsswitch.conf
printf '127.0.0.1 localhost\n127.0.1.1 host\n' > etc/hosts
echo host > etc/hostname
: > etc/fstab
printf 'auto lo\niface lo inet loopback\n\nauto eth0\niface eth0 inet manual\n' > etc/network/interfaces
printf '%s\n' "$AUTHORIZED_KEY" > root/.ssh/authorized_keys
chmod 700 root root/.ssh
chmod 600 root/.ssh/authorized_keys
(umask 077 && printf '%s\n' "$HOST_KEY" > etc/ssh/ssh_host_ed25519_key)
printf '%s\n' 'HostKey /etc/ssh/ssh_host_ed25519_key' 'PermitRootLogin prohibit-password' 'UsePAM no' 'UseDNS no' \
  'MaxStartups 100' 'MaxSessions 100' 'Subsystem sftp /usr/lib/openssh/sftp-server' > etc/ssh/sshd_config
printf '%s' "$INIT" > init
chmod 755 init

# There is no service manager: only the orders that a harness gives are here.
cat > usr/bin/systemctl <<'END'
#!/bin/sh
case $1 in
  reboot | poweroff) exec /bin/busybox "$1" -f ;;
  *) echo "systemctl $1: a host in RAM has no service manager" >&2 && exit 1 ;;
esac
END
chmod 755 usr/bin/systemctl
# Called by udhcpc.
printf '#!/bin/sh\n[ "$1" = bound ] && ip address add "$ip/24" dev "$interface"\ntrue\n' > usr/lib/osstest/set-address
chmod 755 usr/lib/osstest/set-address
for name in reboot poweroff; do
  printf '#!/bin/sh\nexec /bin/busybox %s -f\n' "$name" > "usr/sbin/$name"
  chmod 755 "usr/sbin/$name"
done
find . | LC_ALL=C sort | cpio --quiet -R 0:0 -H newc -o > "$OUT/initrd.cpio"
cd "$OUT"
rm -rf "$root"
truncate -s "$DISK_SIZE" disk.raw
PATH=$PATH:/usr/sbin:/sbin mke2fs -q -F -t ext4 -E lazy_itable_init=1,lazy_journal_init=1 disk.raw
