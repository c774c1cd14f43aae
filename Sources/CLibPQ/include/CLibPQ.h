// libpq, loaded when a database of PostgreSQL is named and not before: a server that keeps SQLite needs none of it, and starts
// without looking for it.
#ifndef CARDEA_CLIBPQ_H
#define CARDEA_CLIBPQ_H

#include <postgresql/libpq-fe.h>

#define CARDEA_LIBPQ_FUNCTIONS(each) \
    each(PQlibVersion) each(PQconnectdbParams) each(PQfinish) each(PQstatus) each(PQsocket) each(PQerrorMessage) \
    each(PQsetnonblocking) each(PQenterPipelineMode) each(PQexitPipelineMode) each(PQpipelineSync) \
    each(PQsendPrepare) each(PQsendQueryPrepared) each(PQflush) each(PQconsumeInput) each(PQisBusy) \
    each(PQgetResult) each(PQclear) each(PQresultStatus) each(PQresultErrorField) each(PQntuples) each(PQnfields) \
    each(PQfname) each(PQgetisnull) each(PQgetlength) each(PQgetvalue) each(PQftype) each(PQcmdTuples) \
    each(PQexec) each(PQexecParams) each(PQsetNoticeProcessor) each(PQserverVersion) each(PQconninfoParse) \
    each(PQconninfoFree) each(PQfreemem) each(PQputCopyData) each(PQputCopyEnd) each(PQnotifies)

// The functions that are used, as the header declares them. Their addresses never change, and any thread may call them.
typedef struct __attribute__((swift_attr("@Sendable"))) {
#define CARDEA_FIELD(name) __typeof__(&name) name;
    CARDEA_LIBPQ_FUNCTIONS(CARDEA_FIELD)
#undef CARDEA_FIELD
} CardeaLibPQ;

// Loads the library. Returns a null pointer, or why it cannot be used, which stays valid.
const char *cardea_load_libpq(CardeaLibPQ *library);

#endif
