# shellcheck shell=bash disable=SC2154,SC2034
# Cases of launch/attack: limits of the process, and inputs that ask for much.

case_file_size_limit() {
  # A checkpoint has a file of about 80 kB: the write beyond the limit fails, and no signal ends the run.
  write_configuration 10
  fovea train config.yaml --threads 1 --pause-after 5
  expect_code 0 || return 1
  (ulimit -f 60; fovea train config.yaml --threads 1 --resume auto; exit "$code") || code=$?
  expect_code 74 && expect_message 'File too large' && expect_message 'ulimit -f' && expect_intact run || return 1
  (ulimit -f 0; fovea gaze import "$work/inputs/trials.jsonl" --output t; exit "$code") 2>/dev/null || code=$?
  expect_code 74 && expect "no output" test ! -e t
}

case_few_descriptors() {
  local limit
  write_configuration 5
  for limit in {4..24} 32 64; do
    rm -rf run
    (ulimit -n "$limit"; fovea train config.yaml --threads 1; exit "$code") || code=$?
    expect_no_crash "ulimit -n $limit" && expect "a reason under ulimit -n $limit" test "$code" -eq 0 -o -s log || return 1
  done
}

case_no_threads() {
  # The limit counts all processes of a user, and does not hold for root.
  needs_root
  local as_nobody=(setpriv --reuid 65534 --regid 65534 --clear-groups)
  "${as_nobody[@]}" test -x "$program" || skip "another user cannot run $program"
  (ulimit -u 1; timeout 30 "${as_nobody[@]}" "$program" gaze export columns >output 2>log) || code=$?
  expect_code 71 && expect_message 'ulimit -u'
}

case_little_address_space() {
  local limit
  write_configuration 5
  for limit in 400000 500000 600000 700000 800000 1000000 1500000 2000000 4000000; do
    rm -rf run
    (ulimit -v "$limit"; fovea train config.yaml --threads 1; exit "$code") || code=$?
    expect_no_crash "ulimit -v $limit" && expect "a reason under ulimit -v $limit" test "$code" -eq 0 -o -s log || return 1
  done
}

case_too_large_a_model() {
  write_configuration 5
  fovea train config.yaml --threads 1 --set model.shape.model_width=16384 --set model.shape.feed_forward_width=65536 \
    --set model.shape.encoder_layers=32
  expect_code 71 && expect_message 'needs .* of memory' &&
    expect "no checkpoint" test ! -e run/checkpoints/last
}

case_little_processor_time() {
  # The system ends what exceeds its processor time; checkpoints stay whole, and the run goes on from the last.
  write_configuration 100000
  (ulimit -t 1; fovea train config.yaml --threads 1; exit "$code") 2>/dev/null || true
  expect_intact run || return 1
  fovea train config.yaml --threads 1 --resume auto --set training.maximum_steps=1
  expect_message 'resumed after step'
}

# unknown_keys COUNT: a configuration with so many keys that do not exist; prints the processor time of its refusal in ms.
unknown_keys() {
  write_configuration 5
  python3 -c 'import sys
for number in range(int(sys.argv[1])): print(f"unknown_{number}: {number}")' "$1" >>config.yaml
  python3 -c 'import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=open("log", "w")).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(code, int(1000 * (used.ru_utime + used.ru_stime)))' "$program" train config.yaml
}

case_many_unknown_keys() {
  local few many
  read -r code few < <(unknown_keys 4000)
  expect_code 78 || return 1
  read -r code many < <(unknown_keys 16000)
  expect_code 78 && expect "time in proportion, not $few and $many ms" test "$many" -lt $((8 * few + 500))
}

case_deep_nesting() {
  local words
  python3 -c 'print("[" * 200000)' >f
  python3 -c 'print("{\"a\":" * 100000)' >g
  python3 -c 'print("a: " + "{b: " * 50000)' >h
  python3 -c 'print("class A { int f() { return " + "(" * 50000 + "1" + ")" * 50000 + "; } }")' >A.java
  for words in 'train f' 'train h' 'sweep run h' 'gaze import g --output o' 'gaze measures f' 'gaze measures g' \
    'gaze label A.java --language java' 'codebleu --references A.java --predictions A.java --language java' \
    'tokenizer train --input g --field a --vocabulary-size 300 --output o' 'results report f --output o.html'; do
    # shellcheck disable=SC2086
    fovea $words
    expect_no_crash "$words" || return 1
  done
}

case_file_too_large_for_the_memory() {
  local words
  # The file is a hole, and takes no room on the disk.
  truncate -s 2G f
  ulimit -v 3000000
  for words in 'codebleu --references f --predictions f --language java' 'train f' 'checkpoint inspect f' \
    'metrics --references f --predictions f --metrics chrf' 'tokenize --tokenizer f --input f'; do
    # shellcheck disable=SC2086
    fovea $words
    expect_refusal "$words" || return 1
  done
}
