# shellcheck shell=bash disable=SC2154,SC2034
# Cases of launch/faults: numbers that change in memory, and memory that is not there.

# poke RANK flip|nan: changes weights in the memory of a rank: flips a bit of one that is never used, or makes one NaN that
# always is. The place is found by what stands around it, distances between tokens that do not occur, whose weights stay as
# they were initialised; without weight decay, that is.
poke() {
  local file=$run/out/checkpoints/last/model.safetensors distance=0 header start
  local tensor=encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight
  build_program memory-fault || return 1
  header=$((8 + $(od -An -tu8 -N8 "$file")))
  start=$(head -c "$header" "$file" | grep -ao "\"$tensor\":{[^}]*\"data_offsets\":\[[0-9]*" | grep -ao '[0-9]*$')
  # The tensor has a row of four floats for each of 32 classes of distances; the last two rows are those of far ones.
  if [[ $2 == nan ]]; then distance=-480; fi
  expect "the weights in the memory of rank $1" "$work/memory-fault" "$(rank_process "$1")" "$file" \
    $((header + start + 480)) 32 "$distance" "$2" >/dev/null
}

case_drifted_replica() {
  ranks=3 options=(--set optimizer.weight_decay=0)
  reference 2000 >/dev/null
  start && wait_for_steps 300 && poke 2 flip &&
    comes_back 'the weights of rank 2 on .* differ from those of the others'
}

case_nan_on_one_rank() {
  # Few checkpoints, since the comparison of replicas before each would find it as well.
  options=(--set optimizer.weight_decay=0 --set checkpoints.every_steps=1000)
  start && wait_for_steps 1050 && poke 1 nan &&
    expect_message 10 'step [0-9]+ skipped: the gradient of .* is not finite on rank 1 \(' && expect_code 1 &&
    expect "an end after five steps" grep -q 'not finite in 5 steps in a row.* on rank 1 (' "$run/log" &&
    expect_no_restart && start --resume auto && expect_code 0 && expect_same_weights 2000
}

memory_kills() { awk '$1 == "oom_kill" {print $2}' /proc/vmstat; }

case_out_of_memory() {
  # Something else takes the memory that a rank's control group may use, until the kernel kills the rank for it.
  local group=/sys/fs/cgroup/memory/fovea-faults-$$ limit=memory.limit_in_bytes code=0
  if [[ ! -d /sys/fs/cgroup/memory ]]; then group=/sys/fs/cgroup/fovea-faults-$$ limit=memory.max; fi
  expect "to be root, with memory control groups" mkdir "$group" || return 1
  out_of_memory "$group" "$limit" || code=1
  end_job
  sleep 0.5
  rmdir "$group" || true
  return "$code"
}

out_of_memory() {
  local group=$1 before hog=/dev/shm/fovea-faults-$$
  expect "a limit of memory" test -w "$group/$2" || return 1
  echo 128M >"$group/$2"
  start && wait_for_steps 300 && rank_process 1 >"$group/cgroup.procs" || return 1
  before=$(memory_kills)
  # Files in shared memory count as the memory of who writes them.
  for _ in {1..40}; do
    (echo "$BASHPID" >"$group/cgroup.procs" && dd if=/dev/zero bs=4M count=1 status=none >>"$hog") 2>/dev/null || true
    (($(memory_kills) == before)) || break
  done
  rm -f "$hog"
  expect "a process to be killed for memory" test "$(memory_kills)" -gt "$before" &&
    expect_message 10 'process rank 1 with PID .* exited on signal 9' &&
    comes_back 'launch: [0-9]+ process.* killed for lack of memory'
}

case_tiny_shared_memory() {
  # Too small for gradients and for Open MPI's own segments: sums go by messages, and `fovea doctor` tells what is needed.
  local code=0
  # shellcheck disable=SC2016
  in_tiny_memory() { unshare --mount bash -c 'mount -t tmpfs -o size=1m tmpfs /dev/shm && exec "$@"' bash "$@"; }
  # shellcheck disable=SC2046
  in_tiny_memory $(mpirun_line) doctor --folder "$run" >"$run/log" 2>&1 </dev/null || code=$?
  expect "exit code 78, not $code" test "$code" -eq 78 &&
    expect "the need" grep -qE 'problem +/dev/shm: .* has [01] MB free, 2 ranks need [0-9]+ MB' "$run/log" || return 1
  # shellcheck disable=SC2046
  expect "the run to go on" in_tiny_memory $(mpirun_line) train "$run/config.yaml" >"$run/log" 2>&1 </dev/null &&
    expect_same_weights 2000
}
