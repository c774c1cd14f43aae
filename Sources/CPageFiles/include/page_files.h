#pragma once

#include <stddef.h>

/// A file that is part of the executable.
struct page_file {
    /// Its path below `Sources/WebPages`.
    const char *path;
    /// Its content, ended by a zero octet.
    const char *text;
};

/// Every file, ended by one without a path.
const struct page_file *page_files(void);
