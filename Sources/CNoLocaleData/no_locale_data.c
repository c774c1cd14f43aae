// Foundation brings ICU, and ICU the languages and regions of the world: 34 MB, which nothing here asks for (languages of
// pages are files of ours). This is in their place where the executable is handed out (scripts/dist): a package of
// ICU's with no entries (ICU's ucmndata.h, udata.h). ICU takes the first definition of this name that is linked. The
// name has ICU's version in it: with a toolchain that brings another one scripts/dist lists "ICU's data" again.

#include <stdint.h>

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define IS_BIG_ENDIAN 1
#else
#define IS_BIG_ENDIAN 0
#endif

struct package {
    uint16_t headerSize;
    uint8_t magic[2];
    struct {
        uint16_t size;
        uint16_t reserved;
        uint8_t isBigEndian;
        uint8_t charsetFamily;
        uint8_t sizeofUChar;
        uint8_t reservedByte;
        uint8_t dataFormat[4];
        uint8_t formatVersion[4];
        uint8_t dataVersion[4];
    } info;
    uint8_t padding[8];
    uint32_t entries;
};

__attribute__((aligned(16))) const struct package icudt76_dat = {
    .headerSize = 32,
    .magic = {0xda, 0x27},
    .info = {
        .size = 20,
        .isBigEndian = IS_BIG_ENDIAN,
        .sizeofUChar = 2,
        .dataFormat = {'C', 'm', 'n', 'D'},
        .formatVersion = {1},
        .dataVersion = {76},
    },
};
