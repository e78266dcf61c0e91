# shellcheck shell=bash disable=SC2154,SC2034
# Cases of launch/attack: what `fovea launch` itself needs, and what it leaves.

case_status_folder_full() {
  needs_root
  write_configuration 100000 run 1000
  mkdir small
  # The job lasts twice as long as the supervisor waits for signs of life.
  # shellcheck disable=SC2016
  apart bash -c 'mount -t tmpfs -o size=64k tmpfs small || exit 99
    "$0" launch --retries 2 --launch-timeout 30 --exit-timeout 5 --status-folder small -- \
      "$0" train config.yaml --threads 1 &
    for _ in {1..600}; do grep -q "\"step\":20," run/events.jsonl 2>/dev/null && break; sleep 0.05; done
    dd if=/dev/zero of=small/fill bs=4k status=none 2>/dev/null
    sleep 10; kill -TERM $!; wait $!' "$program" >output 2>log </dev/null || code=$?
  expect_code 75 && expect "no restart" bash -c "! grep -q 'launch: restart\|no life' log" && expect_intact run
}

case_status_folder_removed() {
  write_configuration 2000 run 1000
  mkdir status
  "$program" launch --retries 2 --launch-timeout 20 --exit-timeout 4 --status-folder status -- \
    "$program" train config.yaml --threads 1 >output 2>log </dev/null &
  job=$!
  started+=("$job")
  wait_until "20 steps" has_steps 20 && rm -rf status || return 1
  # Without signs of life the supervisor may restart the run, which must come to its end all the same.
  ends_with 0 && expect_intact run && expect_json run/events.jsonl
}

case_nothing_left_over() {
  needs_root
  write_configuration 3000 run 500
  # A rank that is killed leaves what only its supervisor can remove; in a world of its own, nothing else is in sight.
  # shellcheck disable=SC2016
  apart bash -c 'mount -t tmpfs tmpfs /var/tmp && mkdir /var/tmp/own && export TMPDIR=/var/tmp/own
    "$0" launch --retries 2 --launch-timeout 20 --exit-timeout 10 -- "$0" train config.yaml --threads 1 & job=$!
    for _ in {1..300}; do grep -q "\"step\":20," run/events.jsonl 2>/dev/null && break; sleep 0.05; done
    pkill -KILL -P $job; wait $job; code=$?
    ls -A /var/tmp/own /dev/shm >left; ps -eo args= | grep -v "^ps\|^bash\|^grep" >processes; exit $code' "$program" \
    >output 2>log </dev/null || code=$?
  expect_code 0 && expect_message 'launch: restart' && expect_intact run &&
    expect "no files left, but '$(grep -v : left | xargs)'" bash -c '! grep -v ":" left | grep -q .' &&
    expect "no processes left, but '$(xargs <processes)'" test ! -s processes
}

case_commands_that_cannot_start() {
  local start=$SECONDS
  fovea launch --retries 1 -- /nonexistent
  expect_refusal "a program that is not there" && expect_message 'nonexistent' || return 1
  fovea launch --retries 1 -- /dev/null
  expect_refusal "a device as a program" && expect "no wait" test $((SECONDS - start)) -lt 30
}
