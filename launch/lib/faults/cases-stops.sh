# shellcheck shell=bash disable=SC2154,SC2034
# Cases of launch/faults: runs that are asked to stop.

case_asked_to_stop() {
  start && wait_for_steps 300 && kill -TERM "$job" && kill -TERM "$job" && expect_message 10 'received a signal to stop' &&
    expect_code 75 && expect_no_restart &&
    expect "a reason" grep -q '"reason":"signal"' "$run/out/events.jsonl" &&
    start --resume auto && expect_code 0 && expect_same_weights 2000 &&
    expect "no step done twice" test "$(steps_taken)" -eq 2000
}

case_stop_file() {
  start && wait_for_steps 300 && touch "$run/out/stop" && expect_code 75 &&
    expect_no_restart &&
    start --resume auto && expect_code 0 && expect_same_weights 2000
}

case_stop_while_saving() {
  # The writing of a checkpoint is held up at a system call; meanwhile everybody is asked to stop, twice.
  local rank
  build_library faulty-calls || return 1
  FOVEA_FAULT_PATH=$run/out/checkpoints/ FOVEA_FAULT_KIND=pause FOVEA_FAULT_AT=150 FOVEA_FAULT_MARK=$run/saving \
    LD_PRELOAD=$work/faulty-calls.so start
  wait_for_file "$run/saving" && kill -TERM "$job" || return 1
  for rank in 0 1; do kill -TERM "$(rank_process "$rank")" && kill -USR1 "$(rank_process "$rank")"; done
  sleep 1
  kill -TERM "$job" && expect_code 75 && expect_no_restart &&
    expect "whole checkpoints" "$program" checkpoint verify "$run/out" >/dev/null &&
    start --resume auto && expect_code 0 && expect_same_weights 2000 &&
    expect "no step done twice" test "$(steps_taken)" -eq 2000
}
