// The files of WebPages/Templates and WebPages/Languages, compiled into the executable: one `#embed` for each, which costs a
// compiler nothing, where an array literal of Swift costs it a minute.

#include "page_files.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

#define FILE_BEGIN(path) { path, (const char[]) {
#define FILE_END , 0 } },

static const struct page_file files[] = {
    FILE_BEGIN("Languages/ar.json")
#embed "../WebPages/Languages/ar.json"
    FILE_END
    FILE_BEGIN("Languages/de.json")
#embed "../WebPages/Languages/de.json"
    FILE_END
    FILE_BEGIN("Languages/en.json")
#embed "../WebPages/Languages/en.json"
    FILE_END
    FILE_BEGIN("Languages/es.json")
#embed "../WebPages/Languages/es.json"
    FILE_END
    FILE_BEGIN("Languages/fr.json")
#embed "../WebPages/Languages/fr.json"
    FILE_END
    FILE_BEGIN("Languages/ja.json")
#embed "../WebPages/Languages/ja.json"
    FILE_END
    FILE_BEGIN("Languages/zh-Hans.json")
#embed "../WebPages/Languages/zh-Hans.json"
    FILE_END
    FILE_BEGIN("Templates/account.mustache")
#embed "../WebPages/Templates/account.mustache"
    FILE_END
    FILE_BEGIN("Templates/applications.mustache")
#embed "../WebPages/Templates/applications.mustache"
    FILE_END
    FILE_BEGIN("Templates/claim.mustache")
#embed "../WebPages/Templates/claim.mustache"
    FILE_END
    FILE_BEGIN("Templates/client-pages.mustache")
#embed "../WebPages/Templates/client-pages.mustache"
    FILE_END
    FILE_BEGIN("Templates/code.mustache")
#embed "../WebPages/Templates/code.mustache"
    FILE_END
    FILE_BEGIN("Templates/consent-asks.mustache")
#embed "../WebPages/Templates/consent-asks.mustache"
    FILE_END
    FILE_BEGIN("Templates/consent-heading.mustache")
#embed "../WebPages/Templates/consent-heading.mustache"
    FILE_END
    FILE_BEGIN("Templates/consent.mustache")
#embed "../WebPages/Templates/consent.mustache"
    FILE_END
    FILE_BEGIN("Templates/create-account.mustache")
#embed "../WebPages/Templates/create-account.mustache"
    FILE_END
    FILE_BEGIN("Templates/device-consent.mustache")
#embed "../WebPages/Templates/device-consent.mustache"
    FILE_END
    FILE_BEGIN("Templates/device-done.mustache")
#embed "../WebPages/Templates/device-done.mustache"
    FILE_END
    FILE_BEGIN("Templates/device.mustache")
#embed "../WebPages/Templates/device.mustache"
    FILE_END
    FILE_BEGIN("Templates/document.css")
#embed "../WebPages/Templates/document.css"
    FILE_END
    FILE_BEGIN("Templates/document.mustache")
#embed "../WebPages/Templates/document.mustache"
    FILE_END
    FILE_BEGIN("Templates/door.css")
#embed "../WebPages/Templates/door.css"
    FILE_END
    FILE_BEGIN("Templates/door.mustache")
#embed "../WebPages/Templates/door.mustache"
    FILE_END
    FILE_BEGIN("Templates/error.mustache")
#embed "../WebPages/Templates/error.mustache"
    FILE_END
    FILE_BEGIN("Templates/forgot-password.mustache")
#embed "../WebPages/Templates/forgot-password.mustache"
    FILE_END
    FILE_BEGIN("Templates/form-post.mustache")
#embed "../WebPages/Templates/form-post.mustache"
    FILE_END
    FILE_BEGIN("Templates/foundation.css")
#embed "../WebPages/Templates/foundation.css"
    FILE_END
    FILE_BEGIN("Templates/head.mustache")
#embed "../WebPages/Templates/head.mustache"
    FILE_END
    FILE_BEGIN("Templates/house.css")
#embed "../WebPages/Templates/house.css"
    FILE_END
    FILE_BEGIN("Templates/house.mustache")
#embed "../WebPages/Templates/house.mustache"
    FILE_END
    FILE_BEGIN("Templates/link-gone.mustache")
#embed "../WebPages/Templates/link-gone.mustache"
    FILE_END
    FILE_BEGIN("Templates/login.mustache")
#embed "../WebPages/Templates/login.mustache"
    FILE_END
    FILE_BEGIN("Templates/logout.mustache")
#embed "../WebPages/Templates/logout.mustache"
    FILE_END
    FILE_BEGIN("Templates/mail-sent.mustache")
#embed "../WebPages/Templates/mail-sent.mustache"
    FILE_END
    FILE_BEGIN("Templates/mail-text.mustache")
#embed "../WebPages/Templates/mail-text.mustache"
    FILE_END
    FILE_BEGIN("Templates/mail.mustache")
#embed "../WebPages/Templates/mail.mustache"
    FILE_END
    FILE_BEGIN("Templates/mark-shut.mustache")
#embed "../WebPages/Templates/mark-shut.mustache"
    FILE_END
    FILE_BEGIN("Templates/mark.mustache")
#embed "../WebPages/Templates/mark.mustache"
    FILE_END
    FILE_BEGIN("Templates/one-time-codes.mustache")
#embed "../WebPages/Templates/one-time-codes.mustache"
    FILE_END
    FILE_BEGIN("Templates/other-account.mustache")
#embed "../WebPages/Templates/other-account.mustache"
    FILE_END
    FILE_BEGIN("Templates/passkeys.js")
#embed "../WebPages/Templates/passkeys.js"
    FILE_END
    FILE_BEGIN("Templates/playground-start.mustache")
#embed "../WebPages/Templates/playground-start.mustache"
    FILE_END
    FILE_BEGIN("Templates/playground.css")
#embed "../WebPages/Templates/playground.css"
    FILE_END
    FILE_BEGIN("Templates/playground.mustache")
#embed "../WebPages/Templates/playground.mustache"
    FILE_END
    FILE_BEGIN("Templates/profile.mustache")
#embed "../WebPages/Templates/profile.mustache"
    FILE_END
    FILE_BEGIN("Templates/recovery-codes.mustache")
#embed "../WebPages/Templates/recovery-codes.mustache"
    FILE_END
    FILE_BEGIN("Templates/reset-password.mustache")
#embed "../WebPages/Templates/reset-password.mustache"
    FILE_END
    FILE_BEGIN("Templates/scope.mustache")
#embed "../WebPages/Templates/scope.mustache"
    FILE_END
    FILE_BEGIN("Templates/second-factor.mustache")
#embed "../WebPages/Templates/second-factor.mustache"
    FILE_END
    FILE_BEGIN("Templates/security-fields.mustache")
#embed "../WebPages/Templates/security-fields.mustache"
    FILE_END
    FILE_BEGIN("Templates/security.mustache")
#embed "../WebPages/Templates/security.mustache"
    FILE_END
    FILE_BEGIN("Templates/sessions.mustache")
#embed "../WebPages/Templates/sessions.mustache"
    FILE_END
    FILE_BEGIN("Templates/signed-out.mustache")
#embed "../WebPages/Templates/signed-out.mustache"
    FILE_END
    FILE_BEGIN("Templates/verify-email.mustache")
#embed "../WebPages/Templates/verify-email.mustache"
    FILE_END
    FILE_BEGIN("Templates/way-on.mustache")
#embed "../WebPages/Templates/way-on.mustache"
    FILE_END
    { NULL, NULL },
};

const struct page_file *page_files(void) { return files; }
