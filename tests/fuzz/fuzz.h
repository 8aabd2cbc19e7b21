/* The one function that every fuzz target defines, as libFuzzer asks for it; corpus_main.c calls the same one.
 * data: size bytes from outside, borrowed for the call. Returns 0; a finding is an abort or a sanitizer's report. */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
