#define _GNU_SOURCE
#include "CLibPQ.h"

#include <dlfcn.h>
#include <stddef.h>

const char *cardea_load_libpq(CardeaLibPQ *library) {
    // RTLD_NODELETE: what the library loads itself would not survive being unloaded.
    void *handle = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (handle == NULL) return dlerror();
#define CARDEA_LOAD(name) \
    library->name = (__typeof__(&name))dlsym(handle, #name); \
    if (library->name == NULL) return "it is older than PostgreSQL 14's: " #name " is missing";
    CARDEA_LIBPQ_FUNCTIONS(CARDEA_LOAD)
#undef CARDEA_LOAD
    return NULL;
}
