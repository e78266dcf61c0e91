# shellcheck shell=bash disable=SC2154,SC2034
# Cases of launch/attack: signals before a run's first step, and to commands that write.

# start_that_waits: a run whose data come from a pipe that stays open and empty.
start_that_waits() {
  write_configuration 100000
  mkfifo pipe
  exec 3<>pipe
  printf '{"source' >&3
  "$program" train config.yaml --threads 1 --set data.train.file=pipe >output 2>log </dev/null 3>&- &
  job=$!
  started+=("$job")
  wait_until "the run's folder" test -e run/lock && sleep 0.3
}

case_signal_before_the_first_step() {
  local name
  for name in TERM USR1 HUP; do
    rm -rf run pipe
    # Within five seconds it looks for a safe place, of which there is none.
    start_that_waits && kill "-$name" "$job" && ends_with 75 || return 1
    exec 3>&-
  done
}

case_two_signals_before_the_first_step() {
  local begin
  start_that_waits && begin=$EPOCHREALTIME && kill -TERM "$job" && sleep 0.2 && kill -TERM "$job" && ends_with 75 || return 1
  exec 3>&-
  expect "an end before the five seconds of one signal" awk "BEGIN {exit !($EPOCHREALTIME - $begin < 4.8)}"
}

case_signals_while_starting() {
  # At many instants of a start; whatever is there then must be whole, and the run must come to its end.
  local delay
  for delay in 0.001 0.005 0.01 0.02 0.03 0.05 0.08 0.12 0.2 0.3; do
    rm -rf run
    write_configuration 30 run 10
    "$program" train config.yaml --threads 1 >output 2>log </dev/null &
    job=$!
    started+=("$job")
    sleep "$delay"
    kill -TERM "$job"
    code=0
    wait "$job" 2>/dev/null || code=$?
    # Before the program itself runs, the signal has its usual effect.
    expect "exit code 75, 0 or 143, not $code" test "$code" -eq 75 -o "$code" -eq 0 -o "$code" -eq 143 || return 1
    if [[ -e run/events.jsonl ]]; then expect_json run/events.jsonl || return 1; fi
    fovea train config.yaml --threads 1 --resume auto --set training.maximum_steps=35
    expect_code 0 "a run that was stopped after $delay s" && expect_intact run || return 1
  done
}

case_killed_while_writing() {
  # The old output or the new one, never a part.
  local delay before
  cp "$work/inputs/trials.jsonl" input
  for _ in {1..200}; do cat input; done >many
  mv many input
  fovea gaze import input --output trials.jsonl
  expect_code 0 || return 1
  before=$(checksum trials.jsonl)
  for delay in 0.01 0.03 0.05 0.1 0.15 0.2; do
    # In a shell of its own, which hides its message about the killed process.
    (timeout -s KILL "$delay" "$program" gaze import input --output trials.jsonl >output 2>log </dev/null; true) 2>/dev/null
    expect_same trials.jsonl "$before" || return 1
  done
}
