# shellcheck shell=bash disable=SC2034,SC2154
# The batch file of launch/slurm, which sets the variables that are not set here.

# Options of sbatch that launch/slurm sets itself, or that make no batch file of ours.
own_options=' --array -a --nodes -N --ntasks -n --ntasks-per-node --cpus-per-task -c --signal --wrap --parsable '

# add_directives WORD…: adds to directives what followed --: each option with its value is a line.
add_directives() {
  local word name
  for word in "$@"; do
    if [[ $word == -* ]]; then
      name=${word%%=*}
      if [[ $name != --* ]]; then name=${name:0:2}; fi
      [[ $name != --wait && $name != -W ]] || refuse 64 "$name would keep launch/slurm waiting, which it does not support" \
        "Leave it out, and follow the job with squeue or fovea results list."
      [[ $own_options != *" $name "* ]] || refuse 64 "$name comes after --, but launch/slurm sets it itself" \
        "See --nodes, --ranks-per-host, --threads and --array before the configuration."
      directives+=("$(directive_word "$word")")
    elif ((${#directives[@]} > 0)) && [[ ${directives[-1]} == -* ]]; then
      directives[-1]+=" $(directive_word "$word")"
    else
      refuse 64 "'$word' after -- belongs to no option of sbatch" "Options of sbatch begin with a dash."
    fi
  done
}

# directive_word WORD: as a #SBATCH line has to have it. Slurm reads quotes there like a shell.
directive_word() {
  if [[ $1 == *[[:space:]\#\"\\]* ]]; then
    [[ $1 != *\'* ]] || refuse 64 "sbatch cannot be given $1 in a batch file" "Leave out the quotes or the spaces."
    printf "'%s'" "$1"
  else
    printf '%s' "$1"
  fi
}

# require_prologue FILE: refuses what cannot become part of the batch file.
require_prologue() {
  local reason
  [[ -n $1 ]] || return 0
  [[ -f $1 && -r $1 ]] || refuse 74 "cannot read the prologue '$1'" "Give a file with lines of bash, such as: module load openmpi"
  ! grep -q $'\r' "$1" || refuse 65 "the prologue '$1' has Windows line ends" "Convert it: sed -i 's/\\r\$//' $1"
  reason=$(bash -n "$1" 2>&1) || refuse 65 "the prologue is not bash: $(head -n 1 <<<"$reason")" "Correct that line."
}

# set_batch_variables FOLDER PROLOGUE CONFIG [OPTIONS of fovea train]: sets required_variables and optional_variables, which the
# ranks get. One that is not set now may be set by the prologue.
set_batch_variables() {
  local folder=$1 prologue=$2 name file
  required_variables=("${variables[@]}") optional_variables=()
  shift 2
  file=$(mktemp)
  printf '%s\n' "${@:2}" >"$file"
  for name in $(cd "$folder" && environment_references "$1" "$file"); do
    if [[ $name == *\? ]]; then optional_variables+=("${name%\?}"); else required_variables+=("$name"); fi
  done
  rm -f "$file"
  if [[ -n $prologue ]]; then
    # What modules change, ranks on other hosts need too.
    optional_variables+=(PATH LD_LIBRARY_PATH)
    return 0
  fi
  for name in "${required_variables[@]}"; do
    [[ -v $name ]] || refuse 78 "$name is wanted by the configuration or --env, and is not set" "Set it here or in a --prologue."
  done
}

# Slurm counts hardware threads as CPUs where a host has them; a thread of a rank gets a core.
core_directives() {
  local directive
  for directive in "${directives[@]}"; do
    case $directive in
      --hint* | --threads-per-core* | --ntasks-per-core* | --cores-per-socket* | --sockets-per-node* | --extra-node-info* | -B*)
        return 0 ;;
    esac
  done
  echo "#SBATCH --hint=nomultithread"
}

# quoted WORD…: for bash, in one line.
quoted() { if (($# > 0)); then printf '%q ' "$@"; fi; }

prologue_lines() {
  if [[ -z $prologue ]]; then return 0; fi
  printf '# --- from %s\n' "$(printf '%q' "$prologue")"
  # shellcheck disable=SC2016
  echo 'trap '\''echo "launch/slurm: error: the prologue failed with $? at: $BASH_COMMAND" >&2; exit 78'\'' ERR'
  cat "$prologue"
  printf '\n# --- end of the prologue, whose strictness does not hold for what follows\ntrap - ERR\nset +eu\n'
}

# srun passes the environment on, where Open MPI finds what mpirun would be told. Open MPI 5 knows vader as another name of sm.
transport_exports() {
  local flag
  set_transport_flags "$transport" 4
  for ((flag = 0; flag < ${#TRANSPORT_FLAGS[@]}; flag += 3)); do
    printf 'export OMPI_MCA_%s=%s\n' "${TRANSPORT_FLAGS[flag + 1]}" "${TRANSPORT_FLAGS[flag + 2]}"
  done
}

# Sets the array command to the launcher with its options, when the job runs: only there is it known which Open MPI is loaded.
# shellcheck disable=SC2016
launcher_lines() {
  if [[ $launcher == srun ]]; then
    cat <<BATCH
command=(srun --mpi=pmix --kill-on-bad-exit=1 --export=ALL --ntasks=$((nodes * per_host)) --cpus-per-task=$threads
  --cpu-bind=cores $(quoted "${options[@]}"))
export OPENBLAS_NUM_THREADS=1 FOVEA_THREADS=$threads
$(transport_exports)
echo "launch/slurm: srun binds each rank to $threads core(s)"
BATCH
    return
  fi
  cat <<BATCH
$(declare -f open_mpi_major may_use_all_cores set_transport_flags set_network_flags)
major=\$(open_mpi_major)
if [[ -z \$major ]]; then
  echo "launch/slurm: error: there is no mpirun of Open MPI on \$(hostname); load it in a --prologue" >&2
  exit 78
fi
# Slurm assigns the cores; mpirun binds within them only if it counts no others.
if may_use_all_cores; then
  placement=(--map-by ppr:$per_host:node:PE=$threads --bind-to core)
  echo "launch/slurm: mpirun binds each rank to $threads core(s)"
else
  placement=(--map-by ppr:$per_host:node --bind-to none)
  echo "launch/slurm: the ranks share the job's cores on each host, as it has only some of them; --launcher srun binds"
fi
set_transport_flags $transport "\$major"
NETWORK_FLAGS=()
$(if ((nodes > 1)); then printf 'set_network_flags %q "$major"\n' "$network"; fi)
command=(mpirun "\${placement[@]}" -np $((nodes * per_host)) "\${TRANSPORT_FLAGS[@]}" "\${NETWORK_FLAGS[@]}"
  $(quoted "${options[@]}")-x OPENBLAS_NUM_THREADS=1 -x FOVEA_THREADS=$threads)
if ((EUID == 0)); then command+=(--allow-run-as-root); fi
for name in $(quoted "${required_variables[@]}" "${optional_variables[@]}"); do
  if [[ -v \$name ]]; then command+=(-x "\$name"); fi
done
BATCH
}

write_batch_file() {
  local words
  # {} becomes the value of the array's task, outside any quotes that %q put around it.
  words=$(quoted "${training[@]}")
  words=${words//\\\{\\\}/\{\}}
  words=${words//\{\}/\$\{SLURM_ARRAY_TASK_ID\}}
  echo '#!/usr/bin/env bash'
  printf '#SBATCH %s\n' "--job-name=$name" "--nodes=$nodes" "--ntasks-per-node=$per_host" "--cpus-per-task=$threads" \
    "--signal=B:USR1@$save_before" --requeue --open-mode=append "${directives[@]}"
  core_directives
  cat <<BATCH
cd $(printf '%q' "$caller") || exit 74
$(prologue_lines)
for name in $(quoted "${required_variables[@]}"); do
  [[ -v \$name ]] && continue
  echo "launch/slurm: error: \$name is not set in the job; set it in the prologue, or let sbatch pass it on (--export)" >&2
  exit 78
done
$(launcher_lines)
# Slurm signals only this shell, which passes the signal on: the supervisor lets the ranks save and end with code 75.
$(quoted "$program" launch --status-folder "$caller" --exit-timeout "$save_before" --)"\${command[@]}" \\
  $(quoted "$program" train)$words--resume auto &
supervisor=\$!
# USR1 means that the time is nearly up, TERM that the job is cancelled, or preempted and requeued by Slurm itself.
time_is_up=0
trap 'time_is_up=1; kill -USR1 "\$supervisor"' USR1
trap 'kill -USR1 "\$supervisor"' TERM
code=0
# A signal ends the wait, not the supervisor.
while kill -0 "\$supervisor" 2>/dev/null; do
  code=0
  wait "\$supervisor" || code=\$?
done
if ((code == 75 && time_is_up == 1)); then
  echo "saved; back into the queue"
  # The job's own number would mean the whole array if the task is its last.
  scontrol requeue "\${SLURM_ARRAY_JOB_ID:-\$SLURM_JOB_ID}\${SLURM_ARRAY_TASK_ID:+_\$SLURM_ARRAY_TASK_ID}"
fi
exit "\$code"
BATCH
}
