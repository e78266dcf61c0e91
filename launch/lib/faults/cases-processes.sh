# shellcheck shell=bash disable=SC2154,SC2034
# Cases of launch/faults: processes that are killed, stopped or slow, and a clock that is set.

case_rank_killed() {
  start && wait_for_steps 300 && kill -KILL "$(rank_process 1)" &&
    comes_back 'process rank 1 with PID .* exited on signal 9'
}

case_rank_crashed() {
  # Swift's runtime prints a backtrace and lets the instruction fault again, which one that was only signalled does not. A
  # second signal that comes before the runtime has let all threads go on is lost, or holds them for good.
  local rank tries
  start && wait_for_steps 300 && rank=$(rank_process 0) && kill -SEGV "$rank" && expect_message 10 'Program crashed' &&
    expect_message 120 'Backtrace took|has not been heard of' || return 1
  # On a busy machine the other rank's watchdog may come before the end of the backtrace.
  if grep -q 'has not been heard of' "$run/log"; then comes_back 'has not been heard of'; return; fi
  for ((tries = 0; tries < 100; tries++)); do
    pgrep -P "$rank" >/dev/null || break
    sleep 0.05
  done
  sleep 0.3
  kill -SEGV "$rank" && comes_back 'process rank 0 with PID .* exited on signal 11'
}

case_rank_stopped() {
  start && wait_for_steps 300 && kill -STOP "$(rank_process 1)" &&
    comes_back 'watchdog of rank 0: rank 1 on .* has not been heard of'
}

# killed_inside CALL NUMBER: rank 1 is killed in the midst of that call of a library.
killed_inside() {
  build_library killed-inside || return 1
  FOVEA_KILL_CALL=$1 FOVEA_KILL_AT=$2 FOVEA_KILL_RANK=1 FOVEA_KILL_ONCE=$run/killed LD_PRELOAD=$work/killed-inside.so start
  wait_for_file "$run/killed" && comes_back 'process rank 1 with PID .* exited on signal 9' &&
    expect "steps before and after" test "$(steps_taken)" -gt 2000
}

case_killed_in_backward() { killed_inside cblas_sgemm 12000; }
case_killed_in_all_reduce() { killed_inside MPI_Iallreduce 350; }

case_launcher_killed() {
  local orphans
  start && wait_for_steps 300 && orphans=("$(rank_process 0)" "$(rank_process 1)") && kill -KILL "$(mpirun_process)" &&
    expect_message 10 'launch: ended at step [0-9]+ with code 137' && sleep 2 &&
    expect "no ranks without a launcher" bash -c "! kill -0 ${orphans[0]} 2>/dev/null && ! kill -0 ${orphans[1]} 2>/dev/null" &&
    expect_code 0 && expect "a restart" grep -q 'launch: restart 1' "$run/log" && expect_same_weights 2000
}

case_short_stop() {
  local rank
  start && wait_for_steps 300 && rank=$(rank_process 1) && kill -STOP "$rank" && sleep 3 && kill -CONT "$rank" &&
    expect_code 0 && expect_no_restart && expect_same_weights 2000
}

case_slow_rank() {
  # Nine tenths of the time of one rank is taken away; it must not be taken for dead.
  local rank
  start && wait_for_steps 300 && rank=$(rank_process 1) && {
    for _ in {1..20}; do kill -STOP "$rank"; sleep 0.18; kill -CONT "$rank"; sleep 0.02; done
  } && expect_code 0 && expect_no_restart && expect_same_weights 2000 &&
    expect "the slow rank's name" grep -q 'warning: rank 1 on .* times as long' "$run/log"
}

case_clock_step() {
  # The clock of rank 0, which writes the run's files and its signs of life, is set an hour ahead and then an hour back.
  build_library stepping-clock || return 1
  FOVEA_CLOCK_RANK=0 FOVEA_CLOCK_FILE=$run/clock LD_PRELOAD=$work/stepping-clock.so start
  wait_for_steps 300 && echo 3600 >"$run/clock" && wait_for_steps 900 && echo -3600 >"$run/clock" && expect_code 0 &&
    expect "somebody to look at the clock" test -e "$run/clock.read" && expect_no_restart &&
    expect "no word about it" bash -c "! grep -q 'watchdog\|shown no life' '$run/log'" && expect_same_weights 2000
}
