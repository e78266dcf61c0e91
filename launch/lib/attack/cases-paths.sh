# shellcheck shell=bash disable=SC2154,SC2034
# Cases of launch/attack: what a path names.

# Commands that read a file `f`, and write to `o` if they write.
readers() {
  cat <<WORDS
train f
sweep run f
gaze import f --output o
gaze label f --language java
gaze measures f --output o
gaze motifs f --cache o
gaze view f --output o
gaze figure f --kind heat --output o
gaze synthesize f --priors p --language java --output o
metrics --references f --predictions f --metrics chrf
codebleu --references f --predictions f --language java
corpus check --splits f --clusters o
tokenizer train --input f --vocabulary-size 300 --output o
tokenize --tokenizer $work/inputs/tokenizer --input f
checkpoint inspect f
checkpoint verify f
results show f
results report f --output o
WORDS
}

# every_reader CHECK…: runs each of them, then the check.
every_reader() {
  local words
  while read -r -a words; do
    rm -rf o
    fovea "${words[@]}"
    "$@" "${words[*]}" || return 1
  done < <(readers)
}

case_one_letter_paths() { cp "$work/inputs/trials.jsonl" f && every_reader expect_no_crash; }
case_folder_as_input() { mkdir f && every_reader expect_refusal; }
case_missing_input() { every_reader expect_refusal; }
case_circle_of_links() { ln -s g f && ln -s f g && every_reader expect_refusal; }
case_nothing_as_input() { : >f && every_reader expect_no_crash; }

case_socket_as_input() {
  python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("f")' && every_reader expect_refusal
}

case_pipe_as_input() {
  # Each waits five seconds for a writer, so only some of them.
  mkfifo f
  local words
  for words in 'train f' 'gaze import f --output o' 'metrics --references f --predictions f --metrics chrf'; do
    # shellcheck disable=SC2086
    fovea $words
    expect_code 65 "$words" && expect_message 'nobody writes' || return 1
  done
}

case_endless_device() {
  # Less than the 2 GiB that are read at most from a device.
  ulimit -v 3000000
  ln -s /dev/zero f
  local words
  for words in 'train f' 'sweep run f' 'gaze import f --output o' 'gaze label f --language java' 'checkpoint inspect f' \
    'metrics --references f --predictions f --metrics chrf' 'tokenizer train --input f --vocabulary-size 300 --output o'; do
    # shellcheck disable=SC2086
    fovea $words
    expect_refusal "$words" || return 1
  done
}

case_output_is_input() {
  local before words
  cp "$work/inputs/trials.jsonl" t
  before=$(checksum t)
  for words in 'gaze import t --output t' 'gaze drift t --algorithm warp --output ./t' "gaze augment t --output $PWD/t" \
    'gaze export fixations t --output t' 'gaze measures t --output t' 'gaze view t --output t' 'gaze motifs t --plot t'; do
    # shellcheck disable=SC2086
    fovea $words
    expect_refusal "$words" && expect_same t "$before" || return 1
  done
}

case_outputs_that_are_no_files() {
  local words=(gaze import "$work/inputs/trials.jsonl" --output) before
  mkdir folder && mkfifo pipe && ln -s circle circle && ln -s nowhere/at/all dangling || return 1
  python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("socket")' || return 1
  for name in folder pipe circle dangling socket /dev/full pipe/below ''; do
    fovea "${words[@]}" "$name"
    expect "a refusal of '$name', not exit code $code" test "$code" -eq 74 -o "$code" -eq 64 || return 1
  done
  expect "what was there" test -d folder -a -p pipe -a -L circle -a -L dangling -a -S socket -a -c /dev/full || return 1
  fovea "${words[@]}" /dev/null
  expect_code 0 "/dev/null" && expect "/dev/null to stay" test -c /dev/null
}

case_output_keeps_mode_and_link() {
  local words=(gaze import "$work/inputs/trials.jsonl" --output)
  : >secret && chmod 600 secret && : >target && ln -s target link || return 1
  fovea "${words[@]}" secret
  expect_code 0 && expect "mode 600" test "$(stat -c %a secret)" = 600 && expect_json secret || return 1
  fovea "${words[@]}" link
  expect_code 0 && expect "the link" test -L link && expect "what it names to be written" test -s target
}

case_planted_links() {
  # Names that a run is about to use lead elsewhere; others that may write to its folder could put them there.
  local name
  mkdir precious && echo precious >precious/file
  write_configuration 10
  mkdir -p run/checkpoints
  for name in step-00000005.partial step-00000010.partial probe.partial; do
    ln -s "$PWD/precious" "run/checkpoints/$name"
  done
  fovea train config.yaml --threads 1
  expect_code 0 && expect_intact run && expect "nothing more in the other folder" test "$(ls precious)" = file || return 1
  rm run/lock && ln -s "$PWD/precious/file" run/lock
  fovea train config.yaml --threads 1 --resume auto
  expect_code 74 && expect "the other file to stay" grep -qx precious precious/file
}

case_export_into_a_checkpoint() {
  local name
  write_configuration 10
  fovea train config.yaml --threads 1
  expect_code 0 || return 1
  for name in step-00000005 last last/inside; do
    fovea checkpoint export run/checkpoints/last --output "run/checkpoints/$name"
    expect_code 64 "$name" || return 1
  done
  expect_intact run
}

case_folder_that_is_not_utf8() {
  local odd=$'f\xff\xfe'
  mkdir "$odd" && cd "$odd" || return 1
  write_configuration 10
  fovea train config.yaml --threads 1
  cp log "$here/log"
  expect_code 0 && expect_intact run && expect "the checkpoints here" test -d run/checkpoints/step-00000010 || return 1
  fovea gaze import "$work/inputs/trials.jsonl" --output trials.jsonl
  expect_code 0 && expect_json trials.jsonl
}

case_very_deep_folder() {
  local part
  part=$(printf 'd%.0s' {1..200})
  for _ in {1..18}; do mkdir "$part" && cd "$part" || return 1; done
  write_configuration 10
  fovea train config.yaml --threads 1
  cp log "$here/log"
  expect_no_crash && { ((code != 0)) || expect_intact run; }
}
