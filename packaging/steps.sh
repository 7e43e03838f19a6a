# Steps that ./run and ./test share. Source it with `root` set to the repository.
# shellcheck shell=bash

# A hit in ccache must not depend on where the clone lies.
export CCACHE_BASEDIR=${CCACHE_BASEDIR:-$root} CCACHE_NOHASHDIR=${CCACHE_NOHASHDIR:-1}
export CCACHE_SLOPPINESS=${CCACHE_SLOPPINESS:-pch_defines,time_macros}

say() { printf '%s\n' "$*"; }

# Reads progress lines "[done/total] …" on standard input. A terminal gets one line that updates
# itself; a file or a pipe gets a line every ten seconds. Anything else passes unchanged.
progress() {
  local title=$1 line last=-10 columns=${COLUMNS:-80}
  while IFS= read -r line; do
    if [[ $line =~ ^\[([0-9]+)/([0-9]+)\] ]]; then
      if [ -t 1 ]; then
        printf '\r\033[K%.*s' "$((columns - 1))" "$title $line"
      elif [ "${BASH_REMATCH[1]}" = 0 ]; then
        continue
      elif ((SECONDS - last >= 10)) || [ "${BASH_REMATCH[1]}" = "${BASH_REMATCH[2]}" ]; then
        last=$SECONDS
        say "$title ${BASH_REMATCH[1]} of ${BASH_REMATCH[2]}"
      fi
    elif [[ $line != "ninja: "* || $line == *error* || $line == *stopped* ]]; then
      [ ! -t 1 ] || printf '\r\033[K'
      say "$line"
    fi
  done
  [ ! -t 1 ] || printf '\r\033[K'
}

# install_packages FILE…: installs the listed packages that are missing. Asks dpkg first, so that
# nothing is fetched, and no password wanted, when all are there.
install_packages() {
  local names=() missing=() installed name rest command
  while read -r name rest; do
    [[ -n $name && $name != \#* ]] || continue
    if [[ $rest =~ cmd:([^[:space:]]+) ]]; then
      command=${BASH_REMATCH[1]}
      command -v "$command" >/dev/null && continue
    fi
    names+=("$name")
  done < <(cat "$@")
  ((${#names[@]})) || return 0
  command -v dpkg-query >/dev/null || {
    say "This is not Debian: install the equivalents of ${names[*]} yourself."
    return 0
  }
  installed=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' "${names[@]}" 2>/dev/null || true)
  for name in "${names[@]}"; do
    [[ $'\n'$installed$'\n' == *$'\n'"$name installed"$'\n'* ]] || missing+=("$name")
  done
  ((${#missing[@]})) || return 0

  local as_root=()
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || {
      say "These Debian packages are missing, and there is no sudo here. As root, run:"
      say "  apt-get update && apt-get install ${missing[*]}"
      return 1
    }
    as_root=(sudo)
  fi
  say "Installing ${#missing[@]} Debian packages: ${missing[*]}"
  "${as_root[@]}" apt-get -q update | apt_progress || return 1
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get -q -y --no-install-recommends install "${missing[@]}" </dev/null | apt_progress
}

apt_progress() {
  local line count=0
  while IFS= read -r line; do
    [[ $line == "Setting up "* ]] || continue
    count=$((count + 1))
    if [ -t 1 ]; then
      printf '\r\033[K%.*s' "$((${COLUMNS:-80} - 1))" "  $line"
    elif ((count % 20 == 0)); then
      say "  $count packages set up"
    fi
  done
  [ ! -t 1 ] || printf '\r\033[K'
}

# build PRESET [TARGET…]: configures when that has not been done or the presets changed, then
# builds. Ninja itself notices every other change of the build files.
build() {
  local preset=$1 directory="$root/build/$1" log targets=()
  shift
  (($#)) && targets=(--target "$@")
  if [ ! -f "$directory/build.ninja" ] ||
    [ "$root/CMakePresets.json" -nt "$directory/build.ninja" ]; then
    say "Configuring $preset"
    mkdir -p "$directory"
    log="$directory/configure.log"
    (cd "$root" && cmake --preset "$preset") >"$log" 2>&1 || {
      cat "$log"
      return 1
    }
    touch "$directory/build.ninja"
  fi
  (cd "$root" && NINJA_STATUS='[%f/%t] ' cmake --build --preset "$preset" "${targets[@]}" 2>&1) |
    progress "Building $preset"
}
