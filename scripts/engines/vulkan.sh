#!/usr/bin/env bash
# Lays out a software GPU in .cache/engines/vulkan: Debian's Vulkan loader and the SwiftShader of Debian's Chromium,
# unpacked without installing them. Prints the reason and ends with 1 where they cannot be had.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
home=$root/.cache/engines/vulkan

missing() {
  echo "$1"
  exit 1
}

[ -f "$home/icd.json" ] && exit 0
command -v apt-get >/dev/null || missing 'the software GPU comes from Debian packages'
command -v dpkg-deb >/dev/null || missing 'there is no dpkg-deb'

mkdir -p "$home"
cd "$home"
packages=(libvulkan1)
shader=/usr/lib/chromium/libvk_swiftshader.so
if [ ! -f "$shader" ]; then
  packages+=(chromium)
  shader=$home/usr/lib/chromium/libvk_swiftshader.so
fi
apt-get download -qq "${packages[@]}" 2>/dev/null || missing "apt-get cannot download ${packages[*]}"
for package in *.deb; do dpkg-deb -x "$package" .; done
rm ./*.deb
[ -f "$shader" ] || missing 'this Chromium has no SwiftShader'

ln -sf "$home"/usr/lib/*/libvulkan.so.1 libvulkan.so.1
printf '{"file_format_version": "1.0.0", "ICD": {"library_path": "%s", "api_version": "1.3"}}\n' "$shader" >icd.json
