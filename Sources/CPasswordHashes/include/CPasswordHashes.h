// Password hashes of other programs, judged by the libraries that the system has for them: libxcrypt (bcrypt and what else crypt(3)
// knows) and libargon2 (Argon2d, i and id). They are loaded when such a hash is met and not before.
#ifndef CARDEA_PASSWORD_HASHES_H
#define CARDEA_PASSWORD_HASHES_H

#include <stddef.h>

enum cardea_verdict { CARDEA_RIGHT, CARDEA_WRONG, CARDEA_FAILED };

// `password` and `encoded` end with a zero. CARDEA_FAILED where the library is missing or does not know such a hash.
enum cardea_verdict cardea_crypt_verify(const char *password, const char *encoded);

// `type` is 0 for Argon2d, 1 for i, 2 for id.
enum cardea_verdict cardea_argon2_verify(const char *encoded, const void *password, size_t length, int type);

// Whether the library is there.
int cardea_has_crypt(void);
int cardea_has_argon2(void);

#endif
