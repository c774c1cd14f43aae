// The pages of the documentation and the pictures on them, compiled into the executable. Written by scripts/embed.

#include "document_files.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char file_0[] = {
#embed "../../CHANGELOG.md"
};

static const unsigned char file_1[] = {
#embed "../../CONTRIBUTING.md"
};

static const unsigned char file_2[] = {
#embed "../../Examples/MCPServer/README.md"
};

static const unsigned char file_3[] = {
#embed "../../Examples/OrdersAPI/README.md"
};

static const unsigned char file_4[] = {
#embed "../../README.md"
};

static const unsigned char file_5[] = {
#embed "../../SECURITY.md"
};

static const unsigned char file_6[] = {
#embed "../../docs/architecture.md"
};

static const unsigned char file_7[] = {
#embed "../../docs/benchmarks.md"
};

static const unsigned char file_8[] = {
#embed "../../docs/conformance.md"
};

static const unsigned char file_9[] = {
#embed "../../docs/connecting/README.md"
};

static const unsigned char file_10[] = {
#embed "../../docs/connecting/access-tokens.md"
};

static const unsigned char file_11[] = {
#embed "../../docs/connecting/applications.md"
};

static const unsigned char file_12[] = {
#embed "../../docs/connecting/compatibility.md"
};

static const unsigned char file_13[] = {
#embed "../../docs/connecting/documentation.md"
};

static const unsigned char file_14[] = {
#embed "../../docs/connecting/gateways.md"
};

static const unsigned char file_15[] = {
#embed "../../docs/connecting/mail.md"
};

static const unsigned char file_16[] = {
#embed "../../docs/connecting/mcp.md"
};

static const unsigned char file_17[] = {
#embed "../../docs/connecting/products.md"
};

static const unsigned char file_18[] = {
#embed "../../docs/connecting/redirect-uris.md"
};

static const unsigned char file_19[] = {
#embed "../../docs/connecting/samples.md"
};

static const unsigned char file_20[] = {
#embed "../../docs/connecting/troubleshooting.md"
};

static const unsigned char file_21[] = {
#embed "../../docs/connecting/web-frameworks.md"
};

static const unsigned char file_22[] = {
#embed "../../docs/decisions/0001-one-transport-independent-site.md"
};

static const unsigned char file_23[] = {
#embed "../../docs/decisions/0002-sqlite-group-commit.md"
};

static const unsigned char file_24[] = {
#embed "../../docs/decisions/0003-derived-refresh-tokens.md"
};

static const unsigned char file_25[] = {
#embed "../../docs/decisions/0004-keys.md"
};

static const unsigned char file_26[] = {
#embed "../../docs/decisions/0005-passwords-and-throttling.md"
};

static const unsigned char file_27[] = {
#embed "../../docs/decisions/0006-configuration.md"
};

static const unsigned char file_28[] = {
#embed "../../docs/decisions/0007-languages-and-branding.md"
};

static const unsigned char file_29[] = {
#embed "../../docs/decisions/0008-back-channel-logout.md"
};

static const unsigned char file_30[] = {
#embed "../../docs/decisions/0009-account-registration.md"
};

static const unsigned char file_31[] = {
#embed "../../docs/decisions/0010-clients-that-register-themselves.md"
};

static const unsigned char file_32[] = {
#embed "../../docs/decisions/0011-client-id-metadata-documents.md"
};

static const unsigned char file_33[] = {
#embed "../../docs/decisions/0012-device-flow.md"
};

static const unsigned char file_34[] = {
#embed "../../docs/decisions/0013-token-exchange.md"
};

static const unsigned char file_35[] = {
#embed "../../docs/decisions/0014-assertions.md"
};

static const unsigned char file_36[] = {
#embed "../../docs/decisions/0015-doctor.md"
};

static const unsigned char file_37[] = {
#embed "../../docs/decisions/0016-fuzzing.md"
};

static const unsigned char file_38[] = {
#embed "../../docs/decisions/0017-what-waits-is-carried-by-the-browser.md"
};

static const unsigned char file_39[] = {
#embed "../../docs/decisions/0018-octets.md"
};

static const unsigned char file_40[] = {
#embed "../../docs/decisions/0019-whose-keys-are-published.md"
};

static const unsigned char file_41[] = {
#embed "../../docs/decisions/0020-queues.md"
};

static const unsigned char file_42[] = {
#embed "../../docs/decisions/0021-forms-that-lead-out.md"
};

static const unsigned char file_43[] = {
#embed "../../docs/decisions/0022-what-each-client-is-given.md"
};

static const unsigned char file_44[] = {
#embed "../../docs/decisions/0023-loaded-once-written-once.md"
};

static const unsigned char file_45[] = {
#embed "../../docs/decisions/0024-connections.md"
};

static const unsigned char file_46[] = {
#embed "../../docs/decisions/0025-one-way-to-others.md"
};

static const unsigned char file_47[] = {
#embed "../../docs/limits.md"
};

static const unsigned char file_48[] = {
#embed "../../docs/operations/README.md"
};

static const unsigned char file_49[] = {
#embed "../../docs/operations/assertions.md"
};

static const unsigned char file_50[] = {
#embed "../../docs/operations/authorization-requests.md"
};

static const unsigned char file_51[] = {
#embed "../../docs/operations/backup.md"
};

static const unsigned char file_52[] = {
#embed "../../docs/operations/branding.md"
};

static const unsigned char file_53[] = {
#embed "../../docs/operations/clients.md"
};

static const unsigned char file_54[] = {
#embed "../../docs/operations/commands.md"
};

static const unsigned char file_55[] = {
#embed "../../docs/operations/compatibility.md"
};

static const unsigned char file_56[] = {
#embed "../../docs/operations/configuration.md"
};

static const unsigned char file_57[] = {
#embed "../../docs/operations/deployment.md"
};

static const unsigned char file_58[] = {
#embed "../../docs/operations/devices.md"
};

static const unsigned char file_59[] = {
#embed "../../docs/operations/doctor.md"
};

static const unsigned char file_60[] = {
#embed "../../docs/operations/keys.md"
};

static const unsigned char file_61[] = {
#embed "../../docs/operations/logout.md"
};

static const unsigned char file_62[] = {
#embed "../../docs/operations/mcp.md"
};

static const unsigned char file_63[] = {
#embed "../../docs/operations/monitoring.md"
};

static const unsigned char file_64[] = {
#embed "../../docs/operations/people.md"
};

static const unsigned char file_65[] = {
#embed "../../docs/operations/private-key-jwt.md"
};

static const unsigned char file_66[] = {
#embed "../../docs/operations/proxies.md"
};

static const unsigned char file_67[] = {
#embed "../../docs/operations/registration.md"
};

static const unsigned char file_68[] = {
#embed "../../docs/operations/resources.md"
};

static const unsigned char file_69[] = {
#embed "../../docs/operations/start.md"
};

static const unsigned char file_70[] = {
#embed "../../docs/operations/token-exchange.md"
};

static const unsigned char file_71[] = {
#embed "../../docs/operations/troubleshooting.md"
};

static const unsigned char file_72[] = {
#embed "../../docs/specifications.md"
};

static const unsigned char file_73[] = {
#embed "../../docs/threats.md"
};

static const unsigned char file_74[] = {
#embed "../../docs/tutorial.md"
};

static const unsigned char file_75[] = {
#embed "../../docs/images/consent-ar.png"
};

static const unsigned char file_76[] = {
#embed "../../docs/images/consent.png"
};

static const unsigned char file_77[] = {
#embed "../../docs/images/login.png"
};

static const struct document_file files[] = {
    {"CHANGELOG.md", file_0, sizeof file_0},
    {"CONTRIBUTING.md", file_1, sizeof file_1},
    {"Examples/MCPServer/README.md", file_2, sizeof file_2},
    {"Examples/OrdersAPI/README.md", file_3, sizeof file_3},
    {"README.md", file_4, sizeof file_4},
    {"SECURITY.md", file_5, sizeof file_5},
    {"docs/architecture.md", file_6, sizeof file_6},
    {"docs/benchmarks.md", file_7, sizeof file_7},
    {"docs/conformance.md", file_8, sizeof file_8},
    {"docs/connecting/README.md", file_9, sizeof file_9},
    {"docs/connecting/access-tokens.md", file_10, sizeof file_10},
    {"docs/connecting/applications.md", file_11, sizeof file_11},
    {"docs/connecting/compatibility.md", file_12, sizeof file_12},
    {"docs/connecting/documentation.md", file_13, sizeof file_13},
    {"docs/connecting/gateways.md", file_14, sizeof file_14},
    {"docs/connecting/mail.md", file_15, sizeof file_15},
    {"docs/connecting/mcp.md", file_16, sizeof file_16},
    {"docs/connecting/products.md", file_17, sizeof file_17},
    {"docs/connecting/redirect-uris.md", file_18, sizeof file_18},
    {"docs/connecting/samples.md", file_19, sizeof file_19},
    {"docs/connecting/troubleshooting.md", file_20, sizeof file_20},
    {"docs/connecting/web-frameworks.md", file_21, sizeof file_21},
    {"docs/decisions/0001-one-transport-independent-site.md", file_22, sizeof file_22},
    {"docs/decisions/0002-sqlite-group-commit.md", file_23, sizeof file_23},
    {"docs/decisions/0003-derived-refresh-tokens.md", file_24, sizeof file_24},
    {"docs/decisions/0004-keys.md", file_25, sizeof file_25},
    {"docs/decisions/0005-passwords-and-throttling.md", file_26, sizeof file_26},
    {"docs/decisions/0006-configuration.md", file_27, sizeof file_27},
    {"docs/decisions/0007-languages-and-branding.md", file_28, sizeof file_28},
    {"docs/decisions/0008-back-channel-logout.md", file_29, sizeof file_29},
    {"docs/decisions/0009-account-registration.md", file_30, sizeof file_30},
    {"docs/decisions/0010-clients-that-register-themselves.md", file_31, sizeof file_31},
    {"docs/decisions/0011-client-id-metadata-documents.md", file_32, sizeof file_32},
    {"docs/decisions/0012-device-flow.md", file_33, sizeof file_33},
    {"docs/decisions/0013-token-exchange.md", file_34, sizeof file_34},
    {"docs/decisions/0014-assertions.md", file_35, sizeof file_35},
    {"docs/decisions/0015-doctor.md", file_36, sizeof file_36},
    {"docs/decisions/0016-fuzzing.md", file_37, sizeof file_37},
    {"docs/decisions/0017-what-waits-is-carried-by-the-browser.md", file_38, sizeof file_38},
    {"docs/decisions/0018-octets.md", file_39, sizeof file_39},
    {"docs/decisions/0019-whose-keys-are-published.md", file_40, sizeof file_40},
    {"docs/decisions/0020-queues.md", file_41, sizeof file_41},
    {"docs/decisions/0021-forms-that-lead-out.md", file_42, sizeof file_42},
    {"docs/decisions/0022-what-each-client-is-given.md", file_43, sizeof file_43},
    {"docs/decisions/0023-loaded-once-written-once.md", file_44, sizeof file_44},
    {"docs/decisions/0024-connections.md", file_45, sizeof file_45},
    {"docs/decisions/0025-one-way-to-others.md", file_46, sizeof file_46},
    {"docs/limits.md", file_47, sizeof file_47},
    {"docs/operations/README.md", file_48, sizeof file_48},
    {"docs/operations/assertions.md", file_49, sizeof file_49},
    {"docs/operations/authorization-requests.md", file_50, sizeof file_50},
    {"docs/operations/backup.md", file_51, sizeof file_51},
    {"docs/operations/branding.md", file_52, sizeof file_52},
    {"docs/operations/clients.md", file_53, sizeof file_53},
    {"docs/operations/commands.md", file_54, sizeof file_54},
    {"docs/operations/compatibility.md", file_55, sizeof file_55},
    {"docs/operations/configuration.md", file_56, sizeof file_56},
    {"docs/operations/deployment.md", file_57, sizeof file_57},
    {"docs/operations/devices.md", file_58, sizeof file_58},
    {"docs/operations/doctor.md", file_59, sizeof file_59},
    {"docs/operations/keys.md", file_60, sizeof file_60},
    {"docs/operations/logout.md", file_61, sizeof file_61},
    {"docs/operations/mcp.md", file_62, sizeof file_62},
    {"docs/operations/monitoring.md", file_63, sizeof file_63},
    {"docs/operations/people.md", file_64, sizeof file_64},
    {"docs/operations/private-key-jwt.md", file_65, sizeof file_65},
    {"docs/operations/proxies.md", file_66, sizeof file_66},
    {"docs/operations/registration.md", file_67, sizeof file_67},
    {"docs/operations/resources.md", file_68, sizeof file_68},
    {"docs/operations/start.md", file_69, sizeof file_69},
    {"docs/operations/token-exchange.md", file_70, sizeof file_70},
    {"docs/operations/troubleshooting.md", file_71, sizeof file_71},
    {"docs/specifications.md", file_72, sizeof file_72},
    {"docs/threats.md", file_73, sizeof file_73},
    {"docs/tutorial.md", file_74, sizeof file_74},
    {"docs/images/consent-ar.png", file_75, sizeof file_75},
    {"docs/images/consent.png", file_76, sizeof file_76},
    {"docs/images/login.png", file_77, sizeof file_77},
    {0, 0, 0},
};

const struct document_file *document_files(void) { return files; }
