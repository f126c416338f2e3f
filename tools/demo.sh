#!/usr/bin/env bash
# The main job of Credence, watched: `./dev demo`. Anything not as it should be is a non-zero exit.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

credence=${CREDENCE_BINARY:-$PWD/build/release/bin/credence}
case_file=rules/cloud_recognition/announcement.case.yaml
work=$(mktemp -d)
rules=$work/rules
server_pid=

stop() {
  [ -z "$server_pid" ] || kill "$server_pid" 2>/dev/null || true
  rm -rf "$work"
}
trap stop EXIT

if [ -t 1 ]; then
  bold=$'\e[1m' dim=$'\e[2m' plain=$'\e[0m' color=always
else
  bold='' dim='' plain='' color=never
fi

fail() {
  printf '\ndemo: %s\n' "$1" >&2
  exit 1
}

say() { printf '\n%s%s%s\n' "$bold" "$1" "$plain"; }

# run ARGS...: credence with these, shown as typed; all it said is kept for `expect`. `only` is a
# command that picks what of it is shown, `exits` the exit code it must end with.
run() {
  local status=0
  printf '%s$ credence %s%s\n' "$dim" "${*//$work\//}" "$plain"
  "$credence" --color "$color" "$@" >"$work/shown" 2>&1 || status=$?
  ${only:-cat} <"$work/shown"
  [ "$status" = "${exits:-0}" ] || fail "that ended with exit code $status"
}

# expect TEXT...: what the last run must have said.
expect() {
  local text
  sed 's/\x1b\[[0-9;]*m//g' "$work/shown" >"$work/said"
  for text in "$@"; do
    grep -qF -- "$text" "$work/said" || fail "the output should say: $text"
  done
}

the_first_result() {
  sed '/recognised_seats/,$d'
  printf '(four workloads and the capacity follow)\n'
}

# --- what decides ----------------------------------------------------------------------------

cp -r rules/cloud_recognition "$rules"
say 'Two versions of one policy: winner takes all from July 2015, many partners from January 2016.'
run check "$rules"

say 'A server of its own port serves them; gRPC, nothing else.'
: >"$work/serve"
"$credence" serve --rules "$rules" --listen 127.0.0.1:0 --log-level warning >>"$work/serve" 2>&1 &
server_pid=$!
address=
for _ in $(seq 100); do
  address=$(grep -oE '127\.0\.0\.1:[0-9]+' "$work/serve" | head -1 || true)
  [ -z "$address" ] || break
  kill -0 "$server_pid" 2>/dev/null || { cat "$work/serve" >&2; fail 'the server did not start'; }
  sleep 0.1
done
[ -n "$address" ] || fail 'the server did not say where it listens'
cat "$work/serve"

# --- the case --------------------------------------------------------------------------------

say 'One customer, 1,000 seats, seven partners. February 2016: who is paid, who is recognised?'
run --server "$address" decide "$case_file" --period 2016-02 --brief
expect '617.28 USD' bellows dunmore evergreen tailspin

say 'And why? The incentive, with every refusal.'
only=the_first_result run --server "$address" decide "$case_file" --period 2016-02
expect '53.75% >= 40%' '5% of 12,345.67 USD = 617.2835 USD' 'no dpor on 2016-02-29' 'not_eligible'

say 'The same without a server, in this process: the same answer, to the byte.'
"$credence" --server "$address" --output json decide "$case_file" --period 2016-02 >"$work/remote"
"$credence" --rules "$rules" --output json decide "$case_file" --period 2016-02 >"$work/embedded"
cmp "$work/remote" "$work/embedded" || fail 'remote and embedded differ'
echo "$(wc -c <"$work/remote") bytes, equal"

say 'December is decided by the old rules, today or in ten years.'
run --server "$address" decide "$case_file" --period 2015-12 --brief
expect '500.00 USD' 2015.7
say 'January is parted at the fourteenth: revenue is shared by days, and adds up.'
run --server "$address" decide "$case_file" --period 2016-01 --brief
expect 2016-01-01..2016-01-13 '251.61 USD' 2016-01-14..2016-01-31 '348.39 USD'

# --- what if ---------------------------------------------------------------------------------

say 'What if the customer had designated Tailspin on the same day as Adatum?'
tie=kind=dpor,partner=tailspin,subject=ea1,from=2015-07-01,since=2015-07-01
run --server "$address" whatif "$case_file" --period 2016-02 --add-evidence "$tie"
expect tied tailspin

say 'One line of the policy, edited and reloaded. Nothing is rebuilt, the server runs on.'
policy=2016_01_multi_partner.policy
sed -i '/^credit incentive /s/for one partner/for up to 4 partners/' "$rules/$policy"
diff "rules/cloud_recognition/$policy" "$rules/$policy" || true
run --server "$address" policies reload
run --server "$address" whatif "$case_file" --period 2016-02 --add-evidence "$tie"
expect tailspin '617.28 USD'

say 'An edit that does not compile changes nothing: the server keeps what it has.'
sed -i 's/prefer latest dpor.since/prefer latest dopr.since/' "$rules/$policy"
exits=1 run --server "$address" policies reload
expect dopr 'the old policies stay'
only=true run --server "$address" decide "$case_file" --brief
expect '617.28 USD'

# --- real input ------------------------------------------------------------------------------

say 'An export as the vendor sends it: any column order, GUIDs in any case, rows that are broken.'
export=tools/demo_export.csv
run import office365-license-usage "$export" --cases "$work/cases.jsonl" --assume-eligible
expect Holodeck '1,200'
run --server "$address" decide "$work/cases.jsonl" --period 2016-02 --brief
expect 4100001 4100003 'held, missing input'
printf '%s(revenue comes from elsewhere: the incentive waits for it, recognition does not)%s\n' \
  "$dim" "$plain"

say 'Stopped as a service is: it drains, then ends.'
kill -TERM "$server_pid"
wait "$server_pid" || fail 'the server did not end well'
server_pid=
printf '\n%sEverything came out as it should.%s\n' "$bold" "$plain"
