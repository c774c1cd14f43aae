#define _GNU_SOURCE
#include "CLibCurl.h"

#include <dlfcn.h>
#include <stddef.h>

const char *cardea_load_libcurl(CardeaLibCurl *library) {
    // RTLD_NODELETE: what the library loads itself would not survive being unloaded.
    void *handle = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (handle == NULL) return dlerror();
#define CARDEA_LOAD(name) \
    library->name = (__typeof__(&name))dlsym(handle, #name); \
    if (library->name == NULL) return "it is older than 7.56: " #name " is missing";
    CARDEA_LIBCURL_FUNCTIONS(CARDEA_LOAD)
#undef CARDEA_LOAD
    return NULL;
}

CURLcode cardea_curl_set_number(const CardeaLibCurl *library, CURL *handle, CURLoption option, long number) {
    return library->curl_easy_setopt(handle, option, number);
}

CURLcode cardea_curl_set_pointer(const CardeaLibCurl *library, CURL *handle, CURLoption option, const void *pointer) {
    return library->curl_easy_setopt(handle, option, pointer);
}

CURLcode cardea_curl_set_progress(
    const CardeaLibCurl *library, CURL *handle, curl_xferinfo_callback callback, void *pointer) {
    library->curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
    library->curl_easy_setopt(handle, CURLOPT_XFERINFODATA, pointer);
    return library->curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, callback);
}

CURLcode cardea_curl_set_replies(
    const CardeaLibCurl *library, CURL *handle, curl_write_callback callback, void *pointer) {
    library->curl_easy_setopt(handle, CURLOPT_HEADERDATA, pointer);
    return library->curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, callback);
}

long cardea_curl_response_code(const CardeaLibCurl *library, CURL *handle) {
    long code = 0;
    library->curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &code);
    return code;
}
