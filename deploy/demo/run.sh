#!/usr/bin/env bash
# The demo: registers fictional foreign CAs through two officers, validates real
# CMS files of their clients over mutual TLS, and checks every receipt offline.
# Installs and builds what it needs; leaves nothing running. Exit code 0 only if
# every outcome is the expected one.
#
#   --keep        leave server and files up, and say what to try
#   --no-install  never call apt
set -euo pipefail
root="$(cd "$(dirname "$0")/../.." && pwd)"

keep=0
install=1
for argument in "$@"; do
  case "$argument" in
    --keep) keep=1 ;;
    --no-install) install=0 ;;
    *)
      sed -n '2,8s/^# \{0,1\}//p' "$0" >&2
      exit 2
      ;;
  esac
done

step() { printf '\n== %s\n' "$*"; }
fail() {
  printf 'demo: %s\n' "$*" >&2
  exit 1
}

folder=""
processes=()
clean_up() {
  local status=$?
  trap - EXIT
  if [ "$status" -eq 0 ] && [ "$keep" -eq 1 ]; then
    exit 0
  fi
  if [ "$status" -ne 0 ] && [ -s "$folder/kepild.log" ]; then
    echo "-- the end of kepild's log:" >&2
    tail -n 20 "$folder/kepild.log" >&2
  fi
  if [ ${#processes[@]} -gt 0 ]; then
    kill "${processes[@]}" 2>/dev/null || true
    wait "${processes[@]}" 2>/dev/null || true
  fi
  [ -z "$folder" ] || rm -rf "$folder"
  exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# Bazel stays in memory for the next build; one that was started here must not.
stop_own_bazel() {
  local pid age
  pid="$(cd "$root" && bazel info server_pid 2>/dev/null)" || return 0
  age="$(ps -o etimes= -p "$pid")" || return 0
  if [ "$age" -le "$SECONDS" ]; then
    (cd "$root" && bazel shutdown)
  fi
}

step "Build"
[ "$install" -eq 0 ] || "$root/tools/install_packages.sh"
(cd "$root" && bazel build --jobs=2 //services/kepild //services/kepilctl \
  //tests/demo_pki:issue //tests/demo_pki:responder) ||
  { stop_own_bazel; fail "the build failed"; }
bin="$(cd "$root" && bazel info bazel-bin 2>/dev/null)"
stop_own_bazel
kepilctl="$bin/services/kepilctl/kepilctl"

step "Three fictional states, their CAs and signers, made at this moment"
folder="$(mktemp -d -t kepil-demo.XXXXXX)"
chmod 700 "$folder"
cd "$folder"
"$bin/tests/demo_pki/issue" --out .
mkdir anchor keys acts
cp -r "$root/deploy/policy" policy
rm -f policy/BUILD.bazel policy/conformance.textproto
# The drafts of the law, completed with an approval and with dates that are
# those of the demo, not of the law.
cp -r "$root/deploy/rules" rules
rm -f rules/BUILD.bazel
approval='approval { approved_by: "Demo" reference: "1" approved_on { year: 2019 month: 2 day: 1 } }'
cat >>rules/kz-rules.textproto <<EOF
$approval
in_force { year: 2019 month: 7 day: 1 }
EOF
cat >>rules/kz-calendar.textproto <<EOF
$approval
code_published { year: 2019 month: 1 day: 1 }
code_in_force { year: 2019 month: 7 day: 1 }
law256_published { year: 2019 month: 1 day: 1 }
law256_in_force { year: 2019 month: 7 day: 1 }
term_count: TERM_COUNT_MATCHING_DAY
EOF
cp kepild/receipt.pem kepild/receipt.key kepild/log.key kepild/storage.key keys/
for officer in a b; do
  cp "tls/officer-$officer.pem" "officers/$officer-tls.pem"
done
# The configuration that comes with the build, on free ports of loopback; the
# responders of the demo are there too.
sed -E -e 's/(address: "127\.0\.0\.1):[0-9]+"/\1:0"/' \
  -e 's/# ((rule_pack|calendar)_file: )/\1/' \
  "$root/deploy/config/kepild.textproto" >kepild.textproto
echo 'fetch { allow_cidr: "127.0.0.1/32" }' >>kepild.textproto
# Fictional CAs hand in no application.
echo 'registration { without_application: true }' >>kepild.textproto

# first_line FILE: waits for a line that is whole.
first_line() {
  local line
  for _ in $(seq 300); do
    if IFS= read -r line <"$1"; then
      printf '%s\n' "$line"
      return
    fi
    sleep 0.1
  done
  fail "no answer in $1"
}
# In the background without the terminal's signals: clean_up ends them.
start() { # LOG ERRORS COMMAND...
  local out="$1" err="$2"
  shift 2
  : >"$out"
  setsid "$@" >"$out" 2>"$err" </dev/null &
  processes+=($!)
}
start responder.out responder.log "$bin/tests/demo_pki/responder" --dir .
responder="http://127.0.0.1:$(first_line responder.out)"

step "kepild, with a fresh database"
start kepild.out kepild.log "$bin/services/kepild/kepild" \
  --config kepild.textproto
for _ in $(seq 300); do
  grep -q '^ready$' kepild.out && break
  kill -0 "${processes[1]}" 2>/dev/null || fail "kepild did not start"
  sleep 0.1
done
grep '^listening' kepild.out
address() { awk -v kind="$1" '$2 == kind { print $3 }' kepild.out; }
KEPIL_SERVER="$(address PARTNER)"
KEPIL_CA="$folder/tls/ca.pem"
export KEPIL_SERVER KEPIL_CA

# as WHO COMMAND...: kepilctl with that TLS certificate.
as() {
  local who="$1"
  shift
  KEPIL_CERT="$folder/tls/$who.pem" KEPIL_KEY="$folder/tls/$who.key" \
    "$kepilctl" "$@"
}
# field NAME: of the JSON object on standard input.
field() { python3 -c 'import json,sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"; }
# sign OFFICER FILE: that officer's detached CMS over exactly these bytes.
sign() {
  openssl cms -sign -binary -outform DER -in "$2" -out "$2.$1.p7s" \
    -signer "officers/$1.pem" -inkey "officers/$1.key"
}
# propose WHO NOUN NAME: proposes NAME.textproto; prints the change's id.
propose() {
  as "$1" "$2" propose "$3.textproto" --out "acts/$3.bin" --json |
    field change_id
}
# admit NOUN NAME: A proposes, B reads, signs and approves.
admit() {
  local change
  change="$(propose officer-a "$1" "$2")"
  sign b "acts/$2.bin"
  as officer-b "$1" approve "$change" --signature "acts/$2.bin.b.p7s"
}

step "Two officers register a relying party and the CAs of Xalandia and Xorland"
cat >relying-party.textproto <<EOF
id: "relying-party"
roles: PRINCIPAL_ROLE_RELYING_PARTY
tls_sha256: "file:tls/relying-party.pem"
country: "KZ"
lawful_basis: "Contract of the demo"
EOF
# sources CA: what is asked about certificates that CA issued.
sources() {
  cat <<EOF
  revocation {
    issuer_sha256: "file:ca/$1.pem"
    sources {
      crl_url: "$responder/crl/$1.crl"
      ocsp_url: "$responder/ocsp/$1"
    }
  }
EOF
}
cat >xa.textproto <<EOF
id: "xalandia-trust"
kind: AUTHORITY_KIND_FOREIGN_CA
legal_name: "Xalandia Trust"
country: "XA"
endpoint_country: "XA"
decision: "Decision 1 of the demo"
services {
  id: "xalandia-signatures"
  type: SERVICE_TYPE_CA
  anchors: "file:ca/xa-root.pem"
  intermediates: "file:ca/xa-issuing-1.pem"
$(sources xa-root)
$(sources xa-issuing-1)
}
EOF
cat >xc.textproto <<EOF
id: "xorland-signatures"
kind: AUTHORITY_KIND_FOREIGN_CA
legal_name: "Xorland Signatures"
country: "XC"
endpoint_country: "XC"
decision: "Decision 2 of the demo"
services {
  id: "xorland-signatures"
  type: SERVICE_TYPE_CA
  anchors: "file:ca/xc-ca.pem"
$(sources xc-ca)
}
EOF
admit caller relying-party
cat >officer-c.textproto <<EOF
id: "officer-c"
roles: PRINCIPAL_ROLE_REGISTRAR
roles: PRINCIPAL_ROLE_APPROVER
unit: "west"
tls_sha256: "file:tls/officer-c.pem"
signing_certificate: "file:officers/c.pem"
EOF
admit officer officer-c

# refused REASON COMMAND...: it must be, and for that reason.
refused() {
  local reason="$1" said
  shift
  if said="$("$@" 2>&1)"; then
    fail "not refused: $*"
  fi
  printf '%s\n' "$said"
  grep -q "$reason" <<<"$said" || fail "refused, but not for $reason"
}
change="$(propose officer-c ca xa)"
for officer in a b c; do
  sign "$officer" acts/xa.bin
done
echo "- C, who may do both, proposed and tries to approve:"
refused SAME_OFFICER as officer-c ca approve "$change" \
  --signature acts/xa.bin.c.p7s
echo "- A may propose only:"
refused ROLE_FORBIDDEN as officer-a ca approve "$change" \
  --signature acts/xa.bin.a.p7s
echo "- B hands in the signature of C:"
refused SIGNER_MISMATCH as officer-b ca approve "$change" \
  --signature acts/xa.bin.c.p7s
echo "- B reads, signs and approves:"
as officer-b ca approve "$change" --signature acts/xa.bin.b.p7s
echo "- and once more:"
refused CHANGE_DECIDED as officer-b ca approve "$change" \
  --signature acts/xa.bin.b.p7s
admit ca xc

step "And CAs with the algorithms of Kazakhstan, Russia and Belarus"
for line in "kz DOMESTIC KZ Kazakh" "ru FOREIGN RU Russian" \
  "by FOREIGN BY Belarusian"; do
  read -r id kind country name <<<"$line"
  cat >"$id.textproto" <<EOF
id: "$id-signatures"
kind: AUTHORITY_KIND_${kind}_CA
legal_name: "Kepil demo $name CA"
country: "$country"
endpoint_country: "$country"
decision: "Decision $id of the demo"
services {
  id: "$id-signatures"
  type: SERVICE_TYPE_CA
  anchors: "file:ca/$id-ca.pem"
$(sources "$id-ca")
}
EOF
  admit ca "$id"
done

step "One officer suspends the CA of Xorland, effective at once"
change="$(as officer-a ca suspend xorland-signatures \
  --ground 'Order 7 of the demo' \
  --until "$(date -u -d '+1 hour' +%Y-%m-%dT%H:%M:%SZ)" \
  --out acts/suspend.bin --json | field change_id)"
sign a acts/suspend.bin
as officer-a ca suspend "$change" --signature acts/suspend.bin.a.p7s
as officer-a ca list

step "Validation over mutual TLS"
status=0
as relying-party validate documents --receipts receipts --json \
  >verdicts.json || status=$?
# compare EXPECTED VERDICTS: prints the table; a difference ends the demo.
compare() {
  python3 - "$@" <<'EOF' || fail "a verdict is not the expected one"
import json
import sys

expected = {}
for line in open(sys.argv[1]):
    name, indication, sub_indication, reason = line.rstrip("\n").split("\t")
    expected[name] = (indication, sub_indication, reason)
verdicts = {}
for line in open(sys.argv[2]):
    verdict = json.loads(line)
    name = verdict["file"].rsplit("/", 1)[-1]
    verdicts.setdefault(name, []).append(verdict)

row = "{:<24} {:<14} {:<34} {:<28} {}"
print(row.format("document", "indication", "sub-indication", "reasons", ""))
wrong = set(expected) ^ set(verdicts)
for name in sorted(verdicts):
    indication, sub_indication, reason = expected.get(name, ("?", "?", "?"))
    for verdict in verdicts[name]:
        reasons = verdict.get("reasons", [])
        as_expected = (
            verdict.get("indication") == indication
            and (verdict.get("sub_indication") or "-") == sub_indication
            and (reason == "-" or reason in reasons)
        )
        if not as_expected:
            wrong.add(name)
        print(row.format(
            name[:-4], verdict.get("indication", verdict.get("error", "")),
            verdict.get("sub_indication") or "-", ", ".join(reasons) or "-",
            "as expected" if as_expected else "EXPECTED %s/%s %s" % (
                indication, sub_indication, reason)))
for name in sorted(wrong):
    print("not as expected:", name, file=sys.stderr)
sys.exit(1 if wrong else 0)
EOF
}
compare expected.tsv verdicts.json
[ "$status" -eq 1 ] || fail "kepilctl validate: exit code $status, not 1"

step "A Kazakh signature for a foreign party, a Russian and a Belarusian one here"
mkdir outgoing
mv national/kazakh-* outgoing
status=0
as relying-party validate outgoing --for-country XA \
  --receipts national-receipts --json >national.json || status=$?
[ "$status" -eq 1 ] || fail "kepilctl validate: exit code $status, not 1"
as relying-party validate national --receipts national-receipts --json \
  >>national.json
compare national.tsv national.json

step "Who publishes the keys that receipts are verified with"
as relying-party status --keys published >/dev/null
cmp -s <(openssl x509 -in published/anchors.pem -outform DER) \
  <(openssl x509 -in kepild/receipt-ca.pem -outform DER) ||
  fail "the published anchor is not the receipt CA"
ls published

step "Each receipt is in the log, and replayed from its evidence"
ids=()
while read -r id; do
  ids+=("$id")
done < <(python3 -c '
import json
ids = [json.loads(line)["receipt_id"] for line in open("verdicts.json")]
print("\n".join(dict.fromkeys(ids)))')
documents="$(find documents -name '*.p7s' | wc -l)"
[ ${#ids[@]} -eq "$documents" ] ||
  fail "${#ids[@]} receipts for $documents documents"
replayed=0
for id in "${ids[@]}"; do
  as relying-party log prove "$id" --log-key published/log.vkey --json |
    grep -q '"included": *true' || fail "$id is not in the log"
done
echo "${#ids[@]} inclusion proofs verified"
for id in "${ids[@]}"; do
  file="$(grep -F "$id" verdicts.json | head -n 1 | field file)"
  options=()
  [ -e "${file%.p7s}" ] || options=(--signature "$file")
  as relying-party replay "$id" "${options[@]}" --json |
    grep -q '"identical": *true' || fail "$id: the replay differs"
  replayed=$((replayed + 1))
done
echo "$replayed verdicts judged again from their evidence: identical"
as relying-party log fsck --log-key published/log.vkey

if [ "$keep" -eq 0 ]; then
  step "The server is stopped; from here on nothing but files"
  kill "${processes[@]}"
  wait "${processes[@]}" 2>/dev/null || true
  processes=()
fi

step "Each receipt, offline: by kepilctl and by openssl alone"
genuine="$("$kepilctl" receipt verify receipts/*.dvc --trust published --json |
  grep '"genuine": *true' | grep -c '"log_proof": *"checked"' || true)"
[ "$genuine" -eq ${#ids[@]} ] || fail "kepilctl: $genuine receipts verify"
for id in "${ids[@]}"; do
  openssl cms -verify -inform DER -purpose any -CAfile published/anchors.pem \
    -in "receipts/$id.dvc" -out /dev/null 2>openssl.log ||
    fail "openssl: $id: $(cat openssl.log)"
done
echo "${#ids[@]} receipts verified with kepilctl, with log proof"
echo "${#ids[@]} receipts verified with: openssl cms -verify -inform DER" \
  "-purpose any -CAfile anchors.pem -in ID.dvc"
# A changed receipt must not verify, or the lines above say nothing.
python3 - "receipts/${ids[0]}.dvc" forged.dvc <<'EOF'
import sys

octets = bytearray(open(sys.argv[1], "rb").read())
octets[-8] ^= 1
open(sys.argv[2], "wb").write(octets)
EOF
if "$kepilctl" receipt verify forged.dvc --trust published >/dev/null; then
  fail "kepilctl verifies a forged receipt"
fi
if openssl cms -verify -inform DER -purpose any -CAfile published/anchors.pem \
  -in forged.dvc -out /dev/null 2>/dev/null; then
  fail "openssl verifies a forged receipt"
fi
echo "a receipt with one bit changed is refused by both"

step "Everything came out as expected"
if [ "$keep" -eq 1 ]; then
  cat <<EOF
kepild still runs. Files: $folder
Try, for instance:
  export KEPIL_SERVER=$KEPIL_SERVER KEPIL_CA=$KEPIL_CA
  export KEPIL_CERT=$folder/tls/relying-party.pem KEPIL_KEY=$folder/tls/relying-party.key
  PATH=$bin/services/kepilctl:\$PATH
  cd $folder
  kepilctl validate documents
  kepilctl receipt get ${ids[0]} --body
  kepilctl receipt verify receipts/${ids[0]}.dvc --trust published
  openssl asn1parse -inform DER -in receipts/${ids[0]}.dvc -i
  kepilctl status
  kepilctl log checkpoint
  curl http://$(address TILES)/receipts/checkpoint
  curl http://$(address METRICS)/metrics
End it with: kill ${processes[*]}; rm -r $folder
EOF
fi
