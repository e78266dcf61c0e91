# shellcheck shell=bash disable=SC2154,SC2034
# Cases of launch/faults: launching, and networks of launch/testbed.

case_launch_hangs() {
  printf '#!/bin/sh\nsleep 600\n' >"$run/agent"
  chmod +x "$run/agent"
  "$program" launch --retries 1 --launch-timeout 3 --exit-timeout 5 -- mpirun --allow-run-as-root -np 2 --host elsewhere:2 \
    --mca plm_rsh_agent "$run/agent" "$program" train "$run/config.yaml" >"$run/log" 2>&1 </dev/null &
  job=$!
  expect_message 10 'did not come up within 3 s' || return 1
  local code=0
  wait "$job" || code=$?
  job=''
  expect "a code other than 0" test "$code" -ne 0 && expect "an end to the restarts" grep -q 'not started again' "$run/log"
}

# Whether hosts of the testbed are this run's.
has_testbed=''

# bring_up_testbed HOSTS [OPTIONS of launch/testbed up]: hosts that were up before are somebody else's and stay.
bring_up_testbed() {
  { ip netns list 2>/dev/null || true; } | grep -q '^fovea-host' || has_testbed=true
  launch/testbed up "$@" 2>"$run/log" || expect "hosts of launch/testbed" false
}

take_down_testbed() {
  [[ -n $has_testbed ]] || return 0
  launch/testbed down 2>/dev/null || true
  has_testbed=''
}

# start_on_testbed [OPTIONS of launch/testbed up]: the job over two hosts of the testbed.
start_on_testbed() {
  bring_up_testbed 2 "$@" || return 1
  FOVEA_THREADS=1 TESTBED_SUPERVISE="$program launch --retries 5 --launch-timeout 30 --exit-timeout 15" \
    setsid launch/testbed run -n 2 "$program" train "$run/config.yaml" "${options[@]}" >"$run/log" 2>&1 </dev/null &
  job=$!
}

over_network() {
  local code=0
  "$@" || code=$?
  take_down_testbed
  return "$code"
}

case_network_cluster() { over_network network_cluster; }
network_cluster() {
  # launch/cluster as a person calls it, with the testbed's agent in the place of ssh.
  bring_up_testbed 2 || return 1
  OMPI_MCA_plm_rsh_agent=$PWD/launch/lib/testbed-agent setsid launch/testbed enter 0 "$PWD/launch/cluster" \
    --hosts 10.77.0.1,10.77.0.2 --threads 1 --no-bind --network 10.77.0.0/24 --program "$program" "$run/config.yaml" \
    >"$run/log" 2>&1 </dev/null &
  job=$!
  wait_for_steps 300 && kill -KILL "$(rank_process 1)" && comes_back 'process rank 1 with PID .* on node 10.77.0.2 exited'
}

case_network_none() { over_network network_none; }
network_none() { start_on_testbed && expect_code 0 && expect_same_weights 2000; }

case_network_daemon_killed() { over_network network_daemon_killed; }
network_daemon_killed() {
  start_on_testbed && wait_for_steps 300 && kill -KILL "$(ip netns pids fovea-host1 | xargs ps -o pid=,comm= -p |
    awk '$2 == "orted" {print $1}')" && comes_back 'lost communication with a remote daemon|has not been heard of'
}

case_network_cut() { over_network network_cut; }
network_cut() {
  start_on_testbed && wait_for_steps 300 && launch/testbed cut 1 && expect_message 10 'has not been heard of|lost comm' &&
    launch/testbed heal 1 && comes_back 'launch: ended'
}

case_network_short_cut() { over_network network_short_cut; }
network_short_cut() {
  start_on_testbed && wait_for_steps 300 && launch/testbed cut 1 3 &&
    expect_message 5 'was not heard of for [0-9.]+ s and is back' && expect_code 0 && expect_no_restart && expect_same_weights 2000
}

case_network_loss() { over_network network_loss; }
network_loss() {
  # Each lost frame may cost TCP a fifth of a second, so there are fewer steps.
  options=(--set training.maximum_steps=400)
  start_on_testbed --loss 1 && expect_code 0 && detected=$(launch/testbed frames) &&
    expect "frames to be lost, not $detected" test "${detected%% *}" -gt 0 && expect_no_restart && expect_same_weights 400
}

case_network_one_way() { over_network network_one_way; }
network_one_way() {
  start_on_testbed && wait_for_steps 300 && launch/testbed mute 1 && expect_message 20 'has not been heard of|lost comm' &&
    launch/testbed heal 1 && expect_code 0 && expect_same_weights 2000
}

case_network_mtu() { over_network network_mtu; }
network_mtu() {
  local code=0
  bring_up_testbed 2 || return 1
  ip -n fovea-bridge link set port1 mtu 600
  launch/testbed run "$program" doctor --folder "$run" --message-timeout 5 >"$run/log" 2>&1 </dev/null || code=$?
  expect "doctor to end with 78, not $code" test "$code" -eq 78 &&
    expect "doctor to name size and hosts" grep -qE 'problem +messages: .*of 1 kB from rank . \(host.\)' "$run/log" || return 1
  code=0
  FOVEA_THREADS=1 timeout 150 launch/testbed run "$program" train "$run/config.yaml" >"$run/log" 2>&1 </dev/null || code=$?
  expect "the run to end with 75, not $code" test "$code" -eq 75 &&
    expect "the run to name hosts and fovea doctor" grep -qzE '1 kB from rank . \(host.\).*fovea doctor' "$run/log" &&
    expect "no step" test "$(steps_taken)" -eq 0
}

case_network_deterministic() { over_network network_deterministic; }
network_deterministic() {
  local alone
  alone=$(deterministic alone env) && bring_up_testbed 4 &&
    expect "the weights of one rank on four hosts" \
      test "$(deterministic hosts launch/testbed run -n 4)" = "$alone"
}
