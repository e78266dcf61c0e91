# shellcheck shell=bash disable=SC2154
# The parts of launch/bundle.

# swift_runtime PROGRAM: the folder of the Swift runtime's libraries, as the program finds it.
swift_runtime() {
  local library
  library=$(ldd "$1" | awk '$1 == "libswiftCore.so" && $3 ~ /^\// {print $3}')
  [[ -n $library ]] || refuse 1 "$1 does not find the Swift runtime" "Build it again: swift build -c release."
  dirname "$library"
}

# set_runpath FILE PATH: where the program looks for libraries. The path is written over the one that it was linked with, which
# must be as long or longer.
set_runpath() {
  local old places
  old=$(readelf -d "$1" | sed -n 's/.*(RUNPATH).*\[\(.*\)\]/\1/p')
  ((${#old} >= ${#2})) || refuse 1 "the runpath of $1, '$old', has no room for $2" "Install patchelf and set it: patchelf --set-rpath"
  places=$(grep -obUaF -- "$old" "$1" | cut -d : -f 1)
  [[ $places =~ ^[0-9]+$ ]] || refuse 1 "the runpath of $1, '$old', is not there exactly once" "Set it with patchelf --set-rpath."
  { printf '%s' "$2"; head -c $((${#old} - ${#2})) /dev/zero; } |
    dd of="$1" bs=1 seek="$places" conv=notrunc status=none
  [[ $(readelf -d "$1" | sed -n 's/.*(RUNPATH).*\[\(.*\)\]/\1/p') == "$2" ]] ||
    refuse 1 "the runpath of $1 could not be set" "Set it with patchelf --set-rpath."
}

# copy_runtime RUNTIME BUNDLE: the libraries of the Swift runtime that the programs load. They look for each other beside
# themselves.
copy_runtime() {
  local library
  for library in $(for program in "$2"/bin/*; do LD_LIBRARY_PATH=$1 ldd "$program"; done |
    awk -v folder="$1/" 'index($3, folder) == 1 {print $3}' | sort -u); do
    install -m 755 "$library" "$2/lib/"
    strip --strip-unneeded "$2/lib/$(basename "$library")"
  done
}

# copy_licences RUNTIME FOLDER: of all that the programs contain. A folder for each.
copy_licences() {
  local file part
  mkdir "$2/swift"
  cp "$1/../../../share/swift/LICENSE.txt" "$2/swift/" ||
    refuse 1 "the toolchain has no licence at share/swift/LICENSE.txt" "Reinstall Swift."
  mkdir "$2/tree-sitter"
  echo "tree-sitter's C core, of https://github.com/tree-sitter/tree-sitter, is under the MIT licence of Max Brunsfeld." \
    >"$2/tree-sitter/NOTICE"
  for file in .build/checkouts/*/{LICENSE,NOTICE}* Sources/CGrammars/fetched/*/LICENSE \
    Sources/CTreeSitter/fetched/{LICENSE,src/unicode/LICENSE}; do
    [[ -f $file ]] || continue
    case $file in
      .build/*) part=$(cut -d / -f 3 <<<"$file") ;;
      Sources/CGrammars/*) part=tree-sitter-$(cut -d / -f 4 <<<"$file") ;;
      */unicode/*) part=tree-sitter-unicode ;;
      *) part=tree-sitter ;;
    esac
    mkdir -p "$2/$part"
    cp "$file" "$2/$part/"
  done
}

# needed_libraries BUNDLE: the libraries that the bundle's files name and that are not in it, one a line.
needed_libraries() {
  readelf -d "$1"/bin/* "$1"/lib/* | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | sort -u | while IFS= read -r library; do
    if [[ ! -e $1/lib/$library && $library != ld-linux* ]]; then echo "$library"; fi
  done
}

# newest_symbol BUNDLE PREFIX: the newest version of a library's symbols that the bundle's files ask for.
newest_symbol() {
  for file in "$1"/bin/* "$1"/lib/*; do objdump -T "$file" | grep -oE "$2_[0-9.]+"; done | sort -uV | tail -n 1
}

write_readme() {
  local mpi
  mpi=$(mpirun --version 2>/dev/null | head -n 1 || true)
  cat <<README
# $name

Fovea trains code models on programmer attention. This folder has its programs and the Swift runtime; nothing has to be
installed but the libraries below.

\`\`\`
bin/fovea --version
bin/fovea doctor
launch/local -n 2 my.yaml
launch/cluster --hosts a,b my.yaml
launch/slurm --nodes 2 --time 4:00:00 my.yaml
launch/install
\`\`\`

\`launch/install\` links the programs into ~/.local/bin. The scripts explain themselves with --help, the programs too.

## What the machine must have

- $(uname -s) on $(uname -m), glibc $(newest_symbol "$1" GLIBC | cut -d _ -f 2) or newer (measured from the symbols that the files ask for), and a
  libstdc++ with $(newest_symbol "$1" GLIBCXX)
- Open MPI 4 or 5 with libmpi.so.40, also for one process. Built with ${mpi:-an unknown version}; other MPIs do not fit.
- these libraries, of the system or on LD_LIBRARY_PATH:
$(needed_libraries "$1" | paste -sd ' ' | fold -s -w 100 | sed 's/^/  /; s/ *$//')

On Debian 12: \`apt-get install openmpi-bin libopenblas0-pthread libsqlite3-0 libcurl4\`. On a cluster, load modules, for example
\`module load openmpi openblas\`; give those lines to \`launch/slurm --prologue FILE\`.

If a library is missing, the loader names it; \`ldd bin/fovea\` lists all. The numerics have one code path for each processor
family, chosen when the program runs, so the bundle is not tied to the processor it was built on.

## Licences

Fovea: LICENSE. What the programs contain, and the Swift runtime in lib: a folder each in licences.
README
}
