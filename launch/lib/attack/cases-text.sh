# shellcheck shell=bash disable=SC2154,SC2034
# Cases of launch/attack: control characters in what the program shows.

# expect_plain FILE [WHAT]: no control characters but line ends and tabs.
expect_plain() {
  local pattern='[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]'
  if LC_ALL=C grep -qP "$pattern" "$1"; then expect "no control characters in $1${2:+, of $2}" false; fi
}

case_control_characters_in_arguments() {
  local odd=$'\e[31mred\a\x7f' words
  for words in "train" "gaze import x --output" "gaze figure x --kind" "results show" "checkpoint verify" "--" "bench" \
    "tokenize --input" "metrics --metrics" "gaze label x --language" "train x --set" "results compare x --rounds"; do
    # shellcheck disable=SC2086
    fovea $words "$odd"
    expect_refusal "$words" && expect_plain log "$words" && expect_plain output "$words" || return 1
  done
}

case_control_characters_in_files() {
  local odd=$'\e]0;title\a' name
  printf 'output: run\n"%s": 1\n' '\e[2J' >config.yaml
  fovea train config.yaml
  expect_code 78 && expect_plain log || return 1
  printf '{"source": "%s' "$odd" >lines
  fovea tokenizer train --input lines --field source --vocabulary-size 300 --output t
  expect_refusal "a damaged line" && expect_plain log || return 1
  cp "$work/inputs/trials.jsonl" "$odd"
  sed 's/"participant": *"p"/"participant": "\\u001b[31m"/' "$work/inputs/trials.jsonl" >odd
  for name in "$odd" odd; do
    fovea gaze measures "$name"
    expect_no_crash && expect_plain output "measures of $name" && expect_plain log || return 1
    fovea gaze drift "$name" --compare
    expect_no_crash && expect_plain output "drift" && expect_plain log || return 1
  done
}

case_control_characters_in_runs() {
  local odd=$'\e[31mred' name
  write_configuration 5
  fovea train config.yaml --threads 1 --set "output=results/exp/$odd"
  expect_code 0 && expect_plain log || return 1
  sed -i 's/"name":"[^"]*"/"name":"\\u001b[2J"/' results/exp/*/status.json results/exp/*/summary.json
  for name in "list" "compare exp" "show exp/$odd" "report exp --output page.html"; do
    # shellcheck disable=SC2086
    if [[ $name == show* ]]; then fovea results show "exp/$odd" --root results; else fovea results $name --root results; fi
    expect_no_crash "$name" && expect_plain output "$name" && expect_plain log "$name" || return 1
  done
}

case_narrow_terminals() {
  local columns
  for columns in -1 0 1 20 39 x ''; do
    code=0
    COLUMNS=$columns "$program" train --help >output 2>log </dev/null || code=$?
    expect_code 0 "COLUMNS=$columns" && expect_message 'USAGE' output || return 1
  done
}
