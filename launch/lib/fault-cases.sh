# shellcheck shell=bash
# The cases of launch/faults and what they are made of. Each case_NAME gets an empty folder in $run and ends with 0 when all
# was as it should be; it tells what was not by `expect`.

# Set by launch/faults: the program to test, and a folder for all cases.
: "${program:?}" "${work:?}"
job='' run='' case_name='' detected=''

# --- What the cases are made of -----------------------------------------------------------------------------------------

# A tokenizer and a dozen pairs, shared by all cases.
prepare_data() {
  local number
  for number in {0..11}; do
    printf '{"source": "int twice%d(int n)", "target": "doubles number %d"}\n' "$number" "$number"
  done >"$work/pairs.jsonl"
  "$program" tokenizer train --input "$work/pairs.jsonl" --field source --field target --vocabulary-size 300 \
    --sentinels 0 --output "$work/tokenizer" 2>/dev/null
}

# write_configuration STEPS: in $run/config.yaml, a run of so many steps with a checkpoint after each hundredth.
write_configuration() {
  cat >"$run/config.yaml" <<YAML
output: $run/out
task: pairs
tokenizer: $work/tokenizer
data: {train: {file: $work/pairs.jsonl}, valid: {file: $work/pairs.jsonl}}
model: {shape: {model_width: 64, head_width: 16, heads: 4, feed_forward_width: 128, encoder_layers: 2, decoder_layers: 2}}
batch: {batch_tokens: 128}
optimizer: {learning_rate: 1.0e-3}
schedule: {decay: constant}
training: {epochs: 1000000, maximum_steps: $1}
validation: {every_steps: 500, generated_samples: 0}
checkpoints: {every_steps: 100, keep: 3}
YAML
}

# The mpirun line of two ranks on this machine.
mpirun_line() {
  set_mpirun_flags 2 1 none
  echo "mpirun ${MPIRUN_FLAGS[*]} -x OPENBLAS_NUM_THREADS=1 -x FOVEA_THREADS=1 $program"
}

# start [OPTIONS of fovea train]: the supervised job in the background, its messages in $run/log.
start() {
  # shellcheck disable=SC2046
  setsid "$program" launch --retries 5 --launch-timeout 30 --exit-timeout 15 -- $(mpirun_line) train \
    "$run/config.yaml" "$@" >"$run/log" 2>&1 </dev/null &
  job=$!
}

end_job() {
  [[ -n $job ]] || return 0
  local process
  # The command line of the job's processes names a folder that is theirs alone.
  for process in "$job" $(pgrep -f -- "train $run/config.yaml"); do kill -KILL "$process" 2>/dev/null || true; done
  job=''
}

steps_taken() {
  local count
  count=$(grep -c '"event":"step"' "$run/out/events.jsonl" 2>/dev/null) || true
  echo "${count:-0}"
}

# wait_for_steps COUNT: until the events tell of so many steps in all.
wait_for_steps() {
  local tries
  for ((tries = 0; tries < 1200; tries++)); do
    (($(steps_taken) >= $1)) && return 0
    sleep 0.05
  done
  expect "$1 steps within a minute" false
}

# wait_for_more_steps COUNT: until another step and then so many more have been taken, or the job has ended.
wait_for_more_steps() {
  local goal
  goal=$(($(steps_taken) + 1 + $1))
  while (($(steps_taken) < goal)) && kill -0 "$job" 2>/dev/null; do sleep 0.02; done
}

# rank_process RANK: the process that is this rank of the case's job.
rank_process() {
  local process
  for process in $(pgrep -f -- "train $run/config.yaml"); do
    if { tr '\0' '\n' <"/proc/$process/environ"; } 2>/dev/null | grep -qx "OMPI_COMM_WORLD_RANK=$1" &&
      [[ $(readlink "/proc/$process/exe") == "$program" ]]; then
      echo "$process"
      return
    fi
  done
}

# mpirun_process: the launcher of the case's job.
mpirun_process() {
  local process
  for process in $(pgrep -f -- "train $run/config.yaml"); do
    if [[ $(readlink "/proc/$process/exe") == *orterun* || $(readlink "/proc/$process/exe") == *mpirun* ]]; then
      echo "$process"
      return
    fi
  done
}

# expect WHAT COMMAND…: tells what was expected, and ends the case, unless the command succeeds.
expect() {
  local what=$1
  shift
  "$@" || {
    say "${case_name//_/-}: expected $what"
    if [[ -r $run/log ]]; then tail -n "${FAULTS_LOG_LINES:-30}" "$run/log" | sed 's/^/    /' >&2; fi
    return 1
  }
}

# expect_message SECONDS PATTERN: in the job's messages, within so many seconds from now.
expect_message() {
  local tries start=$EPOCHREALTIME
  for ((tries = 0; tries < $1 * 20; tries++)); do
    if grep -qE "$2" "$run/log"; then
      detected=$(awk "BEGIN {printf \"%.1f s\", $EPOCHREALTIME - $start}")
      return 0
    fi
    sleep 0.05
  done
  expect "'$2' within $1 s" false
}

# expect_code CODE: of the supervisor when it ends.
expect_code() {
  local code=0
  wait "$job" || code=$?
  job=''
  expect "exit code $1, not $code" test "$code" -eq "$1"
}

# The weights of an undisturbed run of so many steps, made once.
reference() {
  local file=$work/reference-$1 kept=$run
  if [[ ! -r $file ]]; then
    run=$work/undisturbed-$1
    mkdir -p "$run"
    write_configuration "$1"
    # shellcheck disable=SC2046
    $(mpirun_line) train "$run/config.yaml" >"$run/log" 2>&1 </dev/null
    sha256sum <"$run/out/checkpoints/last/model.safetensors" >"$file"
    run=$kept
  fi
  cat "$file"
}

# expect_same_weights STEPS: as the undisturbed run's.
expect_same_weights() {
  expect "the weights of a run without faults" \
    test "$(sha256sum <"$run/out/checkpoints/last/model.safetensors")" = "$(reference "$1")"
}

run_case() {
  local start=$SECONDS outcome=passed
  case_name=$1 run=$work/$1 detected=''
  mkdir -p "$run"
  write_configuration 2000
  reference 2000 >/dev/null
  start=$SECONDS
  "case_$1" || outcome=FAILED
  end_job
  say "$(printf '%-28s %s in %d s%s' "${1//_/-}" "$outcome" $((SECONDS - start)) "${detected:+, named after $detected}")"
  [[ $outcome == passed ]]
}

# comes_back PATTERN: the fault is named, the job restarts and ends as if nothing had been.
comes_back() {
  expect_message 10 "$1" && expect_code 0 && expect "a restart" grep -q 'launch: restart 1' "$run/log" &&
    expect_same_weights 2000
}

# --- Processes ----------------------------------------------------------------------------------------------------------

case_rank_killed() {
  start && wait_for_steps 300 && kill -KILL "$(rank_process 1)" &&
    comes_back 'process rank 1 with PID .* exited on signal 9'
}

case_rank_crashed() {
  # Swift's runtime prints a backtrace and lets the instruction fault again, which one that was only signalled does not.
  local rank
  start && wait_for_steps 300 && rank=$(rank_process 0) && kill -SEGV "$rank" && expect_message 10 'Program crashed' &&
    expect_message 10 'Backtrace took' && kill -SEGV "$rank" && comes_back 'process rank 0 with PID .* exited on signal 11'
}

case_rank_stopped() {
  start && wait_for_steps 300 && kill -STOP "$(rank_process 1)" &&
    comes_back 'watchdog of rank 0: rank 1 on .* has not been heard of'
}

case_launcher_killed() {
  start && wait_for_steps 300 && kill -KILL "$(mpirun_process)" &&
    comes_back 'launch: ended at step [0-9]+ with code 137'
}

case_short_stop() {
  local rank
  start && wait_for_steps 300 && rank=$(rank_process 1) && kill -STOP "$rank" && sleep 3 && kill -CONT "$rank" &&
    expect_code 0 && expect "no restart" bash -c "! grep -q 'launch: restart' '$run/log'" && expect_same_weights 2000
}

case_slow_rank() {
  # Nine tenths of the time of one rank is taken away; it must not be taken for dead.
  local rank
  start && wait_for_steps 300 && rank=$(rank_process 1) && {
    for _ in {1..20}; do kill -STOP "$rank"; sleep 0.18; kill -CONT "$rank"; sleep 0.02; done
  } && expect_code 0 && expect "no restart" bash -c "! grep -q 'launch: restart' '$run/log'" && expect_same_weights 2000 &&
    expect "the slow rank's name" grep -q 'warning: rank 1 on .* times as long' "$run/log"
}

# --- Signals ------------------------------------------------------------------------------------------------------------

case_asked_to_stop() {
  start && wait_for_steps 300 && kill -TERM "$job" && kill -TERM "$job" && expect_message 10 'asks for a stop' &&
    expect_code 75 && expect "no restart" bash -c "! grep -q 'launch: restart' '$run/log'" &&
    expect "a reason" grep -q '"reason":"signal"' "$run/out/events.jsonl" &&
    start --resume auto && expect_code 0 && expect_same_weights 2000 &&
    expect "no step done twice" test "$(steps_taken)" -eq 2000
}

case_stop_file() {
  start && wait_for_steps 300 && touch "$run/out/stop" && expect_code 75 &&
    expect "no restart" bash -c "! grep -q 'launch: restart' '$run/log'" &&
    start --resume auto && expect_code 0 && expect_same_weights 2000
}

# --- Files --------------------------------------------------------------------------------------------------------------

# The newest checkpoint of a run that was stopped in mid-run.
stopped_run() {
  start && wait_for_steps 300 && kill -TERM "$job" && expect_code 75
  newest=$run/out/checkpoints/$(readlink "$run/out/checkpoints/last")
}

case_flipped_bit() {
  stopped_run && printf '\x55' | dd of="$newest/model.safetensors" bs=1 seek=20000 conv=notrunc status=none &&
    start --resume auto && expect_message 10 'passed over.*the tensor .* does not match its checksum' && expect_code 0 &&
    expect_same_weights 2000
}

case_truncated() {
  stopped_run && truncate -s 8192 "$newest/optimizer.safetensors" &&
    start --resume auto && expect_message 10 'passed over.*has 8192 bytes' && expect_code 0 && expect_same_weights 2000
}

case_second_job() {
  local code=0
  start && wait_for_steps 50 || return 1
  "$program" train "$run/config.yaml" --resume auto >"$run/second" 2>&1 || code=$?
  expect "the second to be refused" test "$code" -eq 78 && expect "the holder's name" grep -q 'in use by process' \
    "$run/second" && expect_code 0 && expect_same_weights 2000
}

case_changed_learning_rate() {
  stopped_run && start --resume auto --set optimizer.learning_rate=1e-4 && expect_code 78 &&
    expect_message 1 'optimizer.learning_rate' &&
    start --resume auto --set optimizer.learning_rate=1e-4 --allow-change optimizer.learning_rate && expect_code 0
}

case_changed_data() {
  stopped_run && sed 's/number 7/number 8/' "$work/pairs.jsonl" >"$run/other.jsonl" &&
    start --resume auto --set "data.train.file=$run/other.jsonl" --allow-change data.train.file && expect_code 78 &&
    expect_message 1 'the training data is not that of the checkpoint'
}

# A checkpoint's writing is broken off at every system call, in five ways.
case_checkpoint_calls() {
  local base=$run/base library=$run/faulty-calls.so calls call kind
  clang -shared -fPIC -O1 -o "$library" launch/lib/faulty-calls.c -ldl
  write_configuration 100
  "$program" train "$run/config.yaml" >/dev/null 2>&1 && mv "$run/out" "$base"
  write_configuration 200
  broken() { # KIND CALL [COUNT-FILE]
    rm -rf "$run/out"
    cp -a "$base" "$run/out"
    # In a shell of its own, whose message about the killed process nobody needs.
    (env LD_PRELOAD="$library" FOVEA_FAULT_PATH="$run/out/checkpoints/" FOVEA_FAULT_KIND="$1" FOVEA_FAULT_AT="$2" \
      FOVEA_FAULT_COUNT="${3:-/dev/null}" "$program" train "$run/config.yaml" --resume auto >"$run/log" 2>&1) 2>/dev/null
  }
  broken kill 0 "$run/count" || return 1
  calls=$(<"$run/count")
  for kind in kill torn enospc eio short; do
    for ((call = 1; call <= calls; call++)); do
      broken "$kind" "$call" || true
      expect "whole checkpoints after '$kind' at call $call" "$program" checkpoint verify "$run/out" >/dev/null || return 1
      expect "the older checkpoint after '$kind' at call $call" test -d "$run/out/checkpoints/step-00000100" || return 1
    done
  done
  detected="$((5 * calls)) broken writes"
}

# --- Ranks that differ --------------------------------------------------------------------------------------------------

# differing NAME SETTING: rank 1 gets another setting.
differing() {
  local code=0 flags
  set_mpirun_flags 2 1 none
  flags=("${MPIRUN_FLAGS[@]:2}")
  mpirun "${flags[@]}" --quiet -np 1 "$program" train "$run/config.yaml" : -np 1 "${2:-$program}" train "$run/config.yaml" \
    "${@:3}" >"$run/log" 2>&1 </dev/null || code=$?
  expect "exit code 78, not $code" test "$code" -eq 78 && expect "'$1'" grep -q "$1" "$run/log"
}

case_other_setting() { differing 'optimizer.learning_rate: .* on rank 0 .*; .* on rank 1' '' --set optimizer.learning_rate=2e-3; }

case_other_program() {
  cp "$program" "$run/fovea" && echo >>"$run/fovea" && differing 'program: .* on rank 0 .*; .* on rank 1' "$run/fovea"
}

# --- Launching ----------------------------------------------------------------------------------------------------------

case_launch_hangs() {
  printf '#!/bin/sh\nsleep 600\n' >"$run/agent"
  chmod +x "$run/agent"
  "$program" launch --retries 1 --launch-timeout 3 --exit-timeout 5 -- mpirun --allow-run-as-root -np 2 --host elsewhere:2 \
    --mca plm_rsh_agent "$run/agent" "$program" train "$run/config.yaml" >"$run/log" 2>&1 </dev/null &
  job=$!
  expect_message 10 'did not come up within 3 s' || return 1
  local code=0
  wait "$job" || code=$?
  job=''
  expect "a code other than 0" test "$code" -ne 0 && expect "an end to the restarts" grep -q 'not started again' "$run/log"
}

# --- Networks -----------------------------------------------------------------------------------------------------------

# The job over two hosts of the testbed.
start_on_testbed() {
  launch/testbed down 2>/dev/null
  launch/testbed up 2 2>/dev/null
  FOVEA_THREADS=1 TESTBED_SUPERVISE="$program launch --retries 5 --launch-timeout 30 --exit-timeout 15" \
    setsid launch/testbed run -n 2 "$program" train "$run/config.yaml" >"$run/log" 2>&1 </dev/null &
  job=$!
}

end_on_testbed() {
  local code=$?
  launch/testbed down 2>/dev/null
  return "$code"
}

over_network() { "$@"; end_on_testbed; }

case_network_none() { over_network network_none; }
network_none() { start_on_testbed && expect_code 0 && expect_same_weights 2000; }

case_network_daemon_killed() { over_network network_daemon_killed; }
network_daemon_killed() {
  start_on_testbed && wait_for_steps 300 && kill -KILL "$(ip netns pids fovea-host1 | xargs ps -o pid=,comm= -p |
    awk '$2 == "orted" {print $1}')" && comes_back 'lost communication with a remote daemon|has not been heard of'
}

case_network_cut() { over_network network_cut; }
network_cut() {
  start_on_testbed && wait_for_steps 300 && launch/testbed cut 1 && expect_message 10 'has not been heard of|lost comm' &&
    launch/testbed heal 1 && comes_back 'launch: ended'
}

case_network_short_cut() { over_network network_short_cut; }
network_short_cut() {
  start_on_testbed && wait_for_steps 300 && launch/testbed cut 1 3 && expect_code 0 &&
    expect "no restart" bash -c "! grep -q 'launch: restart' '$run/log'" && expect_same_weights 2000
}

case_network_one_way() { over_network network_one_way; }
network_one_way() {
  start_on_testbed && wait_for_steps 300 && launch/testbed mute 1 && expect_message 20 'has not been heard of|lost comm' &&
    launch/testbed heal 1 && expect_code 0 && expect_same_weights 2000
}

# --- Determinism --------------------------------------------------------------------------------------------------------

# deterministic FOLDER COMMAND…: trains with `training.deterministic` and prints the hash of the weights.
deterministic() {
  local folder=$run/$1
  shift
  FOVEA_THREADS=1 "$@" "$program" train "$run/config.yaml" --set training.deterministic=true \
    --set training.maximum_steps=300 --set "output=$folder" >"$run/log" 2>&1 </dev/null &&
    sha256sum <"$folder/checkpoints/last/model.safetensors"
}

case_deterministic() {
  local alone ranks
  alone=$(deterministic alone env) || return 1
  for ranks in 2 4 8; do
    set_mpirun_flags "$ranks" 1 none
    expect "the weights of one rank on $ranks" test "$(deterministic "on-$ranks" mpirun "${MPIRUN_FLAGS[@]}")" = "$alone" ||
      return 1
  done
}

case_network_deterministic() { over_network network_deterministic; }
network_deterministic() {
  local alone
  alone=$(deterministic alone env) && launch/testbed down 2>/dev/null && launch/testbed up 4 2>/dev/null &&
    expect "the weights of one rank on four hosts" \
      test "$(deterministic hosts launch/testbed run -n 4)" = "$alone"
}

# --- Soak ---------------------------------------------------------------------------------------------------------------

# run_soak COUNT SEED: random faults at random times into one run that is restarted after each; as many steps as it takes.
run_soak() {
  local count=$1 injected=0 kind target restarts start=$SECONDS steps
  declare -A injections=()
  RANDOM=$2 case_name=soak run=$work/soak
  # Swift's handler of crashes would let a process go on that was only signalled.
  export SWIFT_BACKTRACE=enable=no
  mkdir -p "$run"
  # Between two faults a run comes about 300 steps further.
  steps=$((300 * count + 500))
  write_configuration "$steps"
  sed -i 's/every_steps: 500/every_steps: 5000/' "$run/config.yaml"
  # shellcheck disable=SC2046
  setsid "$program" launch --retries 1000 --launch-timeout 30 --exit-timeout 15 -- $(mpirun_line) train \
    "$run/config.yaml" >"$run/log" 2>&1 </dev/null &
  job=$!
  while ((injected < count)) && kill -0 "$job" 2>/dev/null; do
    # Most faults come some steps after the run has come back, some while it starts.
    if ((RANDOM % 8 > 0)); then wait_for_more_steps $((RANDOM % 250)); else sleep "0.$((RANDOM % 10))"; fi
    target=$(rank_process $((RANDOM % 2)))
    case $((RANDOM % 20)) in
      0) kind=STOP ;;
      [1-4]) kind=SEGV ;;
      [5-6]) kind=ABRT ;;
      [7-8]) kind=BUS ;;
      [9]) kind=CONT ;;
      1[0-2]) kind=KILL target=$(mpirun_process) ;;
      *) kind=KILL ;;
    esac
    if [[ -z $target ]] || ! kill "-$kind" "$target" 2>/dev/null; then continue; fi
    injected=$((injected + 1))
    injections[$kind]=$((${injections[$kind]:-0} + 1))
    if ((injected % 20 == 0)); then say "$injected faults, $(steps_taken) steps, $((SECONDS - start)) s"; fi
  done
  expect_code 0
  expect "$count faults before the run is over, not $injected" test "$injected" = "$count" || exit 1
  restarts=$(grep -c 'launch: restart' "$run/log")
  for kind in "${!injections[@]}"; do say "  ${injections[$kind]} × SIG$kind"; done
  say "$injected faults, $restarts restarts, $(steps_taken) steps taken of which $steps count, $((SECONDS - start)) s, seed $2"
  # The undisturbed run has the same configuration but for its folder.
  local disturbed
  disturbed=$(sha256sum <"$run/out/checkpoints/last/model.safetensors")
  mv "$run/out" "$run/disturbed"
  # shellcheck disable=SC2046
  $(mpirun_line) train "$run/config.yaml" >"$run/log" 2>&1 </dev/null
  expect "the weights of a run without faults" \
    test "$disturbed" = "$(sha256sum <"$run/out/checkpoints/last/model.safetensors")" || exit 1
  say "the weights are those of a run without faults, to the bit"
}
