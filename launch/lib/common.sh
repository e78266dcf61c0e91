# shellcheck shell=bash
# Functions shared by the scripts in launch/ and .ci/. Source it, do not run it. Each script sources it after
# `set -euo pipefail`; it leaves the shell in the project's root folder.

SCRIPT=$(realpath "$0")
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1

# Prints one line of progress to standard error, marked with the script's name.
say() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
}

# refuse CODE PROBLEM REMEDY: prints what is wrong and what to do, and exits with CODE.
refuse() {
  printf '%s: error: %s\n  %s\n' "$(basename "$0")" "$2" "$3" >&2
  exit "$1"
}

# Prints the comment at the top of the running script: from its second line to the first non-comment line.
print_help() {
  sed -n '2,${/^#/!q;s/^# \{0,1\}//p}' "$SCRIPT"
}

# require_value OPTION VALUE: refuses an option without a value.
require_value() {
  [[ -n ${2:-} ]] || refuse 64 "$1 needs a value" "See --help."
}

# require_count OPTION VALUE: refuses anything but a whole number of at least 1.
require_count() {
  [[ ${2:-} =~ ^[1-9][0-9]*$ ]] || refuse 64 "$1 needs a whole number of at least 1, not '${2:-}'" "See --help."
}

# require_plain WHAT VALUE: refuses line ends and other control characters, with which a value would become more than one
# line of a file that is written.
require_plain() {
  [[ $2 != *[[:cntrl:]]* ]] || refuse 64 "$1 has control characters: $(printf '%q' "$2")" \
    "Remove line ends, tabs and the like; the batch file cannot hold them."
}

# The number of processor cores this process may use: hardware threads of one core count once, and a limited affinity is
# respected.
usable_cores() {
  local cores allowed
  # nproc obeys OpenMP variables, which do not apply to Fovea's ranks.
  allowed=$(env -u OMP_NUM_THREADS -u OMP_THREAD_LIMIT nproc)
  cores=$({ lscpu -p=Core,Socket 2>/dev/null || true; } | grep -v '^#' | sort -u | wc -l)
  if ((cores < 1 || cores > allowed)); then cores=$allowed; fi
  echo "$cores"
}

# Whether this process may use all cores that mpirun counts. mpirun counts those of the control group, not of the affinity:
# under `taskset -c 1`, `--bind-to core` of Open MPI 4.1.4 bound to core 0, and --cpu-set refuses several threads per rank.
may_use_all_cores() {
  local all
  all=$(taskset -c "0-$(($(nproc --all) - 1))" grep Cpus_allowed: /proc/self/status 2>/dev/null) || return 0
  [[ $(grep Cpus_allowed: /proc/self/status) == "$all" ]]
}

# set_mpirun_flags RANKS THREADS [none]: sets the array MPIRUN_FLAGS for RANKS ranks of THREADS threads each on this machine.
# Each rank is bound to its own THREADS cores, or shares the cores to which taskset or Slurm restricts the caller. If there are
# too few cores, or with `none`, nothing is bound and ranks yield to each other while they wait.
set_mpirun_flags() {
  MPIRUN_FLAGS=(-np "$1")
  if ((EUID == 0)); then MPIRUN_FLAGS+=(--allow-run-as-root); fi
  if [[ ${3:-} == none ]] || (($1 * $2 > $(usable_cores))); then
    MPIRUN_FLAGS+=(--bind-to none --oversubscribe --mca mpi_yield_when_idle 1)
  elif may_use_all_cores; then
    MPIRUN_FLAGS+=(--map-by "slot:PE=$2" --bind-to core)
  else
    MPIRUN_FLAGS+=(--bind-to none)
  fi
}

# set_network_flags [NETWORKS]: sets the array NETWORK_FLAGS for ranks on several hosts: TCP between hosts, shared memory
# within; a lost daemon is noticed after 8 seconds. NETWORKS are the interfaces or address ranges to use (eth0,10.0.0.0/8).
set_network_flags() {
  NETWORK_FLAGS=(--mca pml ob1 --mca btl "tcp,vader,self" --mca oob_tcp_keepalive_time 5 --mca oob_tcp_keepalive_intvl 1
    --mca oob_tcp_keepalive_probes 3)
  if [[ -n ${1:-} ]]; then
    NETWORK_FLAGS+=(--mca btl_tcp_if_include "$1" --mca oob_tcp_if_include "$1")
  fi
}
