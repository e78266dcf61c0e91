# shellcheck shell=bash disable=SC2154,SC2034
# launch/faults --soak.

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
