#!/usr/bin/env bash
# Brings an instance to a wanted state, as a deployment pipeline would. It may be run again and again: what is so already
# is left alone, and so is what others have put into the instance.
#
#   . .portcullis/env
#   openapi/examples/provision.sh [INSTANCE]
#
# INSTANCE is an id (default: orders). PORTCULLIS_API and PORTCULLIS_ADMIN_TOKEN say where, and who asks;
# PORTCULLIS_UPSTREAM is where the requests shall go.
set -euo pipefail

INSTANCE=${1:-orders}
UPSTREAM=${PORTCULLIS_UPSTREAM:-http://127.0.0.1:8090}
RULE=orders
# What belongs to us: a route and a rule, with the fields that we care for.
# shellcheck disable=SC2016 # $upstream is a variable of jq
WANTED='{
  "routes": [{
    "name": "orders",
    "paths": [{"match": "PREFIX", "value": "/orders"}],
    "upstream": {"targets": [{"url": $upstream}]}
  }],
  "rules": [{
    "name": "orders",
    "enabled": true,
    "issuer": "https://issuer.example",
    "audiences": ["orders"],
    "jwksUri": "https://issuer.example/jwks.json",
    "authorizationMode": "WHITELIST"
  }]
}'
PUBLIC_PATHS='["/orders/health", "/orders/docs"]'
CLOCK_SKEW_SECONDS=30
WAIT_SECONDS=10
ATTEMPTS=5

say() { printf '%s\n' "$*"; }

fail() {
  printf 'provision: %s\n' "$*" >&2
  exit 1
}

for tool in curl jq; do
  command -v "$tool" >/dev/null || fail "$tool is not installed (expected: curl and jq)"
done
[[ -n ${PORTCULLIS_API:-} ]] || fail "PORTCULLIS_API is not set (expected: an address like http://127.0.0.1:8080/api/v1)"
[[ -n ${PORTCULLIS_ADMIN_TOKEN:-} ]] || fail "PORTCULLIS_ADMIN_TOKEN is not set (expected: a management token)"

# The token goes to curl in a file: arguments are seen by everybody on the machine.
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
(umask 077 && printf 'Authorization: Bearer %s\n' "$PORTCULLIS_ADMIN_TOKEN" >"$work/token")

# call METHOD PATH [curl's arguments]: $status, and the answer in $work/fields and $work/body. A lost answer makes curl send
# the request again, which is safe for everything that is sent here.
call() {
  local method=$1 path=$2
  shift 2
  status=$(curl -sS -X "$method" -H "@$work/token" --retry 3 --retry-all-errors --max-time 60 \
    -D "$work/fields" -o "$work/body" -w '%{http_code}' "$@" "$PORTCULLIS_API$path") ||
    fail "$method $path: no answer"
}

# write METHOD PATH BODY [curl's arguments]: answered once every live node enforces it, or the time is up.
write() {
  local method=$1 path=$2 body=$3
  shift 3
  call "$method" "$path" -H 'Content-Type: application/json' -H "Prefer: wait=$WAIT_SECONDS" --data-binary "@$body" "$@"
}

# The value of a field of the last answer.
field() {
  sed -n "s/^$1: *//Ip" "$work/fields" | tr -d '\r' | tail -n 1
}

# Ends here unless the last answer has one of these statuses; a problem is told with all that it names.
expect() {
  local doing=$1 wanted
  shift
  for wanted in "$@"; do
    [[ $status == "$wanted" ]] && return
  done
  {
    printf 'provision: %s: refused with %s\n' "$doing" "$status"
    jq -r '"  \(.code): \(.detail // .title)", (.violations[]? | "  \(.field): \(.message)")' "$work/body" 2>/dev/null ||
      printf '  the answer is no problem document\n'
  } >&2
  exit 1
}

create_instance() {
  jq -n --arg id "$INSTANCE" '{id: $id, name: $id}' >"$work/instance.json"
  write POST /instances "$work/instance.json" -H 'If-None-Match: *'
  expect "creating the instance $INSTANCE" 201 412
  if [[ $status == 201 ]]; then
    say "instance $INSTANCE: created"
  else
    say "instance $INSTANCE: is there"
  fi
}

# The document is what the instance is now, with our routes and rules put in. If-Match makes sure that nobody's change gets
# lost that comes between the reading and the writing; then both are done again.
apply_document() {
  local attempt tag plan
  for ((attempt = 1; attempt <= ATTEMPTS; attempt++)); do
    call GET "/instances/$INSTANCE:export"
    expect "reading the instance $INSTANCE" 200
    tag=$(field ETag)
    jq --arg upstream "$UPSTREAM" '
      def put($wanted): reduce $wanted[] as $w (.;
        if any(.[]; .name == $w.name) then map(if .name == $w.name then . * $w else . end) else . + [$w] end);
      '"$WANTED"' as $wanted | .routes |= put($wanted.routes) | .rules |= put($wanted.rules)' \
      "$work/body" >"$work/document.json"

    write POST "/instances/$INSTANCE:apply?dryRun=true" "$work/document.json" -H "If-Match: $tag"
    [[ $status == 412 ]] && continue
    expect "planning" 200
    plan=$(jq -r '.changes[] | "  \(.action) \(.kind) \(.name // .id)" +
      if .action == "UPDATED" then ": " + ([.fields[].field] | join(", ")) else "" end' "$work/body")
    if [[ -z $plan ]]; then
      say "document: nothing to do"
      return
    fi
    say "document:" && say "$plan"

    write POST "/instances/$INSTANCE:apply" "$work/document.json" -H "If-Match: $tag"
    [[ $status == 412 ]] && continue
    expect "applying the document" 200
    applied "document"
    return
  done
  fail "applying the document: somebody else was faster $ATTEMPTS times"
}

find_rule() {
  call GET "/instances/$INSTANCE/rules?name=$RULE"
  expect "looking for the rule $RULE" 200
  rule=$(jq -r '.items[0].id // empty' "$work/body")
  [[ -n $rule ]] || fail "the rule $RULE is gone (expected: as it was just applied)"
}

# Only those that are missing. The key is new for each run: it tells a request that is sent again from a new one.
add_authorizations() {
  local token='' path="/instances/$INSTANCE/rules/$rule/authorizations"
  printf '[]' >"$work/present.json"
  while :; do
    call GET "$path?pageSize=500${token:+&pageToken=$token}"
    expect "reading the authorizations" 200
    jq -s '.[0] + .[1].items' "$work/present.json" "$work/body" >"$work/more.json"
    mv -- "$work/more.json" "$work/present.json"
    token=$(jq -r '.nextPageToken // empty' "$work/body")
    [[ -n $token ]] || break
  done
  jq --argjson paths "$PUBLIC_PATHS" '[.[] | select(.path.match == "PREFIX" and .host == "*") | .path.value] as $present
    | {create: [($paths - $present)[] | {path: {match: "PREFIX", value: .}}]}' "$work/present.json" >"$work/batch.json"
  if jq -e '.create == []' "$work/batch.json" >/dev/null; then
    say "authorizations: nothing to do"
    return
  fi
  write POST "$path:batch" "$work/batch.json" -H "Idempotency-Key: $(</proc/sys/kernel/random/uuid)"
  expect "adding authorizations" 200
  say "authorizations: $(jq .created "$work/body") added"
  applied "authorizations"
}

# Read, decide, and write only if it is still what was read.
set_clock_skew() {
  local attempt path="/instances/$INSTANCE/rules/$rule"
  jq -n --argjson seconds "$CLOCK_SKEW_SECONDS" '{clockSkew: $seconds}' >"$work/patch.json"
  for ((attempt = 1; attempt <= ATTEMPTS; attempt++)); do
    call GET "$path"
    expect "reading the rule $RULE" 200
    if [[ $(jq .clockSkew "$work/body") == "$CLOCK_SKEW_SECONDS" ]]; then
      say "clock skew: nothing to do"
      return
    fi
    write PATCH "$path" "$work/patch.json" -H "If-Match: $(field ETag)"
    [[ $status == 412 ]] && continue
    expect "changing the rule $RULE" 200
    say "clock skew: $CLOCK_SKEW_SECONDS seconds now"
    applied "clock skew"
    return
  done
  fail "changing the rule $RULE: somebody else was faster $ATTEMPTS times"
}

# How far the last write has come, by its own answer.
applied() {
  say "$1: revision $(field Portcullis-Revision), $(field Portcullis-Propagation)"
}

show_propagation() {
  call GET "/instances/$INSTANCE/propagation"
  expect "reading how far it has come" 200
  jq -r '"revision \(.revision): \(.state), enforced by \(.nodes.applied) of \(.nodes.known) nodes"' "$work/body"
  case $(jq -r .state "$work/body") in
    APPLIED) ;;
    NO_NODES) say "no node serves $INSTANCE yet" ;;
    *) fail "revision $(jq .revision "$work/body") is not enforced everywhere" ;;
  esac
}

create_instance
apply_document
find_rule
add_authorizations
set_clock_skew
show_propagation
