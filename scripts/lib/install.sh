# shellcheck shell=bash
# Installs what is missing, and says so. Sourced by the other scripts; each function may be called any number of times.

# apt_packages PACKAGE...: Debian packages, if not there.
apt_packages() {
  local package missing=()
  for package in "$@"; do
    if ! dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed; then
      missing+=("$package")
    fi
  done
  if ((${#missing[@]} == 0)); then return; fi
  printf 'installing Debian packages: %s\n' "${missing[*]}"
  as_root apt-get update -qq
  DEBIAN_FRONTEND=noninteractive as_root apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# postgresql_programs: a PostgreSQL server for tests, which start and stop their own. Debian makes a cluster of its own with the
# package and starts it, unless it is told not to.
postgresql_programs() {
  if compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null; then return; fi
  apt_packages postgresql-common
  as_root sed --in-place --regexp-extended "s/^#?create_main_cluster.*/create_main_cluster = false/" /etc/postgresql-common/createcluster.conf
  apt_packages postgresql
}

as_root() {
  if ((EUID == 0)); then "$@"; else sudo --preserve-env=DEBIAN_FRONTEND "$@"; fi
}

# cargo_tool COMMAND VERSION: a cargo subcommand, if not there. Another version that somebody has will do.
cargo_tool() {
  local tool=$1 version=$2
  if command -v "$tool" >/dev/null; then return; fi
  printf 'installing %s %s\n' "$tool" "$version"
  # Built elsewhere than the project, so that neither's settings reach the other.
  (cd / && cargo install --quiet --locked --version "$version" "$tool")
}

# python_tools VENV REQUIREMENTS...: a virtual environment with pinned packages, made anew when the pins change.
python_tools() {
  local venv=$1 requirements
  shift
  if [[ -x $venv/bin/python ]] && cat "$@" | cmp -s - "$venv/installed.txt"; then return; fi
  printf 'installing Python packages into %s\n' "$venv"
  python3 -m venv --clear "$venv"
  requirements=("${@/#/--requirement=}")
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "${requirements[@]}"
  cat "$@" >"$venv/installed.txt"
}

# python_environment: what all tests in Python share, in one place.
python_environment() {
  python_tools .venv tests/clients/requirements.txt tests/console/requirements.txt
}

# console_tools: a browser, letters for all its languages, what drives it, and proxies to put in front of sites.
console_tools() {
  apt_packages chromium-headless-shell libfaketime nginx-light caddy fonts-noto-core fonts-noto-cjk oathtool python3-venv
  python_environment
}

# node_packages DIRECTORY: what a package-lock.json names, if it is not there.
node_packages() {
  command -v npm >/dev/null || apt_packages nodejs npm
  if cmp -s "$1/package-lock.json" "$1/node_modules/installed.json"; then return; fi
  (cd "$1" && npm ci --silent && cp package-lock.json node_modules/installed.json)
}
