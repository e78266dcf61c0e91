# shellcheck shell=bash disable=SC2154,SC2034
# Cases of launch/faults: files, folders and disks.

# The newest checkpoint of a run that was stopped in mid-run.
stopped_run() {
  start && wait_for_steps 300 && kill -TERM "$job" && expect_code 75
  newest=$run/out/checkpoints/$(readlink "$run/out/checkpoints/last")
}

# flip_bit FILE PLACE: changes one bit of the byte at a place.
flip_bit() {
  local byte
  byte=$(od -An -tu1 -j "$2" -N 1 "$1")
  # shellcheck disable=SC2059
  printf "\\x$(printf %02x $((byte ^ 16)))" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

case_flipped_bit() {
  stopped_run && flip_bit "$newest/model.safetensors" 20000 &&
    start --resume auto && expect_message 10 'passed over.*the tensor .* does not match its checksum' && expect_code 0 &&
    expect_same_weights 2000
}

case_truncated() {
  stopped_run && truncate -s 8192 "$newest/optimizer.safetensors" &&
    start --resume auto && expect_message 10 'passed over.*has 8192 bytes' && expect_code 0 && expect_same_weights 2000
}

# on_small_disk SIZE COMMAND…: with $run/out as a file system of its own of that size, or `ro` for one that is read-only.
on_small_disk() {
  local mode=size=$1
  if [[ $1 == ro ]]; then mode=ro; fi
  mkdir -p "$run/out"
  # shellcheck disable=SC2016
  unshare --mount bash -c 'mount -t tmpfs -o "$0" tmpfs "$1" && shift && exec "$@"' "$mode" "$run/out" "${@:2}"
}

case_read_only_folder() {
  local code=0
  # shellcheck disable=SC2046
  on_small_disk ro $(mpirun_line) train "$run/config.yaml" >"$run/log" 2>&1 </dev/null || code=$?
  expect "exit code 74, not $code" test "$code" -eq 74 && expect "the reason" grep -q 'Read-only file system' "$run/log" &&
    expect "the folder" grep -q "$run/out" "$run/log" && expect "no step" bash -c "! grep -q '^step' '$run/log'"
}

case_disk_full() {
  # There is room for one checkpoint and half of another.
  local code=0
  # shellcheck disable=SC2016
  printf '#!/bin/sh\n"$@"; code=$?; %q checkpoint verify %q; exit "$code"\n' "$program" "$run/out" >"$run/then-verify"
  chmod +x "$run/then-verify"
  # shellcheck disable=SC2046
  on_small_disk 3m "$run/then-verify" "$program" launch -- $(mpirun_line) train "$run/config.yaml" \
    >"$run/log" 2>&1 </dev/null || code=$?
  expect "exit code 74, not $code" test "$code" -eq 74 && expect_no_restart &&
    expect "path and need" grep -qE "$run/out/.*No space left on device \([0-9]+ bytes still to be written" "$run/log" &&
    expect "the checkpoint before" grep -q 'step-00000100: all .* files are intact' "$run/log"
}

case_slow_disk() {
  # The other rank waits for a checkpoint that takes longer than it would wait in a step.
  build_library faulty-calls || return 1
  FOVEA_FAULT_PATH=$run/out/checkpoints/ FOVEA_FAULT_KIND=pause FOVEA_FAULT_AT=150 FOVEA_FAULT_MARK=$run/saving \
    LD_PRELOAD=$work/faulty-calls.so start --set checkpoints.in_background=false --set watchdog.stall_seconds=1 \
    --set watchdog.stall_steps=2
  wait_for_file "$run/saving" && expect_code 0 && expect_no_restart && expect_same_weights 2000
}

case_second_job() {
  local code=0
  # Long enough that the first still runs when the second has waited for its lock.
  start --set training.maximum_steps=1000000 --set training.epochs=1000000 && wait_for_steps 50 || return 1
  "$program" train "$run/config.yaml" --resume auto >"$run/second" 2>&1 || code=$?
  expect "the second to be refused" test "$code" -eq 78 && expect "the holder's name" grep -q 'in use by process' \
    "$run/second" && kill -TERM "$job" && expect_code 75 &&
    expect "an intact checkpoint" "$program" checkpoint verify "$run/out/checkpoints/last"
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

# A checkpoint's writing is broken off at every system call, in five ways side by side. Whatever was left must be whole;
# after every fifth of them the run is continued too, to the weights of one that was never disturbed.
case_checkpoint_calls() {
  local calls kind processes=() process code=0
  build_library faulty-calls || return 1
  write_configuration 4
  "$program" train "$run/config.yaml" >/dev/null 2>&1 && mv "$run/out" "$run/base"
  write_configuration 8
  broken none 0 && mv "$run/none" "$run/undisturbed" || return 1
  calls=$(<"$run/none-count")
  for kind in kill torn enospc eio short; do
    break_calls "$kind" "$calls" &
    processes+=($!)
  done
  for process in "${processes[@]}"; do wait "$process" || code=1; done
  detected="$((5 * calls)) broken writes"
  return "$code"
}

# break_calls KIND CALLS: each of the calls in this way, in the folder $run/KIND.
break_calls() {
  local kind=$1 calls=$2 call code killed=0 told=0 harmless=0 checkpoints=$run/$1/checkpoints
  local undisturbed=$run/undisturbed/checkpoints/last/model.safetensors
  for ((call = 1; call <= calls; call++)); do
    code=0
    broken "$kind" "$call" || code=$?
    # What fails where nothing is lost by it does no harm, such as the removal of what earlier writers left.
    case $code in
      0) harmless=$((harmless + 1)) ;;
      74) told=$((told + 1)) ;;
      137) killed=$((killed + 1)) ;;
      *) expect "exit code 0, 74 or 137 after '$kind' at call $call, not $code" false || return 1 ;;
    esac
    expect "whole checkpoints after '$kind' at call $call" "$program" checkpoint verify "$run/$kind" >/dev/null || return 1
    expect "the older checkpoint after '$kind' at call $call" test -d "$checkpoints/step-00000004" || return 1
    ((call % 5 == 0)) || continue
    expect "to go on after '$kind' at call $call" "$program" train "$run/config.yaml" --set "output=$run/$kind" \
      --resume auto >/dev/null 2>&1 && expect "the weights of an undisturbed run after '$kind' at call $call" \
      cmp "$checkpoints/last/model.safetensors" "$undisturbed" || return 1
  done
  say "checkpoint-calls: '$kind' at each of $calls calls: $killed killed, $told told with 74, $harmless without harm"
}

# broken KIND CALL: continues a copy of the run $run/base, in the folder $run/KIND, with that call broken.
broken() {
  rm -rf "${run:?}/$1"
  cp -a "$run/base" "$run/$1"
  # In a shell of its own, which lives on to hide its message about the killed process.
  (env LD_PRELOAD="$work/faulty-calls.so" FOVEA_FAULT_PATH="$run/$1/checkpoints/" FOVEA_FAULT_KIND="$1" \
    FOVEA_FAULT_AT="$2" FOVEA_FAULT_COUNT="$run/$1-count" "$program" train "$run/config.yaml" --set "output=$run/$1" \
    --resume auto >"$run/$1-log" 2>&1 || exit $?) 2>/dev/null
}
