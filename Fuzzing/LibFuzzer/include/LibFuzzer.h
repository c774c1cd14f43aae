// What a program calls to be driven by libFuzzer (compiler-rt, FuzzerInterface.h), which comes with the toolchain.
#ifndef CARDEA_LIBFUZZER_H
#define CARDEA_LIBFUZZER_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*target)(const uint8_t *data, size_t size));

#endif
