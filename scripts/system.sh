#!/usr/bin/env bash
# Sees to what the machine itself must give: system packages, and leave to build a sandbox.
#
#   scripts/system.sh NEED...       NEED is python, sandbox, guide, tests, browser, nginx or shellcheck
#
# Where nothing is missing, it changes nothing, asks for no password and takes some milliseconds.
set -euo pipefail

main() {
  local need names
  local -a packages
  [ "$(uname -s)" = Linux ] || refuse \
    "a sandbox needs Linux, and this is $(uname -s)." \
    'Use a Linux virtual machine: Lima or Multipass on macOS, WSL 2 on Windows.'
  names=$(for need in "$@"; do missing "$need"; done)
  if [ -n "$names" ]; then
    mapfile -t packages <<<"$names"
    install_packages "${packages[@]}"
    [[ " ${packages[*]} " != *' nginx '* ]] || silence_nginx
  fi
  for need in "$@"; do
    [ "$need" != sandbox ] || allow_sandbox
  done
}

# A new need is a line here: what it is called, the command that proves it, its packages.
missing() {
  case $1 in
    # Asked for by venv.sh alone, which has looked for itself.
    python) package python3-venv python3 ;;
    sandbox)
      ! absent zsh || package zsh zsh
      ! absent bwrap || package bubblewrap bubblewrap
      ;;
    # What the readers of the guide have: the sandbox shows them the programs of this machine.
    guide)
      ! lacks curl || package curl curl
      ! lacks git || package git git
      ! lacks less || package less less
      ! lacks npm || package npm npm
      ! lacks python3 || package python3 python3
      ;;
    # What the tests themselves use: other shells, and clients of the simulated internet.
    tests)
      ! lacks dash || package dash dash
      ! lacks busybox || package busybox busybox
      ! lacks openssl || package openssl openssl
      ;;
    # What readers have: a browser, and fonts for every language of a guide.
    browser)
      ! has_no_browser || package chromium chromium
      ! absent fc-list || package fontconfig fontconfig
      [ -n "$(fc-list :lang=zh 2>/dev/null)" ] || package fonts-noto-cjk google-noto-sans-cjk-fonts
      ;;
    # What serves the guide on a server of one's own. Only root has its folder on the PATH.
    nginx) ! has_no_nginx || package nginx nginx ;;
    shellcheck) ! absent shellcheck || package shellcheck ShellCheck ;;
    *) refuse "there is no need called '$1'." 'The needs are: python, sandbox, guide, tests, browser, nginx, shellcheck.' ;;
  esac
}

absent() { ! command -v "$1" >/dev/null; }

has_no_browser() { absent chromium && absent chromium-browser && absent google-chrome; }

has_no_nginx() { absent nginx && [ ! -x /usr/sbin/nginx ]; }

# The sandbox shows /usr, and neither /usr/local nor a home.
lacks() { [ ! -x "/usr/bin/$1" ]; }

# Prints a package's name: the first on Debian and Ubuntu, the second on Fedora.
package() { if absent apt-get && ! absent dnf; then echo "$2"; else echo "$1"; fi; }

install_packages() {
  local list="$*"
  echo "Installing ${list// /, }." >&2
  if ! absent apt-get; then
    apt_get update || echo 'apt-get update failed; going on with the lists that are there.' >&2
    apt_get install --no-install-recommends "$@" && return
    refuse "the installation of ${list// /, } failed." "Install by hand: sudo apt-get install $list"
  elif ! absent dnf; then
    as_root dnf install --quiet --assumeyes "$@" && return
    refuse "the installation of ${list// /, } failed." "Install by hand: sudo dnf install $list"
  fi
  refuse "${list// /, } must be installed, and neither apt-get nor dnf is here." \
    "Install with this system's package manager: $list"
}

# The package starts a server on port 80, now and whenever the machine starts; the tests start it
# themselves, on a port of their own.
silence_nginx() {
  ! absent systemctl && systemctl --quiet is-enabled nginx 2>/dev/null || return 0
  echo 'The tests need the program only: keeping nginx from serving port 80' \
    '(to undo: sudo systemctl enable --now nginx).' >&2
  as_root systemctl --quiet disable --now nginx || true
}

# A fresh machine often upgrades itself in the background, so that the lock is worth a wait.
apt_get() {
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -qq --yes -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0 "$@" >/dev/null
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif absent sudo; then
    echo 'This needs root, and there is no sudo.' >&2
    return 1
  elif sudo -n true 2>/dev/null; then
    sudo -n "$@"
  elif { : </dev/tty; } 2>/dev/null; then
    sudo --prompt="Password of %p, to run $1 as root: " "$@"
  else
    echo 'This needs root, and sudo asks for a password, but there is no terminal to ask on.' >&2
    return 1
  fi
}

allow_sandbox() {
  local version said
  version=$(bwrap --version)
  at_least 0.8 "${version##* }" || refuse "bubblewrap ${version##* } is too old." \
    'Version 0.8 is the first that can forbid sandboxes in the sandbox: use a newer system.'
  said=$(try_sandbox 2>&1) && return
  if apparmor_forbids && ! absent apparmor_parser; then
    allow_bwrap_in_apparmor && said=$(try_sandbox 2>&1) && return
  fi
  refuse "this machine does not let an ordinary user build a sandbox (${said##*$'\n'})." "$(remedy)"
}

at_least() { printf '%s\n' "$1" "$2" | sort --version-sort --check=quiet; }

# As root the tests start the sandbox as an ordinary user, and so does this attempt.
try_sandbox() {
  local -a reader=()
  [ "$(id -u)" != 0 ] || reader=(setpriv --reuid=61234 --regid=61234 --clear-groups)
  cd /
  "${reader[@]}" bwrap --unshare-user --disable-userns --unshare-all \
    --ro-bind / / --proc /proc --dev /dev true
}

apparmor_forbids() { setting kernel/apparmor_restrict_unprivileged_userns 1; }

setting() { [ "$(cat "/proc/sys/$1" 2>/dev/null)" = "$2" ]; }

# Ubuntu 24.04 gives user namespaces only to programs whose AppArmor profile says so.
# https://ubuntu.com/blog/ubuntu-23-10-restricted-unprivileged-user-namespaces
allow_bwrap_in_apparmor() {
  local profile=/etc/apparmor.d/pasteproof-bwrap
  echo "AppArmor keeps bubblewrap from building a sandbox. Allowing it, with $profile" \
    "(to undo: sudo apparmor_parser -R $profile; sudo rm $profile)." >&2
  as_root tee "$profile" <<'PROFILE' >/dev/null && as_root apparmor_parser -r "$profile"
abi <abi/4.0>,
include <tunables/global>

profile pasteproof-bwrap /usr/bin/bwrap flags=(unconfined) {
  userns,
}
PROFILE
}

remedy() {
  if setting kernel/unprivileged_userns_clone 0; then
    echo 'Allow it: sudo sysctl kernel.unprivileged_userns_clone=1'
  elif setting user/max_user_namespaces 0; then
    echo 'Allow it: sudo sysctl user.max_user_namespaces=10000'
  elif apparmor_forbids; then
    echo 'AppArmor forbids it: on the machine itself, not in a container, run: make test'
  else
    echo 'In a container, allow user namespaces' \
      '(docker run --security-opt seccomp=unconfined --security-opt systempaths=unconfined),' \
      'or use a virtual machine.'
  fi
}

refuse() {
  echo "pasteproof: $1 $2" >&2
  exit 1
}

[ "${BASH_SOURCE[0]}" != "$0" ] || main "$@"
