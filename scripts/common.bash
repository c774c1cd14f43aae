# What every script here needs: the repository's root, the Swift toolchain on PATH, headed lines.
# Sourced, never run.
# shellcheck shell=bash

set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

say() { printf '%s\n' "$*"; }
fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# Puts a toolchain that was unpacked but never added to PATH within reach.
find_swift() {
    command -v swift >/dev/null && return
    local candidate
    for candidate in \
        "$HOME/.local/share/swiftly/bin" "$HOME/.swiftly/bin" \
        /usr/bin /usr/local/bin /usr/swift*/bin /usr/local/swift*/bin /usr/{,local/,share/,libexec/}swift*/usr/bin; do
        if [ -x "$candidate/swift" ]; then
            PATH="$candidate:$PATH"
            export PATH
            return
        fi
    done
}

# Debian's own Python where there is one: a version manager's shim in front of it may stand for a Python without `venv`,
# or for none.
python() {
    if [ -x /usr/bin/python3 ]; then printf '/usr/bin/python3'; else command -v python3 || printf 'python3'; fi
}

find_swift
