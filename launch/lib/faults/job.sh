# shellcheck shell=bash
# What the cases of launch/faults are made of: the run of a tiny model that they break, and what they expect of it.

# Set by launch/faults: the program to test, and a folder for all cases.
: "${program:?}" "${work:?}"
job='' run='' case_name='' detected=''
# What a case may change of the job: the number of ranks, and further options of `fovea train`.
ranks=2 options=()

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
training: {epochs: 100000, maximum_steps: $1}
validation: {every_steps: 500, generated_samples: 0}
checkpoints: {every_steps: 100, keep: 3}
YAML
}

# The mpirun line of the ranks on this machine.
mpirun_line() {
  set_mpirun_flags "$ranks" 1 none
  echo "mpirun ${MPIRUN_FLAGS[*]} -x OPENBLAS_NUM_THREADS=1 -x FOVEA_THREADS=1 $program"
}

# start [OPTIONS of fovea train]: the supervised job in the background, its messages in $run/log.
start() {
  # shellcheck disable=SC2046
  setsid "$program" launch --retries 5 --launch-timeout 30 --exit-timeout 15 -- $(mpirun_line) train \
    "$run/config.yaml" "${options[@]}" "$@" >"$run/log" 2>&1 </dev/null &
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

# wait_for_file FILE: until it is there.
wait_for_file() {
  local tries
  for ((tries = 0; tries < 1200; tries++)); do
    [[ -e $1 ]] && return 0
    sleep 0.05
  done
  expect "$1 within a minute" false
}

# build_library NAME, build_program NAME: of launch/lib/faults/NAME.c, as $work/NAME.so or $work/NAME.
build_library() { clang -shared -fPIC -O1 -o "$work/$1.so" "launch/lib/faults/$1.c" -ldl; }
build_program() { clang -O1 -o "$work/$1" "launch/lib/faults/$1.c"; }

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
      detected=$(awk "BEGIN {printf \"named after %.1f s\", $EPOCHREALTIME - $start}")
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

# The weights of an undisturbed run of so many steps with as many ranks and the same options, made once.
reference() {
  local name kept=$run
  name="$1-$ranks-$(printf '%s' "${options[*]}" | cksum | cut -d ' ' -f 1)"
  local file=$work/reference-$name
  if [[ ! -r $file ]]; then
    run=$work/undisturbed-$name
    mkdir -p "$run"
    write_configuration "$1"
    # shellcheck disable=SC2046
    $(mpirun_line) train "$run/config.yaml" "${options[@]}" >"$run/log" 2>&1 </dev/null
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

expect_no_restart() { expect "no restart" bash -c "! grep -q 'launch: restart' '$run/log'"; }

run_case() {
  local start=$SECONDS outcome=passed
  case_name=$1 run=$work/$1 detected='' ranks=2 options=()
  mkdir -p "$run"
  write_configuration 2000
  reference 2000 >/dev/null
  start=$SECONDS
  "case_$1" || outcome=FAILED
  end_job
  say "$(printf '%-28s %s in %d s%s' "${1//_/-}" "$outcome" $((SECONDS - start)) "${detected:+, $detected}")"
  [[ $outcome == passed ]]
}

# comes_back PATTERN: the fault is named, the job restarts and ends as if nothing had been.
comes_back() {
  expect_message 10 "$1" && expect_code 0 && expect "a restart" grep -q 'launch: restart 1' "$run/log" &&
    expect_same_weights 2000
}
