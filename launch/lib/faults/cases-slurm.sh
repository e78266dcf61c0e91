# shellcheck shell=bash disable=SC2154,SC2034
# Cases of launch/faults: a real Slurm on this machine, of Debian's packages slurmctld, slurmd, slurm-client and munge. It
# has ports and files of its own, beside any that runs here.

# start_slurm: its daemons, in the foreground of a process group of their own, which `end_slurm` ends.
start_slurm() {
  local folder=$run/slurm host
  host=$(hostname -s)
  mkdir -p "$folder/spool" "$folder/state"
  head -c 1024 /dev/urandom >"$folder/key"
  chmod 600 "$folder/key"
  cat >"$folder/slurm.conf" <<CONF
ClusterName=faults
SlurmctldHost=$host
SlurmctldPort=16817
SlurmdPort=16818
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
ReturnToService=2
MpiDefault=none
NodeName=$host CPUs=$(nproc) State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
  export SLURM_CONF=$folder/slurm.conf
  slurm_daemons=()
  daemon munged --foreground --force --socket="$folder/munge.socket" --key-file="$folder/key" --pid-file="$folder/munged.pid" \
    --log-file="$folder/munged.log" --seed-file="$folder/seed" && wait_for_file "$folder/munge.socket" || return 1
  daemon slurmctld -D -i && daemon slurmd -D || return 1
  local tries
  for ((tries = 0; tries < 200; tries++)); do
    if [[ $(sinfo --noheader --format=%T 2>/dev/null) == idle ]]; then return 0; fi
    sleep 0.1
  done
  expect "Slurm's node to be idle within 20 s" false
}

# daemon PROGRAM [OPTION…]: in the background.
daemon() {
  command -v "$1" >/dev/null || { expect "the program $1; it is in Debian's packages slurmctld, slurmd and munge" false; return 1; }
  setsid "$@" >>"$run/slurm/daemons.log" 2>&1 </dev/null &
  slurm_daemons+=($!)
}

end_slurm() {
  scancel --user=root >/dev/null 2>&1 || true
  sleep 1
  local process
  for process in "${slurm_daemons[@]}"; do kill -TERM "$process" 2>/dev/null || true; done
  unset SLURM_CONF
}

case_slurm_array() {
  local code=0
  start_slurm && slurm_array || code=1
  end_slurm
  return "$code"
}

# Two runs as an array; each is signalled before its limit of a minute, saves, goes back into the queue and is resumed there.
slurm_array() {
  local task
  (cd "$run" && "$OLDPWD/launch/slurm" --array 1-2 --ranks-per-host 2 --threads 1 --time 1 --save-before 40 \
    --program "$program" "$run/config.yaml" --set "output=$run/out-{}" --set training.maximum_steps=6000) >"$run/log" 2>&1
  expect "the array to be taken" grep -q 'Submitted batch job' "$run/log" || return 1
  wait_for_array || return 1
  cat "$run"/slurm-*.out >"$run/log"
  for task in 1 2; do
    expect "task $task to be done" grep -q '"event":"finished".*"reason":"completed"' "$run/out-$task/events.jsonl" &&
      expect "task $task to have stopped before" grep -q '"reason":"signal"' "$run/out-$task/events.jsonl" &&
      expect "no step of task $task done twice" \
        test "$(grep -c '"event":"step"' "$run/out-$task/events.jsonl")" -eq 6000 || return 1
  done
  expect "both runs to come to the same weights" \
    cmp "$run/out-1/checkpoints/last/model.safetensors" "$run/out-2/checkpoints/last/model.safetensors" &&
    expect "the weights of a run that was never stopped" test "$(reference 6000)" = \
      "$(sha256sum <"$run/out-1/checkpoints/last/model.safetensors")"
}

# Until the queue is empty, at most for a quarter of an hour.
wait_for_array() {
  local tries
  for ((tries = 0; tries < 900; tries++)); do
    [[ -n $(squeue --noheader 2>/dev/null) ]] || return 0
    sleep 1
  done
  expect "the array to end within 15 minutes" false
}
