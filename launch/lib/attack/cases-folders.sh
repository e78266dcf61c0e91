# shellcheck shell=bash disable=SC2154,SC2034
# Cases of launch/attack: a run's folder that is moved, removed, replaced or copied.

case_folder_moved() {
  train_in_background && wait_until "ten steps" has_steps 10 && mv run moved && ends_with 74 &&
    expect_message 'moved, removed or replaced' && expect_message 'resume auto' &&
    expect "no folder at the old path" test ! -e run &&
    expect_intact moved && expect_json moved/events.jsonl || return 1
  fovea train config.yaml --threads 1 --set output=moved --resume auto --set training.maximum_steps=1
  expect_message 'resumed after step'
}

case_folder_replaced() {
  # A second run at the old path must share nothing with the first one.
  local first
  train_in_background && wait_until "ten steps" has_steps 10 && mv run moved || return 1
  first=$job
  write_configuration 20
  timeout 60 "$program" train config.yaml --threads 1 --set seed=2 >/dev/null 2>second </dev/null
  expect "the second run to end well" test $? -eq 0 || return 1
  job=$first
  ends_with 74 && expect_intact run && expect_intact moved && expect "no checkpoint of the first run" \
    test -z "$(grep -L 'seed: 2' run/checkpoints/step-*/state.json)"
}

# Removes the run's folder, into which the run writes meanwhile.
remove_run() {
  local tries
  for ((tries = 0; tries < 100; tries++)); do
    rm -rf run 2>/dev/null || true
    [[ ! -e run ]] && return 0
  done
  expect "to remove the run's folder" false
}

case_folder_removed() {
  train_in_background && wait_until "ten steps" has_steps 10 && remove_run && ends_with 74 &&
    expect_message 'the folder is gone' &&
    expect "no new folder" test ! -e run
}

case_copy_beside_checkpoints() {
  # What somebody keeps beside the checkpoints is neither resumed from nor removed.
  write_configuration 15
  fovea train config.yaml --threads 1
  expect_code 0 && cp -r run/checkpoints/step-00000005 run/checkpoints/step-keep || return 1
  fovea train config.yaml --threads 1 --resume auto --set training.maximum_steps=40
  expect_code 0 && expect_message 'resumed after step 15' && expect "the copy" test -d run/checkpoints/step-keep
}

case_copy_without_links() {
  write_configuration 10
  fovea train config.yaml --threads 1
  mv run original && cp -rL original run
  fovea train config.yaml --threads 1 --resume auto --set training.maximum_steps=20
  expect_code 0 && expect_message 'resumed after step 10' && expect_intact run &&
    expect "a link again" test -L run/checkpoints/last
}

case_second_run_in_the_folder() {
  train_in_background && wait_until "ten steps" has_steps 10 || return 1
  mv log first-log
  fovea train config.yaml --threads 1 --resume auto
  expect_code 78 && expect_message 'in use by process' && kill -TERM "$job" && ends_with 75 && expect_intact run
}

case_no_permissions() {
  needs_root
  # As an ordinary user, for whom permissions count.
  # shellcheck disable=SC2016
  local as_nobody=(setpriv --reuid 65534 --regid 65534 --clear-groups)
  "${as_nobody[@]}" test -x "$program" || skip "another user cannot run $program"
  chmod 755 "$work" "$here" && chmod -R a+rX "$work/inputs"
  write_configuration 10
  mkdir mine && chown 65534 mine && cp "$work/inputs/trials.jsonl" hidden && chmod 600 hidden
  code=0
  "${as_nobody[@]}" "$program" train config.yaml --threads 1 >output 2>log </dev/null || code=$?
  expect_code 74 "a folder of another's" && expect_message 'Permission denied' || return 1
  code=0
  "${as_nobody[@]}" "$program" gaze import hidden --output mine/t >output 2>log </dev/null || code=$?
  expect_code 74 "a file of another's" && expect_message 'Permission denied' || return 1
  code=0
  "${as_nobody[@]}" "$program" train config.yaml --threads 1 --set output=mine/run >output 2>log </dev/null || code=$?
  expect_code 0 && expect_intact mine/run
}

case_device_in_a_checkpoint() {
  write_configuration 10
  fovea train config.yaml --threads 1
  ln -sf /dev/zero run/checkpoints/step-00000010/added_tokens.json
  fovea checkpoint verify run
  expect_refusal "a checkpoint with a device" && expect_message 'added_tokens.json' output || return 1
  fovea train config.yaml --threads 1 --resume auto --set training.maximum_steps=20
  expect_code 0 && expect_message 'passed over' && expect_message 'resumed after step 5'
}
