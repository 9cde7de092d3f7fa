#!/bin/sh
# Makes cocket_VERSION_ARCH.deb of a release binary: `deploy/debian.sh [BINARY [FOLDER]]`, on the oldest Debian that it
# shall run on. The same binary and SOURCE_DATE_EPOCH (the last commit's, if unset) give the same bytes.
#
#     apt-get install binutils dpkg-dev
#     cargo build --release && deploy/debian.sh
set -eu
umask 022
export LC_ALL=C TZ=UTC

top=$(cd "$(dirname "$0")/.." && pwd)
binary=${1:-$top/target/release/cocket}
out=${2:-$top/target}
: "${SOURCE_DATE_EPOCH:=$(git -C "$top" log -1 --format=%ct)}"
export SOURCE_DATE_EPOCH

version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$top/Cargo.toml" | head -n 1)
[ "$("$binary" --version)" = "cocket $version" ] || { echo "$binary is not of version $version" >&2; exit 1; }
arch=$(dpkg --print-architecture)
maintainer="${DEBFULLNAME:-Cocket} <${DEBEMAIL:-cocket@cocket.example}>"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root

install -D -m 755 "$binary" "$root/usr/bin/cocket"
strip --strip-unneeded --remove-section=.comment --remove-section=.note "$root/usr/bin/cocket"
mkdir -p "$root/usr/share/cocket"
cp -r "$top/packs" "$root/usr/share/cocket/packs"
install -D -m 644 "$top/deploy/cocket.service" "$root/usr/lib/systemd/system/cocket.service"
install -D -m 600 "$top/deploy/debian/cocket.env" "$root/etc/cocket/cocket.env"
install -D -m 644 "$top/deploy/debian/sysusers.conf" "$root/usr/lib/sysusers.d/cocket.conf"
install -D -m 644 "$top/deploy/alerts.yml" "$root/usr/share/cocket/alerts.yml"
install -D -m 644 "$top/deploy/grafana.json" "$root/usr/share/cocket/grafana.json"
install -D -m 644 "$top/deploy/partition.sql" "$root/usr/share/cocket/partition.sql"
doc=$root/usr/share/doc/cocket
install -D -m 644 "$top/deploy/debian/copyright" "$doc/copyright"
cp -r "$top/docs" "$doc/docs"
install -D -m 644 "$top/CHANGELOG.md" "$doc/CHANGELOG.md"
printf 'cocket (%s) unstable; urgency=medium\n\n  * CHANGELOG.md tells it.\n\n -- %s  %s\n' \
    "$version" "$maintainer" "$(date -u -R -d "@$SOURCE_DATE_EPOCH")" | gzip -9n > "$doc/changelog.gz"
find "$root" -type d -exec chmod 755 {} +
find "$root/usr/share" -type f -exec chmod 644 {} +

mkdir -p "$work/debian" "$root/DEBIAN"
printf 'Source: cocket\n\nPackage: cocket\nArchitecture: %s\n' "$arch" > "$work/debian/control"
needed=$(cd "$work" && dpkg-shlibdeps -O "$root/usr/bin/cocket" 2> /dev/null | sed 's/^shlibs:Depends=//')
cat > "$root/DEBIAN/control" <<CONTROL
Package: cocket
Version: $version
Architecture: $arch
Maintainer: $maintainer
Installed-Size: $(du -k -s --apparent-size --exclude=DEBIAN "$root" | cut -f 1)
Depends: $needed, systemd | systemd-standalone-sysusers, init-system-helpers (>= 1.54)
Recommends: systemd
Section: net
Priority: optional
Description: customs clearance for cross-border e-commerce parcels
 Advance data about a parcel comes in; a category, the exact duties and taxes,
 a decision and its grounds come out, before the parcel lands.
 .
 The service is not started before /etc/cocket/cocket.env names a country pack.
CONTROL
echo /etc/cocket/cocket.env > "$root/DEBIAN/conffiles"
(cd "$root" && find usr -type f | sort | xargs md5sum) > "$root/DEBIAN/md5sums"
for script in postinst prerm postrm; do
    install -m 755 "$top/deploy/debian/$script" "$root/DEBIAN/$script"
done
mkdir -p "$out"
dpkg-deb --root-owner-group -Zxz --build "$root" "$out/cocket_${version}_$arch.deb"
