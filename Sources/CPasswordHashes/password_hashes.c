#define _GNU_SOURCE
#include "CPasswordHashes.h"

#include <crypt.h>
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

typedef int argon2_verify_function(const char *, const void *, size_t, int);

enum { ARGON2_OK = 0, ARGON2_VERIFY_MISMATCH = -35 };

// dlopen counts, and gives the same each time.
static void *symbol(const char *const *libraries, const char *name) {
    for (; *libraries != NULL; libraries++) {
        void *handle = dlopen(*libraries, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
        void *found = handle == NULL ? NULL : dlsym(handle, name);
        if (found != NULL) return found;
    }
    return NULL;
}

static __typeof__(&crypt_r) crypt_function(void) {
    static const char *const libraries[] = {"libcrypt.so.1", "libcrypt.so.2", NULL};
    return (__typeof__(&crypt_r))symbol(libraries, "crypt_r");
}

static argon2_verify_function *argon2_function(void) {
    static const char *const libraries[] = {"libargon2.so.1", NULL};
    return (argon2_verify_function *)symbol(libraries, "argon2_verify");
}

int cardea_has_crypt(void) { return crypt_function() != NULL; }

int cardea_has_argon2(void) { return argon2_function() != NULL; }

enum cardea_verdict cardea_crypt_verify(const char *password, const char *encoded) {
    __typeof__(&crypt_r) crypt = crypt_function();
    struct crypt_data *data = crypt == NULL ? NULL : calloc(1, sizeof *data);
    if (data == NULL) return CARDEA_FAILED;
    const char *made = crypt(password, encoded, data);
    enum cardea_verdict verdict = CARDEA_FAILED;
    // One that begins with an asterisk says that it failed.
    if (made != NULL && made[0] != '*') {
        size_t length = strlen(encoded);
        unsigned char difference = strlen(made) == length ? 0 : 1;
        for (size_t i = 0; difference == 0 && i < length; i++) difference |= (unsigned char)(made[i] ^ encoded[i]);
        verdict = difference == 0 ? CARDEA_RIGHT : CARDEA_WRONG;
    }
    explicit_bzero(data, sizeof *data);
    free(data);
    return verdict;
}

enum cardea_verdict cardea_argon2_verify(const char *encoded, const void *password, size_t length, int type) {
    argon2_verify_function *verify = argon2_function();
    if (verify == NULL) return CARDEA_FAILED;
    switch (verify(encoded, password, length, type)) {
    case ARGON2_OK: return CARDEA_RIGHT;
    case ARGON2_VERIFY_MISMATCH: return CARDEA_WRONG;
    default: return CARDEA_FAILED;
    }
}
