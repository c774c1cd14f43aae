// libcurl, loaded when a mail server is named and not before: a server that sends no mail needs none of it.
#ifndef CARDEA_CLIBCURL_H
#define CARDEA_CLIBCURL_H

#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

#define CARDEA_LIBCURL_FUNCTIONS(each) \
    each(curl_global_init) each(curl_easy_init) each(curl_easy_setopt) each(curl_easy_perform) each(curl_easy_getinfo) \
    each(curl_easy_cleanup) each(curl_easy_strerror) each(curl_slist_append) each(curl_slist_free_all) \
    each(curl_mime_init) each(curl_mime_free) each(curl_mime_addpart) each(curl_mime_data) each(curl_mime_type) \
    each(curl_mime_encoder)

// The header has macros of these names.
#undef curl_easy_setopt
#undef curl_easy_getinfo

// The functions that are used, as the header declares them. Their addresses never change, and any thread may call them.
typedef struct __attribute__((swift_attr("@Sendable"))) {
#define CARDEA_FIELD(name) __typeof__(&name) name;
    CARDEA_LIBCURL_FUNCTIONS(CARDEA_FIELD)
#undef CARDEA_FIELD
} CardeaLibCurl;

// Loads the library. Returns a null pointer, or why it cannot be used, which stays valid.
const char *cardea_load_libcurl(CardeaLibCurl *library);

// What has a varying number of arguments, which Swift cannot call.
CURLcode cardea_curl_set_number(const CardeaLibCurl *library, CURL *handle, CURLoption option, long number);
CURLcode cardea_curl_set_pointer(const CardeaLibCurl *library, CURL *handle, CURLoption option, const void *pointer);
CURLcode cardea_curl_set_progress(
    const CardeaLibCurl *library, CURL *handle, curl_xferinfo_callback callback, void *pointer);
CURLcode cardea_curl_set_replies(
    const CardeaLibCurl *library, CURL *handle, curl_write_callback callback, void *pointer);
long cardea_curl_response_code(const CardeaLibCurl *library, CURL *handle);

#endif
