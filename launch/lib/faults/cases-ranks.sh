# shellcheck shell=bash disable=SC2154,SC2034
# Cases of launch/faults: ranks that differ from each other.

# differing NAME SETTING: rank 1 gets another setting.
differing() {
  local code=0 flags
  set_mpirun_flags 2 1 none
  flags=("${MPIRUN_FLAGS[@]:2}")
  mpirun "${flags[@]}" --quiet -np 1 "$program" train "$run/config.yaml" : -np 1 "${2:-$program}" train "$run/config.yaml" \
    "${@:3}" >"$run/log" 2>&1 </dev/null || code=$?
  expect "exit code 78, not $code" test "$code" -eq 78 && expect "'$1'" grep -q "$1" "$run/log"
}

case_other_setting() { differing 'optimizer.learning_rate: .* on rank 0 .*; .* on rank 1' '' --set optimizer.learning_rate=2e-3; }

case_other_program() {
  cp "$program" "$run/fovea" && echo >>"$run/fovea" && differing 'program: .* on rank 0 .*; .* on rank 1' "$run/fovea"
}



case_other_data() {
  # The same name on both ranks, in folders that differ.
  local code=0 flags
  set_mpirun_flags 2 1 none
  flags=("${MPIRUN_FLAGS[@]:2}")
  mkdir "$run/here" "$run/there"
  cp "$work/pairs.jsonl" "$run/here/pairs.jsonl"
  sed 's/number 7/number 8/' "$work/pairs.jsonl" >"$run/there/pairs.jsonl"
  options=(--set data.train.file=pairs.jsonl)
  mpirun "${flags[@]}" --quiet -np 1 --wdir "$run/here" "$program" train "$run/config.yaml" "${options[@]}" : \
    -np 1 --wdir "$run/there" "$program" train "$run/config.yaml" "${options[@]}" >"$run/log" 2>&1 </dev/null || code=$?
  expect "exit code 78, not $code" test "$code" -eq 78 &&
    expect "the difference" grep -q 'training data: .* on rank 0 .*; .* on rank 1' "$run/log" &&
    expect "no step" bash -c "! grep -q '^step' '$run/log'"
}

case_other_kernels() {
  # Another processor would choose other kernels of OpenBLAS, whose results differ in the last bits.
  local flags
  set_mpirun_flags 2 1 none
  flags=("${MPIRUN_FLAGS[@]:2}")
  options=(--set training.maximum_steps=100)
  expect "to train all the same" mpirun "${flags[@]}" --quiet -np 1 -x OPENBLAS_CORETYPE=Haswell "$program" train \
    "$run/config.yaml" "${options[@]}" : -np 1 -x OPENBLAS_CORETYPE=Sandybridge "$program" train "$run/config.yaml" \
    "${options[@]}" >"$run/log" 2>&1 </dev/null &&
    expect "a warning" grep -qi 'warning: .*OpenBLAS kernels: .* on rank 0 .*; .* on rank 1' "$run/log"
}

# deterministic FOLDER COMMAND…: trains with `training.deterministic` and prints the hash of the weights.
deterministic() {
  local folder=$run/$1
  shift
  FOVEA_THREADS=1 timeout 150 "$@" "$program" train "$run/config.yaml" --set training.deterministic=true \
    --set training.maximum_steps=100 --set "output=$folder" >"$run/log" 2>&1 </dev/null &&
    sha256sum <"$folder/checkpoints/last/model.safetensors"
}

case_deterministic() {
  local alone ranks
  alone=$(deterministic alone env) || return 1
  for ranks in 2 4 8; do
    set_mpirun_flags "$ranks" 1 none
    expect "the weights of one rank on $ranks" test "$(deterministic "on-$ranks" mpirun "${MPIRUN_FLAGS[@]}")" = "$alone" ||
      return 1
  done
}
