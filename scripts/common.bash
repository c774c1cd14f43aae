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

find_swift
