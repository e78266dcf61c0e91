# shellcheck shell=bash disable=SC2034
# How mpirun is called: its version, binding, transport and network. launch/lib/common.sh sources it, and launch/slurm writes
# some of its functions into batch files, so they use no others.

# The major version of Open MPI's mpirun on the PATH, such as 4 or 5; empty if there is none, or another MPI's.
open_mpi_major() {
  { mpirun --version 2>/dev/null || true; } | sed -n '1s/.*(Open MPI) v\{0,1\}\([0-9]\{1,\}\)\..*/\1/p'
}

# require_open_mpi: refuses an mpirun that is missing or another MPI's.
require_open_mpi() {
  command -v mpirun >/dev/null || refuse 1 "mpirun was not found on $(hostname)" "${1:-Run launch/setup.}"
  [[ -n $(open_mpi_major) ]] || refuse 1 "$(command -v mpirun) is not Open MPI's: $(mpirun --version 2>&1 | head -n 1)" \
    "Fovea is built for Open MPI 4 or 5; put its mpirun first on the PATH."
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

# set_mpirun_flags RANKS THREADS [none] [CORES RANKS-PER-HOST]: sets the array MPIRUN_FLAGS for RANKS ranks of THREADS threads
# each, and PLACEMENT, which says in words how they are bound. Each rank is bound to its own THREADS cores, or shares the cores
# to which taskset or Slurm restricts the caller. If there are too few cores, or with `none`, nothing is bound and ranks yield
# to each other while they wait. CORES and RANKS-PER-HOST are those of each host if they are not this one's.
set_mpirun_flags() {
  local cores=${4:-$(usable_cores)} here=${5:-$1}
  MPIRUN_FLAGS=(-np "$1")
  if ((EUID == 0)); then MPIRUN_FLAGS+=(--allow-run-as-root); fi
  if [[ ${3:-} == none ]] || ((here * $2 > cores)); then
    PLACEMENT="not bound to cores, as --no-bind says"
    if ((here * $2 > cores)); then PLACEMENT="not bound to cores: $here rank(s) of $2 thread(s) for $cores core(s)"; fi
    MPIRUN_FLAGS+=(--map-by slot:OVERSUBSCRIBE --bind-to none --mca mpi_yield_when_idle 1)
  elif may_use_all_cores; then
    PLACEMENT="each rank bound to $2 core(s) of its own"
    MPIRUN_FLAGS+=(--map-by "slot:PE=$2" --bind-to core)
  else
    PLACEMENT="the ranks share the cores that this shell is bound to"
    MPIRUN_FLAGS+=(--bind-to none)
  fi
}

# require_transport NAME: refuses an unknown value of --transport.
require_transport() {
  case ${1:-} in
    default | tcp | ucx) ;;
    *) refuse 64 "--transport is '${1:-}'" "Give default (Open MPI chooses), tcp or ucx." ;;
  esac
}

# set_transport_flags TRANSPORT [MAJOR]: sets the array TRANSPORT_FLAGS for Open MPI of that major version. With `default` Open
# MPI takes the fastest network that it has a driver for, such as InfiniBand, and else TCP; `tcp` is TCP between hosts and shared
# memory within; `ucx` is UCX over whatever it finds, also where Open MPI itself would not take it.
set_transport_flags() {
  local shared=vader
  if ((${2:-4} >= 5)); then shared=sm; fi
  case $1 in
    tcp) TRANSPORT_FLAGS=(--mca pml ob1 --mca btl "tcp,$shared,self") ;;
    ucx) TRANSPORT_FLAGS=(--mca pml ucx --mca opal_common_ucx_tls any --mca opal_common_ucx_devices any) ;;
    *) TRANSPORT_FLAGS=() ;;
  esac
}

# set_network_flags [NETWORKS] [MAJOR]: sets the array NETWORK_FLAGS for ranks on several hosts: a lost daemon is noticed after
# 8 seconds. NETWORKS are the interfaces or address ranges to use (eth0,10.0.0.0/8). The daemons of Open MPI 5 are PRRTE's, with
# settings of their own.
set_network_flags() {
  local daemons=--mca interfaces=oob_tcp_if_include
  if ((${2:-4} >= 5)); then daemons=--prtemca interfaces=prte_if_include; fi
  NETWORK_FLAGS=("$daemons" oob_tcp_keepalive_time 5 "$daemons" oob_tcp_keepalive_intvl 1
    "$daemons" oob_tcp_keepalive_probes 3)
  if [[ -n ${1:-} ]]; then NETWORK_FLAGS+=(--mca btl_tcp_if_include "$1" "$daemons" "$interfaces" "$1"); fi
}

# environment_references FILE…: the names in ${NAME} and ${NAME:-default} of these files, one a line, followed by a question
# mark if each mention has a default. $${ is not a reference, and comments have none.
environment_references() {
  { cat -- "$@" 2>/dev/null || true; } | sed 's/^[[:space:]]*#.*//; s/[[:space:]]#.*//; s/\$\${//g' |
    { grep -oE '\$\{[A-Za-z_][A-Za-z0-9_]*(:-|\})' || true; } |
    sed -E 's/^\$\{//; s/:-$/?/; s/\}$//' | sort -u | awk '
      { name = $0; optional = sub(/\?$/, "", name); if (!(name in needed)) needed[name] = 0; if (!optional) needed[name] = 1 }
      END { for (name in needed) print name (needed[name] ? "" : "?") }' | sort
}
