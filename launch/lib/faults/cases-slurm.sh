# shellcheck shell=bash disable=SC2154,SC2034
# Cases of launch/faults: a real Slurm on this machine, of Debian's packages slurmctld, slurmd, slurm-client and munge.

# The folder of a Slurm of this run, from before it comes up until it is down.
slurm_folder=''

take_down_slurm() {
  [[ -n $slurm_folder ]] || return 0
  launch/lib/slurm-here down "$slurm_folder" || true
  slurm_folder=''
}

case_slurm_array() { on_slurm slurm_array; }
case_slurm_srun() { on_slurm slurm_srun; }

# on_slurm COMMAND: with a Slurm that ends with it.
on_slurm() {
  # Local, as that of the caller is not ours to change.
  local code=0 exported SLURM_CONF
  slurm_folder=$run/slurm
  if exported=$(launch/lib/slurm-here up "$slurm_folder"); then
    eval "$exported"
    "$1" || code=1
  else
    cat "$slurm_folder"/*.log >"$run/log" 2>/dev/null || true
    expect "a Slurm on this machine" false || code=1
  fi
  take_down_slurm
  return "$code"
}

# Two runs as an array, each of some forty seconds or more; signalled forty seconds before its limit of a minute it saves, goes
# back into the queue and is resumed there.
slurm_array() {
  local task
  (cd "$run" && "$OLDPWD/launch/slurm" --array 1-2 --ranks-per-host 2 --threads 1 --time 1 --save-before 40 \
    --program "$program" "$run/config.yaml" --set "output=$run/out-{}" --set training.maximum_steps=50000) >"$run/log" 2>&1
  expect "the array to be taken" grep -q 'Submitted batch job' "$run/log" || return 1
  wait_for_steps 300 || return 1
  scancel --batch --signal=USR1 "$(sed -n 's/Submitted batch job //p' "$run/log")"
  wait_for_array || return 1
  cat "$run"/slurm-*.out >"$run/log"
  for task in 1 2; do
    expect "task $task to be done" grep -q '"event":"finished".*"reason":"completed"' "$run/out-$task/events.jsonl" &&
      expect "task $task to have stopped before" grep -q '"reason":"signal"' "$run/out-$task/events.jsonl" &&
      expect "no step of task $task done twice" \
        test "$(grep -c '"event":"step"' "$run/out-$task/events.jsonl")" -eq 10000 || return 1
  done
  expect "both runs to come to the same weights" \
    cmp "$run/out-1/checkpoints/last/model.safetensors" "$run/out-2/checkpoints/last/model.safetensors" &&
    expect "the weights of a run that was never stopped" test "$(reference 10000)" = \
      "$(sha256sum <"$run/out-1/checkpoints/last/model.safetensors")"
}

# Until the queue is empty. The limit only ends what hangs: a task does its 50,000 steps in stretches of twenty seconds, on a
# machine that may be busy.
wait_for_array() {
  local tries
  for ((tries = 0; tries < 3600; tries++)); do
    [[ -n $(squeue --noheader 2>/dev/null) ]] || return 0
    sleep 1
  done
  expect "the array to end within an hour" false
}

# A run whose ranks srun starts, with memory, a prologue, and variables from here and from the prologue. Signalled as before its
# limit, it saves, goes back into the queue and is resumed there, which Slurm does after two minutes.
# shellcheck disable=SC2016
slurm_srun() {
  local folder=$run/out
  printf '%s\n' 'set -eu' 'module() { echo "loaded $2"; }' 'module load openmpi' "export FOVEA_CASE_FOLDER=$folder" \
    'ulimit -c 0' >"$run/prologue"
  sed -i 's/^output: .*/output: ${FOVEA_CASE_FOLDER}/; s/^task: .*/task: ${FOVEA_CASE_TASK}/' "$run/config.yaml"
  (cd "$run" && FOVEA_CASE_TASK=pairs "$OLDPWD/launch/slurm" --mem 2Q --prologue "$run/prologue" --threads 1 config.yaml) \
    >"$run/log" 2>&1 && expect "sbatch to refuse --mem 2Q" false
  expect "sbatch's own words about it" grep -q 'sbatch: error: Invalid --mem specification' "$run/log" || return 1
  (cd "$run" && FOVEA_CASE_TASK=pairs "$OLDPWD/launch/slurm" --launcher srun --mem 1G --prologue "$run/prologue" \
    --env FOVEA_CASE_FOLDER --ranks-per-host 2 --threads 1 --time 30 --program "$program" config.yaml \
    --set training.maximum_steps=10000 -- --comment "a case") >"$run/log" 2>&1
  expect "the job to be taken" grep -q 'Submitted batch job' "$run/log" && wait_for_steps 300 || return 1
  scancel --batch --signal=USR1 "$(sed -n 's/Submitted batch job //p' "$run/log")"
  wait_for_array || return 1
  scontrol show job >"$run/job" && cat "$run"/slurm-*.out >"$run/log"
  expect "the prologue before the run" grep -q '^loaded openmpi' "$run/log" &&
    expect "the ranks from srun" grep -q 'launch: starts srun --mpi=pmix' "$run/log" &&
    expect "the memory to be asked for" grep -q 'MinMemoryNode=1G' "$run/job" &&
    expect "the comment" grep -q 'Comment=a case' "$run/job" &&
    expect "the run to be done" grep -q '"event":"finished".*"reason":"completed"' "$folder/events.jsonl" &&
    expect "it to have stopped before" grep -q '"reason":"signal"' "$folder/events.jsonl" &&
    expect "no step done twice" test "$(grep -c '"event":"step"' "$folder/events.jsonl")" -eq 10000 || return 1
  write_configuration 2000
  expect "the weights of a run that was never stopped" test "$(reference 10000)" = \
    "$(sha256sum <"$folder/checkpoints/last/model.safetensors")"
}
