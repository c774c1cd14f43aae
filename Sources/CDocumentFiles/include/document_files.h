#ifndef DOCUMENT_FILES_H
#define DOCUMENT_FILES_H

/// A page of the documentation, or a picture on one, as it lies in the repository.
struct document_file {
    /// From the root of the repository; NULL behind the last file.
    const char *path;
    const unsigned char *octets;
    unsigned long size;
};

const struct document_file *document_files(void);

#endif
