# shellcheck shell=bash
# Functions shared by the scripts in launch/ and .ci/. Source it, do not run it. Each script sources it after
# `set -euo pipefail`; it leaves the shell in the project's root folder.

SCRIPT=$(realpath "$0")
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1

# Prints one line of progress to standard error, marked with the script's name.
say() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
}

# refuse CODE PROBLEM REMEDY: prints what is wrong and what to do, and exits with CODE.
refuse() {
  printf '%s: error: %s\n  %s\n' "$(basename "$0")" "$2" "$3" >&2
  exit "$1"
}

# Prints the comment at the top of the running script: from its second line to the first non-comment line.
print_help() {
  sed -n '2,${/^#/!q;s/^# \{0,1\}//p}' "$SCRIPT"
}

# require_value OPTION VALUE: refuses an option without a value.
require_value() {
  [[ -n ${2:-} ]] || refuse 64 "$1 needs a value" "See --help."
}

# require_count OPTION VALUE: refuses anything but a whole number of at least 1.
require_count() {
  [[ ${2:-} =~ ^[1-9][0-9]*$ ]] || refuse 64 "$1 needs a whole number of at least 1, not '${2:-}'" "See --help."
}

# require_plain WHAT VALUE: refuses line ends and other control characters, with which a value would become more than one
# line of a file that is written.
require_plain() {
  [[ $2 != *[[:cntrl:]]* ]] || refuse 64 "$1 has control characters: $(printf '%q' "$2")" \
    "Remove line ends, tabs and the like; the batch file cannot hold them."
}

# The program: that of the bundle which this script is part of, or what this checkout has built.
fovea_program() {
  if [[ -e Package.swift ]]; then echo "$PWD/.build/release/fovea"; else echo "$PWD/bin/fovea"; fi
}

# build_fovea PRODUCT…: builds those that are missing.
build_fovea() {
  local product folder
  folder=$(dirname "$(fovea_program)")
  for product in "$@"; do
    if [[ -x $folder/$product ]]; then continue; fi
    [[ -e Package.swift ]] || refuse 1 "$folder/$product is missing" "Unpack the bundle again."
    say "building .build/release/$product, which takes a few minutes the first time"
    swift build -c release --product "$product" >&2
  done
}

# shellcheck source=mpi.sh
source launch/lib/mpi.sh
