#include "CCommonPasswords.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char fingerprints[] = {
#embed "fingerprints.bin"
};

const unsigned char *cardea_common_passwords(void) { return fingerprints; }

size_t cardea_common_password_count(void) { return sizeof fingerprints / CARDEA_FINGERPRINT_LENGTH; }
