# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# For bash scripts that try packages in a fresh Debian 12; to be sourced. The mirror is the one that apt
# uses here. Whoever sources it has `fail MESSAGE`, and is root.
#
#   make_fresh_root   a fresh Debian 12 in $root, in the temporary directory $work; both go at the exit
#   inside COMMAND…   runs the command there
#   quietly COMMAND…  shows what the command says only when it fails, and ends then

# install_tools PACKAGE…: on this machine, when one of them is missing.
install_tools() {
    dpkg-query -W "$@" >/dev/null 2>&1 ||
        DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" >/dev/null
}

make_fresh_root() {
    local mirror file
    install_tools debootstrap
    # Where apt here has its packages from.
    # shellcheck disable=SC2016  # apt replaces these.
    mirror=$(apt-get indextargets --format '$(CODENAME) $(REPO_URI)' 'Created-By: Packages' |
        sed -n 's/^bookworm //p' | head -n 1)
    [[ -n $mirror ]] || fail "apt has no source of Debian 12 (bookworm); see /etc/apt/sources.list"

    work=$(mktemp -d)
    root=$work/root
    trap leave_fresh_root EXIT
    debootstrap --variant=minbase bookworm "$root" "$mirror" >"$work/debootstrap.log" 2>&1 || {
        tail -n 20 "$work/debootstrap.log" >&2
        fail "debootstrap failed"
    }
    for file in /etc/apt/apt.conf.d /etc/apt/apt.conf /etc/apt/auth.conf.d /etc/resolv.conf /etc/ssl/certs; do
        [[ ! -e $file ]] || {
            mkdir -p "$root$(dirname "$file")"
            cp -rL "$file" "$root$(dirname "$file")/" 2>/dev/null || true
        }
    done
    echo "deb $mirror bookworm main" >"$root/etc/apt/sources.list"
    mount -t proc proc "$root/proc"
    mount --bind /dev "$root/dev"
}

leave_fresh_root() {
    umount "$root/proc" 2>/dev/null || true
    umount "$root/dev" 2>/dev/null || true
    rm -rf "$work"
}

inside() {
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive HOME=/root \
        chroot "$root" "$@"
}

quietly() {
    "$@" >"$work/log" 2>&1 || {
        tail -n 40 "$work/log" >&2
        fail "failed: $*"
    }
}

# A ledger with its keys, in the root.
make_ledger_there() {
    inside sh -c 'mkdir -p /srv/ledgers && cd /srv/ledgers &&
        counterfoil init audit --origin example.org/audit >/dev/null &&
        seq 1000 | counterfoil import audit - --format lines --quiet'
}

# What lies in it, byte for byte.
ledger_there() {
    (cd "$root" && find srv/ledgers root/.local -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum)
}
