# shellcheck shell=bash disable=SC2034,SC2154
# The hosts of launch/cluster: what they are called, what they have, and what is passed on to them.

HOST_CORES='' HOSTS_ARE_LIMITED=false

# require_host_names NAME…: refuses what ssh or mpirun would take for something else.
require_host_names() {
  local name
  for name in "$@"; do
    [[ $name != *:* ]] || refuse 64 "the host '$name' has a colon" "Give the number of ranks with --ranks-per-host."
    [[ $name =~ ^[A-Za-z0-9_][A-Za-z0-9._-]*$ ]] || refuse 64 "'$name' is no name of a host" "Separate hosts with commas only."
  done
  name=$(printf '%s\n' "$@" | sort | uniq -d | head -n 1)
  [[ -z $name ]] || refuse 64 "the host '$name' is listed twice" "Give its number of ranks with --ranks-per-host."
}

# require_variable OPTION NAME: refuses what is no name of an environment variable, or is not set.
require_variable() {
  [[ ${2:-} =~ ^[A-Za-z_][A-Za-z0-9_]*$ ]] || refuse 64 "$1 needs the name of an environment variable, not '${2:-}'" \
    "Set the variable, then give its name alone."
}

is_this_host() {
  case $1 in
    localhost | 127.*) return 0 ;;
  esac
  [[ $1 == "$(hostname)" || $1 == "$(hostname -s)" ]] || hostname -I 2>/dev/null | tr ' ' '\n' | grep -qxF -- "$1"
}

# What each host is asked to run, with the program's path as its argument.
host_question() {
  declare -f usable_cores may_use_all_cores
  cat <<'QUESTION'
if [[ ! -e $1 ]]; then echo missing; exit 0; fi
if [[ ! -x $1 ]]; then echo closed; exit 0; fi
if ! "$1" --version >/dev/null 2>&1; then echo "broken $("$1" --version 2>&1 | head -n 1)"; exit 0; fi
limited=false
may_use_all_cores || limited=true
echo "cores $(usable_cores) $limited"
QUESTION
}

# ask_hosts PROGRAM HOST…: sets HOST_CORES, the least number of cores of any host, and HOSTS_ARE_LIMITED, whether a host lets its
# sessions use only some of them. Refuses hosts that do not answer or on which the program does not run. Takes what mpirun takes
# for ssh.
ask_hosts() {
  local program=$1 folder host agent answer
  read -ra agent <<<"${OMPI_MCA_plm_rsh_agent:-${PRTE_MCA_plm_ssh_agent:-ssh}}"
  shift
  folder=$(mktemp -d)
  host_question >"$folder/question"
  for host in "$@"; do
    if is_this_host "$host"; then
      bash -s -- "$program" <"$folder/question" >"$folder/$host.answer" 2>"$folder/$host.errors" &
    else
      # One word an option, as a stand-in for ssh may skip what begins with a dash.
      "${agent[0]}" -oBatchMode=yes -oConnectTimeout=10 "$host" "bash -s -- $(printf '%q' "$program")" \
        <"$folder/question" >"$folder/$host.answer" 2>"$folder/$host.errors" &
    fi
  done
  wait
  for host in "$@"; do
    answer=$(grep -E '^(missing|closed|broken|cores) ?' "$folder/$host.answer" | tail -n 1) || true
    case $answer in
      missing) refuse_host 1 "there is no $program on $host" "Copy or build it there, or name another with --program." ;;
      closed) refuse_host 1 "$program on $host may not be run" "Make it executable there." ;;
      broken*) refuse_host 1 "$program does not run on $host: ${answer#broken }" "Run launch/setup there." ;;
      cores*) note_cores "$answer" ;;
      *)
        refuse_host 1 "$host does not answer over ${agent[0]##*/}: $(tail -n 1 "$folder/$host.errors")" \
          "ssh $host must work without a password." ;;
    esac
  done
  rm -rf "$folder"
}

refuse_host() {
  rm -rf "$folder"
  refuse "$@"
}

# note_cores "cores COUNT LIMITED"
note_cores() {
  local count limited
  read -r _ count limited <<<"$1"
  if [[ -z $HOST_CORES ]] || ((count < HOST_CORES)); then HOST_CORES=$count; fi
  if [[ $limited == true ]]; then HOSTS_ARE_LIMITED=true; fi
}

# set_forwarded_variables FOLDER CONFIG [OPTIONS of fovea train]: sets the array FORWARDED to mpirun's options for the variables
# that --env named (in the array variables) and those that the configuration or an option mentions and that are set.
set_forwarded_variables() {
  local folder=$1 name mentioned file
  shift
  FORWARDED=()
  for name in "${variables[@]}"; do
    [[ -v $name ]] || refuse 64 "--env names $name, which is not set" "Set it, or leave out the option."
    FORWARDED+=(-x "$name")
  done
  file=$(mktemp)
  printf '%s\n' "${@:2}" >"$file"
  mentioned=$(cd "$folder" && environment_references "$1" "$file")
  rm -f "$file"
  for name in $mentioned; do
    if [[ $name == *\? ]]; then
      name=${name%\?}
      [[ -v $name ]] || continue
    fi
    [[ -v $name ]] || refuse 78 "the configuration mentions \${$name}, which is not set" "Set it, or give it a default: \${$name:-…}."
    [[ " ${FORWARDED[*]} " == *" -x $name "* ]] || FORWARDED+=(-x "$name")
  done
}
