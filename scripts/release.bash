# Builds what is handed out, and what is measured. Sourced behind common.bash, never run.
# shellcheck shell=bash

# Linking Swift in changes how every module is compiled, so this build keeps its own folder and leaves .build as it is.
release_folder=.build-dist

# Swift, and of Debian's libraries those that come as archives too, go into the executable, so that it runs where nothing of
# them is installed. Modules are compiled with what is inside of the others (docs/performance.md says what that brings), and
# ICU's languages are left out (Sources/CNoLocaleData).
#
#   release_build PRODUCT…
release_build() {
    local product
    link_archives
    for product in "$@"; do
        CARDEA_DIST=1 PKG_CONFIG_PATH=$root/$release_folder/archives${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH} \
            swift build -c release --product "$product" --scratch-path "$release_folder" --static-swift-stdlib \
            -Xswiftc -cross-module-optimization -Xswiftc -use-ld=lld -Xlinker --no-export-dynamic || return
    done
}

# Where release_build puts a product.
release_path() {
    printf '%s\n' "$root/$release_folder/release/$1"
}

# A folder that the linker looks into first, with archives alone, and descriptions of packages that name it.
link_archives() {
    local folder=$root/$release_folder/archives name archive description
    mkdir -p "$folder"
    for name in libsqlite3 libsodium libcmark-gfm libcmark-gfm-extensions libz libstdc++; do
        for archive in /usr/lib/*/"$name.a" /usr/lib/gcc/*/*/"$name.a"; do
            [ ! -e "$archive" ] || ln -sf "$archive" "$folder/"
        done
    done
    for name in libqrencode libsodium libcmark-gfm; do
        for description in /usr/lib/*/pkgconfig/"$name.pc" /usr/share/pkgconfig/"$name.pc"; do
            [ ! -e "$description" ] || sed "s|^Libs: |Libs: -L$folder |" "$description" >"$folder/$name.pc"
        done
    done
}
