#!/usr/bin/env bash
# Proves the Debian package in a Debian 12 of its own, booted by its systemd, without a network:
# installed, started in its sandbox, asked for a decision, reloaded, killed, upgraded, removed and
# purged, and what an administrator changed is kept throughout.
#
#   tools/package_test.sh PACKAGE        as root; debootstrap from Debian's mirror
#
# CREDENCE_BASE names a tree that debootstrap made before, which is copied instead.
set -euo pipefail

work=$(mktemp -d)
root=$work/root
mkdir "$root"
clean_up() {
  # systemd-nspawn halts its machine before it ends.
  if kill "${machine-}" 2>/dev/null; then wait "$machine" || true; fi
  rm -rf "$work"
}
trap clean_up EXIT

say() { printf '== %s\n' "$1"; }
fail() {
  printf 'package_test: failed: %s\n' "$1" >&2
  inside journalctl --no-pager --lines 30 >&2 || true
  exit 1
}

# The machine is its own cgroup tree of version 2, whatever this one has; nobody registers it.
nspawn=(env SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 systemd-nspawn --quiet --register=no --keep-unit
  --link-journal=no --directory "$root")
inside() {
  nsenter --target "$leader" --mount --uts --ipc --net --pid --cgroup \
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LC_ALL=C "$@"
}
must() { inside "$@" || fail "$*"; }
must_not() { if inside "$@"; then fail "not: $*"; fi; }
soon() {
  for _ in $(seq 300); do
    if "$@" >/dev/null 2>&1; then return; fi
    sleep 0.1
  done
  fail "for half a minute: $*"
}

apt_install() {
  must apt-get -qq -y --no-install-recommends -o Dpkg::Options::=--force-confold install "$@" \
    >/dev/null
}
property() { inside systemctl show --value --property "$1" credence.service; }
has() { [ "$(property "$1")" = "$2" ] || fail "$1 is $(property "$1"), not $2"; }
status() { inside credence --server 127.0.0.1:50051 policies status; }
revision() { status | grep -o 'revision [0-9a-f]*'; }
drained() {
  [[ $(must journalctl --output cat "_PID=$1") == *stopped* ]] || fail "$1 did not drain"
}
setting() { printf '%s\n' "$1" >>"$root/etc/credence/credence.yaml"; }

say 'a bare Debian 12, and what the package depends on'
if [ -n "${CREDENCE_BASE-}" ]; then
  cp -a "$CREDENCE_BASE/." "$root"
else
  debootstrap --variant=minbase --include=systemd-sysv,dbus bookworm "$root" >/dev/null
fi
cp "$1" "$root/srv/credence.deb"
# The next version: another number, and every file of configuration with a line more.
dpkg-deb --raw-extract "$1" "$root/srv/newer"
sed -i 's/^Version: .*/Version: 99.0/' "$root/srv/newer/DEBIAN/control"
while read -r conffile; do
  printf '# Of 99.0.\n' >>"$root/srv/newer$conffile"
done <"$root/srv/newer/DEBIAN/conffiles"
dpkg-deb --root-owner-group -Znone --build "$root/srv/newer" "$root/srv/newer.deb" >/dev/null
"${nspawn[@]}" --pipe sh -c 'apt-get -qq update &&
  apt-get -qq -y --no-install-recommends --download-only install /srv/credence.deb' >/dev/null

say 'boot'
"${nspawn[@]}" --boot --private-network </dev/null >"$work/console" 2>&1 &
machine=$!
soon pgrep --exact --parent "$machine" systemd
leader=$(pgrep --exact --parent "$machine" systemd)
soon inside systemctl is-active --quiet multi-user.target

say 'install: it is enabled, started and decides'
apt_install /srv/credence.deb
has ActiveState active
has UnitFileState enabled
soon status
examples=/usr/share/doc/credence/examples/cloud_recognition
decide() {
  local decided
  decided=$(must credence --server 127.0.0.1:50051 decide "$examples/announcement.case.yaml" \
    --period 2016-02 --brief)
  [[ $decided == *adatum*'617.28 USD'* ]] || fail "it decided: $decided"
}
decide
for page in man/man1/credence-serve.1.gz bash-completion/completions/credence \
  zsh/vendor-completions/_credence fish/vendor_completions.d/credence.fish; do
  must test -s "/usr/share/$page"
done

say 'the sandbox holds'
must systemd-analyze verify --man=no credence.service
must systemd-analyze security --no-pager --threshold=15 credence.service | tail -1
server=$(property MainPID)
for line in 'CapBnd:.0000000000000000' 'NoNewPrivs:.1' 'Seccomp:.2'; do
  must grep -q "^$line" "/proc/$server/status"
done
in_sandbox() { inside nsenter --target "$server" --mount "$@"; }
in_sandbox touch /var/lib/credence/tried || fail 'its own folder is to be written'
if in_sandbox touch /etc/credence/tried 2>/dev/null; then fail '/etc is not to be written'; fi

say 'with a store, a record of decisions and metrics'
must runuser -u credence -- credence --store /var/lib/credence/book.db store migrate
setting 'store: /var/lib/credence/book.db'
setting 'decision_log: { file: /var/lib/credence/decisions.jsonl }'
setting 'metrics: { listen: "127.0.0.1:9464" }'
setting 'watch: no'
must credence serve --config /etc/credence/credence.yaml --check-config
must systemctl restart credence
soon status
decide
must test -s /var/lib/credence/decisions.jsonl
must credence --server 127.0.0.1:50051 close 2016-01 --known 2016-02-05

say 'reload reads the rules again, in the same process'
server=$(property MainPID) before=$(revision)
vocabulary=/etc/credence/rules/cloud_recognition/cloud_recognition.vocab
printf '# Edited.\n' >>"$root$vocabulary"
[ "$(revision)" = "$before" ] || fail 'nobody asked for a reload yet'
must systemctl reload credence
revision_changed() { [ "$(revision)" != "$before" ]; }
soon revision_changed
has MainPID "$server"

say 'killed, it comes back'
must systemctl kill --signal KILL credence
soon status
has NRestarts 1

say 'without its store it tries until it is there; with a wrong configuration it does not'
sed -i 's|^store: .*|store: postgresql://127.0.0.1:1/absent|' "$root/etc/credence/credence.yaml"
must systemctl restart credence
tried_often() { [ "$(property NRestarts)" -gt 6 ]; }
soon tried_often
sed -i 's|^store: .*|store: /var/lib/credence/book.db|' "$root/etc/credence/credence.yaml"
soon status
setting 'listen_to: nobody'
must systemctl restart credence
soon inside systemctl is-failed --quiet credence
has ExecMainStatus 2
sed -i '/^listen_to/d' "$root/etc/credence/credence.yaml"
must systemctl reset-failed credence
must systemctl start credence
soon status

say 'an upgrade restarts it and keeps what was edited and disabled'
must systemctl disable --quiet credence
server=$(property MainPID)
apt_install /srv/newer.deb
soon status
if [ "$(property MainPID)" = "$server" ]; then fail 'the upgrade is to restart it'; fi
drained "$server"
has UnitFileState disabled
must grep -q '^watch: no' /etc/credence/credence.yaml
must grep -q '^# Of 99.0' /etc/credence/credence.yaml.dpkg-dist
must grep -q '^# Of 99.0' /etc/credence/rules/cloud_recognition/2016_01_multi_partner.policy
must_not grep -q '^# Of 99.0' "$vocabulary"

say 'nor does one start what was stopped and disabled, or masked'
must systemctl stop credence
apt_install --reinstall /srv/newer.deb
has ActiveState inactive
has UnitFileState disabled
must systemctl mask --quiet credence
apt_install --reinstall /srv/newer.deb
has ActiveState inactive
has UnitFileState masked
must systemctl unmask --quiet credence
must systemctl enable --quiet --now credence
soon status

say 'a stop drains'
server=$(property MainPID)
must systemctl stop credence
has Result success
has ExecMainStatus 0
drained "$server"
must systemctl start credence

say 'remove stops it, and keeps configuration and state; it can be installed again'
server=$(property MainPID)
must apt-get -qq -y remove credence >/dev/null
must_not test -e "/proc/$server"
must_not test -e /usr/bin/credence
must grep -q '^watch: no' /etc/credence/credence.yaml
must test -s /var/lib/credence/book.db
apt_install /srv/newer.deb
has ActiveState active
has UnitFileState enabled
soon status

say 'purge leaves the user, and nothing else'
must apt-get -qq -y purge credence >/dev/null
left=$(must find / -xdev -name '*credence*' -not -path '/srv/*' -not -path '/var/log/journal/*')
[ -z "$left" ] || fail "left behind: $left"
must getent passwd credence >/dev/null
say 'done'
