# shellcheck shell=bash disable=SC2154,SC2034
# Cases of launch/attack: standard streams that are closed, full, or no longer read.

case_closed_streams() {
  # A file that is opened next would get the number of a closed stream, and the console's text with it.
  write_configuration 10
  "$program" train config.yaml --threads 1 <&- >&- 2>&- || code=$?
  expect_code 0 && expect_json run/events.jsonl && expect_intact run &&
    expect "one line in the lock" test "$(wc -l <run/lock)" -eq 1
}

case_closed_streams_of_a_sweep() {
  write_configuration 5
  printf '%s\n' 'name: two' 'output: sweep' 'configuration: config.yaml' 'dimensions: {seed: {values: [1, 2]}}' \
    'search: {method: grid}' 'objective: {metric: loss}' 'resources: {ranks: 1, threads: 1, slots: 1}' >sweep.yaml
  "$program" sweep run sweep.yaml <&- >&- 2>&- || code=$?
  expect_no_crash && expect_json sweep/journal.jsonl || return 1
  fovea sweep status sweep
  expect_code 0
}

# Commands that print results and need little.
printing() {
  cat <<WORDS
gaze export columns
gaze measures $work/inputs/trials.jsonl
metrics --references $work/inputs/texts.txt --predictions $work/inputs/texts.txt --metrics chrf --json
tokenize --tokenizer $work/inputs/tokenizer --input $work/inputs/pairs.jsonl
corpus check --splits $work/inputs/pairs.jsonl --json
WORDS
}

case_full_output() {
  local words
  while read -r -a words; do
    code=0
    "$program" "${words[@]}" >/dev/full 2>log || code=$?
    expect_code 74 "${words[*]}" && expect_message 'No space left on device' || return 1
  done < <(printing)
}

case_output_that_nobody_reads() {
  local words
  while read -r -a words; do
    code=0
    # The reader is gone before the first byte comes.
    { sleep 0.3; "$program" "${words[@]}" 2>log || echo $? >code; } | true
    expect "a quiet end of ${words[*]}" test ! -s log -a ! -e code || return 1
  done < <(printing)
}

case_errors_that_nobody_reads() {
  local words
  while read -r -a words; do
    code=0
    "$program" "${words[@]}" --no-such-option >/dev/null 2>/dev/full || code=$?
    expect_code 64 "${words[*]}" || return 1
  done < <(printing)
}
