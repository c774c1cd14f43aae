// Passwords that very many people use, as fingerprints (scripts/common-passwords): part of the executable's constants, so that memory
// holds the pages of it that are looked at, and those only once somebody chooses a password.
#ifndef CARDEA_COMMON_PASSWORDS_H
#define CARDEA_COMMON_PASSWORDS_H

#include <stddef.h>

// Octets of one fingerprint. They are sorted and lie one after the other.
enum { CARDEA_FINGERPRINT_LENGTH = 5 };

const unsigned char *cardea_common_passwords(void);
size_t cardea_common_password_count(void);

#endif
