#!/bin/sh
# pkg_config.sh CXX main.cpp PREFIX WORK: the same program with nothing but a compiler and pkg-config. The installation
# is moved first, because a prefix fixed at configure time is a common mistake.
set -eu
cxx=$1 main=$2 prefix=$3 work=$4

rm -rf "$work"
mkdir -p "$work"
cp -a "$prefix" "$work/moved"
PKG_CONFIG_PATH=$(dirname "$(find "$work/moved" -name saniscore.pc)")
export PKG_CONFIG_PATH
# shellcheck disable=SC2046 # the flags are meant to be split
"$cxx" -std=c++20 "$main" $(pkg-config --cflags --libs saniscore) -o "$work/consumer"
LD_LIBRARY_PATH=$(pkg-config --variable=libdir saniscore) "$work/consumer" | grep "^total 70 "
