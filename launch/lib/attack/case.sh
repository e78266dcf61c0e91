# shellcheck shell=bash
# What the cases of launch/attack are made of: a folder for each, small sound inputs, the program's outcome, and what is
# expected of it.

# Set by launch/attack: the program to test, and a folder for all cases.
: "${program:?}" "${work:?}"
here='' case_name='' code=0 job=''
# Processes that a case has started in the background.
started=()

list_cases() { declare -F | sed -n 's/^declare -f case_//p' | tr _ -; }

# A tokenizer, a dozen pairs, and some readings of two methods, shared by all cases.
prepare_inputs() {
  local number
  mkdir "$work/inputs"
  cd "$work/inputs" || return 1
  for number in {0..11}; do
    printf '{"source": "int twice%d(int n)", "target": "doubles number %d"}\n' "$number" "$number"
  done >pairs.jsonl
  for number in 0 1; do
    printf '{"method": "sum%d", "code": "int sum(int a, int b) { return a + b; }", "summary": "adds"}\n' "$number"
  done >methods.jsonl
  for number in 0 1; do
    printf '{"participant": "p", "method": "sum%d", "fixations": [{"token": "return", "duration_ms": 90}]}\n' "$number"
  done >scanpaths.jsonl
  seq 1 6 | sed 's/.*/int half& = a \/ &;/' >texts.txt
  "$program" tokenizer train --input pairs.jsonl --field source --field target --vocabulary-size 300 --sentinels 0 \
    --output tokenizer 2>/dev/null &&
    "$program" gaze import scanpaths.jsonl --code methods.jsonl --output trials.jsonl 2>/dev/null >&2
}

# write_configuration STEPS [OUTPUT [EVERY]]: in config.yaml, a run of so many steps, with a checkpoint after every fifth.
write_configuration() {
  cat >config.yaml <<YAML
output: ${2:-run}
task: pairs
tokenizer: $work/inputs/tokenizer
data: {train: {file: $work/inputs/pairs.jsonl}, valid: {file: $work/inputs/pairs.jsonl}}
model: {shape: {model_width: 16, head_width: 8, heads: 2, feed_forward_width: 32, encoder_layers: 1, decoder_layers: 1}}
batch: {batch_tokens: 128}
optimizer: {learning_rate: 1.0e-3}
schedule: {decay: constant}
training: {epochs: 100000, maximum_steps: $1}
validation: {every_steps: 100000, generated_samples: 0}
checkpoints: {every_steps: ${3:-5}, keep: 3}
YAML
}

# fovea ARGUMENTS…: runs the program to its end, within a minute; leaves its exit code in `code` and its streams in the
# files `output` and `log`.
fovea() {
  code=0
  timeout --kill-after=5 60 "$program" "$@" >output 2>log </dev/null || code=$?
}

# train_in_background [ARGUMENTS…]: a long run; its number is in `job`, its messages in the file `log`.
train_in_background() {
  write_configuration 100000
  "$program" train config.yaml --threads 1 "$@" >output 2>log </dev/null &
  job=$!
  started+=("$job")
}

# ends_with CODE: waits for the background job, which is killed after a minute.
ends_with() {
  local tries
  for ((tries = 0; tries < 600; tries++)); do
    kill -0 "$job" 2>/dev/null || break
    sleep 0.1
  done
  kill -KILL "$job" 2>/dev/null || true
  code=0
  wait "$job" 2>/dev/null || code=$?
  expect "exit code $1, not $code" test "$code" -eq "$1"
}

# wait_until WHAT COMMAND…: until the command succeeds, at most a minute.
wait_until() {
  local tries
  for ((tries = 0; tries < 600; tries++)); do
    "${@:2}" 2>/dev/null && return 0
    sleep 0.1
  done
  expect "$1 within a minute" false
}

has_steps() { (($(grep -c '"event":"step"' "${2:-run}/events.jsonl") >= $1)); }

end_started() {
  local process
  for process in "${started[@]}"; do kill -KILL "$process" 2>/dev/null || true; done
  started=()
}

# expect WHAT COMMAND…: tells what was expected, and fails, unless the command succeeds.
expect() {
  local what=$1
  shift
  "$@" || {
    say "${case_name//_/-}: expected $what"
    if [[ -r $here/log ]]; then tail -n 8 "$here/log" | cut -c1-200 | sed 's/^/    /' >&2; fi
    return 1
  }
}

expect_code() { expect "exit code $1, not $code${2:+, of $2}" test "$code" -eq "$1"; }
expect_no_crash() { expect "an exit code below 128, not $code${1:+, of $1}" test "$code" -lt 128 -a "$code" -ne 124; }
# expect_refusal WHAT: an error that tells why.
expect_refusal() {
  expect "a refusal of '$1', not exit code $code" test "$code" -ge 1 -a "$code" -lt 124 && expect_message '.'
}
expect_message() { expect "the message '$1'" grep -qE -- "$1" "${2:-log}"; }

# expect_json FILE: every line is JSON.
expect_json() {
  expect "nothing but JSON in $1" python3 -c 'import json, sys
for line in open(sys.argv[1], "rb"): json.loads(line)' "$1"
}

expect_intact() { expect "intact checkpoints in $1" "$program" checkpoint verify "$1" >/dev/null; }
# expect_same FILE SUM: the file still has that checksum.
checksum() { sha256sum <"$1"; }
expect_same() { expect "$1 to be unchanged" test "$(checksum "$1")" = "$2"; }

# skip REASON: ends the case.
skip() {
  say "${case_name//_/-}: $1"
  exit 77
}

needs_root() { ((EUID == 0)) || skip "this needs root"; }

# apart COMMAND…: in mount and process namespaces of its own, with an empty /dev/shm; its mounts end with it. The
# functions of the cases are not there.
apart() {
  # shellcheck disable=SC2016
  unshare --mount --pid --fork --mount-proc --ipc --kill-child bash -c '
    mount -t tmpfs tmpfs /dev/shm && exec "$@"' apart "$@"
}

# run_case NAME: in a shell of its own, so that limits and variables that the case sets end with it.
run_case() {
  local start=$SECONDS status=0 outcome=passed
  mkdir -p "$work/$1"
  (
    trap end_started EXIT
    case_name=$1 here=$work/$1 code=0
    cd "$here" && "case_$1"
  ) || status=$?
  case $status in
    0) ;;
    77) outcome=skipped ;;
    *) outcome=FAILED ;;
  esac
  say "$(printf '%-34s %s in %d s' "${1//_/-}" "$outcome" $((SECONDS - start)))"
  [[ $outcome != FAILED ]]
}

# run_cases [NAME…]: these, or all.
run_cases() {
  local names=("$@") name failed=()
  if ((${#names[@]} == 0)); then mapfile -t names < <(list_cases | tr - _); fi
  for name in "${names[@]}"; do
    declare -F "case_$name" >/dev/null || refuse 64 "there is no case '${name//_/-}'" "See launch/attack --list."
  done
  prepare_inputs || refuse 1 "the small inputs cannot be made" "Try $program tokenizer train --help."
  for name in "${names[@]}"; do run_case "$name" || failed+=("${name//_/-}"); done
  ((${#failed[@]} == 0)) || refuse 1 "failed: ${failed[*]}" "The messages above say what was expected."
  say "all ${#names[@]} cases passed or were skipped"
}
