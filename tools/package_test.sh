#!/usr/bin/env bash
# Proves the Debian package in a Debian 12 of its own: installed with what it depends on, started as
# the unit starts it, asked for a decision, upgraded, removed and purged.
#
#   tools/package_test.sh PACKAGE NEWER        as root; debootstrap from Debian's mirror
#
# CREDENCE_BASE names a tree that debootstrap made before, which is copied instead. No systemd runs
# in there: the user and the command line of the unit are read from it.
set -euo pipefail

package=$1 newer=$2
root=$(mktemp -d)
clean_up() {
  kill "${server-}" 2>/dev/null || true
  umount "$root/proc" 2>/dev/null || true
  rm -rf "$root"
}
trap clean_up EXIT

say() { printf '== %s\n' "$1"; }
inside() { chroot "$root" env DEBIAN_FRONTEND=noninteractive LC_ALL=C "$@"; }
must() { inside "$@" || { printf 'package_test: failed: %s\n' "$*" >&2; exit 1; }; }

say 'a bare Debian 12'
if [ -n "${CREDENCE_BASE-}" ]; then
  cp -a "$CREDENCE_BASE/." "$root"
else
  debootstrap --variant=minbase bookworm "$root" >/dev/null
fi
mount -t proc proc "$root/proc"
cp /etc/resolv.conf "$root/etc/resolv.conf"
# The mirrors and how they are reached are the machine's.
rm -f "$root/etc/apt/sources.list"
cp -a /etc/apt/. "$root/etc/apt/"
cp "$package" "$root/tmp/credence.deb"
cp "$newer" "$root/tmp/newer.deb"

say 'install'
must apt-get -qq update
must apt-get -qq -y --no-install-recommends install /tmp/credence.deb >/dev/null

unit=$root/lib/systemd/system/credence.service
command=$(sed -n 's/^ExecStart=//p' "$unit")
user=$(sed -n 's/^User=//p' "$unit")
start() {
  # shellcheck disable=SC2086  # A command line is words.
  chroot --userspec="$user:$user" "$root" $command >"$root/tmp/log" 2>&1 &
  server=$!
  for _ in $(seq 100); do
    grep -q 'credence listens' "$root/tmp/log" && return
    sleep 0.1
  done
  cat "$root/tmp/log" >&2
  exit 1
}
stop() {
  kill -TERM "$server"
  wait "$server"
}

say "start as $user, and decide"
must credence serve --config /etc/credence/credence.yaml --check-config
start
examples=/usr/share/doc/credence/examples/cloud_recognition
must credence --server 127.0.0.1:50051 decide "$examples/announcement.case.yaml" --period 2016-02 \
  >"$root/tmp/decided"
grep -q adatum "$root/tmp/decided" || { cat "$root/tmp/decided" >&2; exit 1; }
must credence --server 127.0.0.1:50051 policies status
stop

say 'upgrade keeps what was edited'
printf '# edited\n' >>"$root/etc/credence/credence.yaml"
must apt-get -qq -y install /tmp/newer.deb >/dev/null
grep -q '^# edited' "$root/etc/credence/credence.yaml"
start
must credence --server 127.0.0.1:50051 policies status
stop

say 'remove keeps configuration and state, purge neither'
must apt-get -qq -y remove credence >/dev/null
[ ! -e "$root/usr/bin/credence" ] && [ -e "$root/etc/credence/credence.yaml" ]
[ -e "$root/var/lib/credence/last_good_policies" ]
must apt-get -qq -y purge credence >/dev/null
[ ! -e "$root/etc/credence/credence.yaml" ] && [ ! -e "$root/var/lib/credence" ]
if inside getent passwd credence >/dev/null; then exit 1; fi
say 'done'
