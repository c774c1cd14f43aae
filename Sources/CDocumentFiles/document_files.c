// The pages of the documentation, the pictures on them and the files that they lead to, compiled into the executable. Written
// by scripts/embed.

#include "document_files.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char file_0[] = {
#embed "../../README.md"
};

static const unsigned char file_1[] = {
#embed "../../docs/tutorial.md"
};

static const unsigned char file_2[] = {
#embed "../../docs/operations/README.md"
};

static const unsigned char file_3[] = {
#embed "../../docs/operations/start.md"
};

static const unsigned char file_4[] = {
#embed "../../docs/operations/proxies.md"
};

static const unsigned char file_5[] = {
#embed "../../docs/operations/postgresql.md"
};

static const unsigned char file_6[] = {
#embed "../../docs/operations/moving.md"
};

static const unsigned char file_7[] = {
#embed "../../docs/operations/deployment.md"
};

static const unsigned char file_8[] = {
#embed "../../docs/operations/commands.md"
};

static const unsigned char file_9[] = {
#embed "../../docs/operations/configuration.md"
};

static const unsigned char file_10[] = {
#embed "../../docs/operations/sizing.md"
};

static const unsigned char file_11[] = {
#embed "../../docs/limits.md"
};

static const unsigned char file_12[] = {
#embed "../../docs/operations/people.md"
};

static const unsigned char file_13[] = {
#embed "../../docs/operations/sign-in.md"
};

static const unsigned char file_14[] = {
#embed "../../docs/operations/mail.md"
};

static const unsigned char file_15[] = {
#embed "../../docs/operations/authorization-requests.md"
};

static const unsigned char file_16[] = {
#embed "../../docs/operations/clients.md"
};

static const unsigned char file_17[] = {
#embed "../../docs/operations/private-key-jwt.md"
};

static const unsigned char file_18[] = {
#embed "../../docs/operations/registration.md"
};

static const unsigned char file_19[] = {
#embed "../../docs/operations/devices.md"
};

static const unsigned char file_20[] = {
#embed "../../docs/operations/mcp.md"
};

static const unsigned char file_21[] = {
#embed "../../docs/operations/assertions.md"
};

static const unsigned char file_22[] = {
#embed "../../docs/operations/branding.md"
};

static const unsigned char file_23[] = {
#embed "../../docs/operations/resources.md"
};

static const unsigned char file_24[] = {
#embed "../../docs/operations/token-exchange.md"
};

static const unsigned char file_25[] = {
#embed "../../docs/operations/keys.md"
};

static const unsigned char file_26[] = {
#embed "../../docs/operations/logout.md"
};

static const unsigned char file_27[] = {
#embed "../../docs/operations/compatibility.md"
};

static const unsigned char file_28[] = {
#embed "../../docs/operations/monitoring.md"
};

static const unsigned char file_29[] = {
#embed "../../docs/operations/backup.md"
};

static const unsigned char file_30[] = {
#embed "../../docs/operations/doctor.md"
};

static const unsigned char file_31[] = {
#embed "../../docs/operations/troubleshooting.md"
};

static const unsigned char file_32[] = {
#embed "../../docs/connecting/README.md"
};

static const unsigned char file_33[] = {
#embed "../../docs/connecting/products.md"
};

static const unsigned char file_34[] = {
#embed "../../docs/connecting/web-frameworks.md"
};

static const unsigned char file_35[] = {
#embed "../../docs/connecting/redirect-uris.md"
};

static const unsigned char file_36[] = {
#embed "../../docs/connecting/applications.md"
};

static const unsigned char file_37[] = {
#embed "../../docs/connecting/mail.md"
};

static const unsigned char file_38[] = {
#embed "../../docs/connecting/gateways.md"
};

static const unsigned char file_39[] = {
#embed "../../docs/connecting/samples.md"
};

static const unsigned char file_40[] = {
#embed "../../docs/connecting/access-tokens.md"
};

static const unsigned char file_41[] = {
#embed "../../Examples/OrdersAPI/README.md"
};

static const unsigned char file_42[] = {
#embed "../../docs/connecting/compatibility.md"
};

static const unsigned char file_43[] = {
#embed "../../docs/connecting/mcp.md"
};

static const unsigned char file_44[] = {
#embed "../../Examples/MCPServer/README.md"
};

static const unsigned char file_45[] = {
#embed "../../docs/connecting/documentation.md"
};

static const unsigned char file_46[] = {
#embed "../../docs/connecting/troubleshooting.md"
};

static const unsigned char file_47[] = {
#embed "../../CHANGELOG.md"
};

static const unsigned char file_48[] = {
#embed "../../CONTRIBUTING.md"
};

static const unsigned char file_49[] = {
#embed "../../SECURITY.md"
};

static const unsigned char file_50[] = {
#embed "../../docs/architecture.md"
};

static const unsigned char file_51[] = {
#embed "../../docs/benchmarks.md"
};

static const unsigned char file_52[] = {
#embed "../../docs/conformance.md"
};

static const unsigned char file_53[] = {
#embed "../../docs/decisions/0001-one-transport-independent-site.md"
};

static const unsigned char file_54[] = {
#embed "../../docs/decisions/0002-sqlite-group-commit.md"
};

static const unsigned char file_55[] = {
#embed "../../docs/decisions/0003-derived-refresh-tokens.md"
};

static const unsigned char file_56[] = {
#embed "../../docs/decisions/0004-keys.md"
};

static const unsigned char file_57[] = {
#embed "../../docs/decisions/0005-passwords-and-throttling.md"
};

static const unsigned char file_58[] = {
#embed "../../docs/decisions/0006-configuration.md"
};

static const unsigned char file_59[] = {
#embed "../../docs/decisions/0007-languages-and-branding.md"
};

static const unsigned char file_60[] = {
#embed "../../docs/decisions/0008-back-channel-logout.md"
};

static const unsigned char file_61[] = {
#embed "../../docs/decisions/0009-account-registration.md"
};

static const unsigned char file_62[] = {
#embed "../../docs/decisions/0010-clients-that-register-themselves.md"
};

static const unsigned char file_63[] = {
#embed "../../docs/decisions/0011-client-id-metadata-documents.md"
};

static const unsigned char file_64[] = {
#embed "../../docs/decisions/0012-device-flow.md"
};

static const unsigned char file_65[] = {
#embed "../../docs/decisions/0013-token-exchange.md"
};

static const unsigned char file_66[] = {
#embed "../../docs/decisions/0014-assertions.md"
};

static const unsigned char file_67[] = {
#embed "../../docs/decisions/0015-doctor.md"
};

static const unsigned char file_68[] = {
#embed "../../docs/decisions/0016-fuzzing.md"
};

static const unsigned char file_69[] = {
#embed "../../docs/decisions/0017-what-waits-is-carried-by-the-browser.md"
};

static const unsigned char file_70[] = {
#embed "../../docs/decisions/0018-octets.md"
};

static const unsigned char file_71[] = {
#embed "../../docs/decisions/0019-whose-keys-are-published.md"
};

static const unsigned char file_72[] = {
#embed "../../docs/decisions/0020-queues.md"
};

static const unsigned char file_73[] = {
#embed "../../docs/decisions/0021-forms-that-lead-out.md"
};

static const unsigned char file_74[] = {
#embed "../../docs/decisions/0022-what-each-client-is-given.md"
};

static const unsigned char file_75[] = {
#embed "../../docs/decisions/0023-loaded-once-written-once.md"
};

static const unsigned char file_76[] = {
#embed "../../docs/decisions/0024-connections.md"
};

static const unsigned char file_77[] = {
#embed "../../docs/decisions/0025-one-way-to-others.md"
};

static const unsigned char file_78[] = {
#embed "../../docs/decisions/0026-verified-tokens.md"
};

static const unsigned char file_79[] = {
#embed "../../docs/decisions/0027-backups.md"
};

static const unsigned char file_80[] = {
#embed "../../docs/decisions/0028-postgresql.md"
};

static const unsigned char file_81[] = {
#embed "../../docs/decisions/0029-several-servers.md"
};

static const unsigned char file_82[] = {
#embed "../../docs/decisions/0030-second-factors.md"
};

static const unsigned char file_83[] = {
#embed "../../docs/decisions/0031-mail.md"
};

static const unsigned char file_84[] = {
#embed "../../docs/performance.md"
};

static const unsigned char file_85[] = {
#embed "../../docs/specifications.md"
};

static const unsigned char file_86[] = {
#embed "../../docs/threats.md"
};

static const unsigned char file_87[] = {
#embed "../../Examples/Deployment/Dockerfile"
};

static const unsigned char file_88[] = {
#embed "../../Examples/Deployment/cardea.service"
};

static const unsigned char file_89[] = {
#embed "../../Examples/Deployment/compose.yaml"
};

static const unsigned char file_90[] = {
#embed "../../Examples/Deployment/kubernetes.yaml"
};

static const unsigned char file_91[] = {
#embed "../../Examples/MCPServer/client.py"
};

static const unsigned char file_92[] = {
#embed "../../Examples/MCPServer/server.py"
};

static const unsigned char file_93[] = {
#embed "../../Examples/OrdersAPI/orders.mjs"
};

static const unsigned char file_94[] = {
#embed "../../Examples/OrdersAPI/orders.py"
};

static const unsigned char file_95[] = {
#embed "../../Examples/Proxies/Caddyfile"
};

static const unsigned char file_96[] = {
#embed "../../Examples/Proxies/apache.conf"
};

static const unsigned char file_97[] = {
#embed "../../Examples/Proxies/cardea.yaml"
};

static const unsigned char file_98[] = {
#embed "../../Examples/Proxies/haproxy.cfg"
};

static const unsigned char file_99[] = {
#embed "../../Examples/Proxies/nginx.conf"
};

static const unsigned char file_100[] = {
#embed "../../Examples/SwiftTokenRequest/main.swift"
};

static const unsigned char file_101[] = {
#embed "../../LICENSE"
};

static const unsigned char file_102[] = {
#embed "../../Samples/csharp/authorization-code.cs"
};

static const unsigned char file_103[] = {
#embed "../../Samples/csharp/check-token.cs"
};

static const unsigned char file_104[] = {
#embed "../../Samples/csharp/client-credentials.cs"
};

static const unsigned char file_105[] = {
#embed "../../Samples/csharp/device.cs"
};

static const unsigned char file_106[] = {
#embed "../../Samples/csharp/refresh.cs"
};

static const unsigned char file_107[] = {
#embed "../../Samples/go/authorization-code.go"
};

static const unsigned char file_108[] = {
#embed "../../Samples/go/check-token.go"
};

static const unsigned char file_109[] = {
#embed "../../Samples/go/client-credentials.go"
};

static const unsigned char file_110[] = {
#embed "../../Samples/go/device.go"
};

static const unsigned char file_111[] = {
#embed "../../Samples/go/refresh.go"
};

static const unsigned char file_112[] = {
#embed "../../Samples/java/authorization-code.java"
};

static const unsigned char file_113[] = {
#embed "../../Samples/java/check-token.java"
};

static const unsigned char file_114[] = {
#embed "../../Samples/java/client-credentials.java"
};

static const unsigned char file_115[] = {
#embed "../../Samples/java/device.java"
};

static const unsigned char file_116[] = {
#embed "../../Samples/java/refresh.java"
};

static const unsigned char file_117[] = {
#embed "../../Samples/javascript/authorization-code.mjs"
};

static const unsigned char file_118[] = {
#embed "../../Samples/javascript/check-token.mjs"
};

static const unsigned char file_119[] = {
#embed "../../Samples/javascript/client-credentials.mjs"
};

static const unsigned char file_120[] = {
#embed "../../Samples/javascript/device.mjs"
};

static const unsigned char file_121[] = {
#embed "../../Samples/javascript/refresh.mjs"
};

static const unsigned char file_122[] = {
#embed "../../Samples/php/authorization-code.php"
};

static const unsigned char file_123[] = {
#embed "../../Samples/php/check-token.php"
};

static const unsigned char file_124[] = {
#embed "../../Samples/php/client-credentials.php"
};

static const unsigned char file_125[] = {
#embed "../../Samples/php/device.php"
};

static const unsigned char file_126[] = {
#embed "../../Samples/php/refresh.php"
};

static const unsigned char file_127[] = {
#embed "../../Samples/python/authorization-code.py"
};

static const unsigned char file_128[] = {
#embed "../../Samples/python/check-token.py"
};

static const unsigned char file_129[] = {
#embed "../../Samples/python/client-credentials.py"
};

static const unsigned char file_130[] = {
#embed "../../Samples/python/device.py"
};

static const unsigned char file_131[] = {
#embed "../../Samples/python/refresh.py"
};

static const unsigned char file_132[] = {
#embed "../../Samples/ruby/authorization-code.rb"
};

static const unsigned char file_133[] = {
#embed "../../Samples/ruby/check-token.rb"
};

static const unsigned char file_134[] = {
#embed "../../Samples/ruby/client-credentials.rb"
};

static const unsigned char file_135[] = {
#embed "../../Samples/ruby/device.rb"
};

static const unsigned char file_136[] = {
#embed "../../Samples/ruby/refresh.rb"
};

static const unsigned char file_137[] = {
#embed "../../Samples/swift/authorization-code.swift"
};

static const unsigned char file_138[] = {
#embed "../../Samples/swift/check-token.swift"
};

static const unsigned char file_139[] = {
#embed "../../Samples/swift/client-credentials.swift"
};

static const unsigned char file_140[] = {
#embed "../../Samples/swift/device.swift"
};

static const unsigned char file_141[] = {
#embed "../../Samples/swift/refresh.swift"
};

static const unsigned char file_142[] = {
#embed "../../Sources/WebPages/Languages/en.json"
};

static const unsigned char file_143[] = {
#embed "../../Tests/EndToEnd/conformance/test_backchannel_logout.py"
};

static const unsigned char file_144[] = {
#embed "../../Tests/EndToEnd/conformance/test_basic.py"
};

static const unsigned char file_145[] = {
#embed "../../Tests/EndToEnd/conformance/test_config.py"
};

static const unsigned char file_146[] = {
#embed "../../Tests/EndToEnd/conformance/test_document.py"
};

static const unsigned char file_147[] = {
#embed "../../Tests/EndToEnd/conformance/test_form_post.py"
};

static const unsigned char file_148[] = {
#embed "../../Tests/EndToEnd/conformance/test_rp_initiated_logout.py"
};

static const unsigned char file_149[] = {
#embed "../../docs/images/benchmarks.svg"
};

static const unsigned char file_150[] = {
#embed "../../docs/images/consent-ar.png"
};

static const unsigned char file_151[] = {
#embed "../../docs/images/consent.png"
};

static const unsigned char file_152[] = {
#embed "../../docs/images/login.png"
};

static const struct document_file files[] = {
    {"README.md", file_0, sizeof file_0},
    {"docs/tutorial.md", file_1, sizeof file_1},
    {"docs/operations/README.md", file_2, sizeof file_2},
    {"docs/operations/start.md", file_3, sizeof file_3},
    {"docs/operations/proxies.md", file_4, sizeof file_4},
    {"docs/operations/postgresql.md", file_5, sizeof file_5},
    {"docs/operations/moving.md", file_6, sizeof file_6},
    {"docs/operations/deployment.md", file_7, sizeof file_7},
    {"docs/operations/commands.md", file_8, sizeof file_8},
    {"docs/operations/configuration.md", file_9, sizeof file_9},
    {"docs/operations/sizing.md", file_10, sizeof file_10},
    {"docs/limits.md", file_11, sizeof file_11},
    {"docs/operations/people.md", file_12, sizeof file_12},
    {"docs/operations/sign-in.md", file_13, sizeof file_13},
    {"docs/operations/mail.md", file_14, sizeof file_14},
    {"docs/operations/authorization-requests.md", file_15, sizeof file_15},
    {"docs/operations/clients.md", file_16, sizeof file_16},
    {"docs/operations/private-key-jwt.md", file_17, sizeof file_17},
    {"docs/operations/registration.md", file_18, sizeof file_18},
    {"docs/operations/devices.md", file_19, sizeof file_19},
    {"docs/operations/mcp.md", file_20, sizeof file_20},
    {"docs/operations/assertions.md", file_21, sizeof file_21},
    {"docs/operations/branding.md", file_22, sizeof file_22},
    {"docs/operations/resources.md", file_23, sizeof file_23},
    {"docs/operations/token-exchange.md", file_24, sizeof file_24},
    {"docs/operations/keys.md", file_25, sizeof file_25},
    {"docs/operations/logout.md", file_26, sizeof file_26},
    {"docs/operations/compatibility.md", file_27, sizeof file_27},
    {"docs/operations/monitoring.md", file_28, sizeof file_28},
    {"docs/operations/backup.md", file_29, sizeof file_29},
    {"docs/operations/doctor.md", file_30, sizeof file_30},
    {"docs/operations/troubleshooting.md", file_31, sizeof file_31},
    {"docs/connecting/README.md", file_32, sizeof file_32},
    {"docs/connecting/products.md", file_33, sizeof file_33},
    {"docs/connecting/web-frameworks.md", file_34, sizeof file_34},
    {"docs/connecting/redirect-uris.md", file_35, sizeof file_35},
    {"docs/connecting/applications.md", file_36, sizeof file_36},
    {"docs/connecting/mail.md", file_37, sizeof file_37},
    {"docs/connecting/gateways.md", file_38, sizeof file_38},
    {"docs/connecting/samples.md", file_39, sizeof file_39},
    {"docs/connecting/access-tokens.md", file_40, sizeof file_40},
    {"Examples/OrdersAPI/README.md", file_41, sizeof file_41},
    {"docs/connecting/compatibility.md", file_42, sizeof file_42},
    {"docs/connecting/mcp.md", file_43, sizeof file_43},
    {"Examples/MCPServer/README.md", file_44, sizeof file_44},
    {"docs/connecting/documentation.md", file_45, sizeof file_45},
    {"docs/connecting/troubleshooting.md", file_46, sizeof file_46},
    {"CHANGELOG.md", file_47, sizeof file_47},
    {"CONTRIBUTING.md", file_48, sizeof file_48},
    {"SECURITY.md", file_49, sizeof file_49},
    {"docs/architecture.md", file_50, sizeof file_50},
    {"docs/benchmarks.md", file_51, sizeof file_51},
    {"docs/conformance.md", file_52, sizeof file_52},
    {"docs/decisions/0001-one-transport-independent-site.md", file_53, sizeof file_53},
    {"docs/decisions/0002-sqlite-group-commit.md", file_54, sizeof file_54},
    {"docs/decisions/0003-derived-refresh-tokens.md", file_55, sizeof file_55},
    {"docs/decisions/0004-keys.md", file_56, sizeof file_56},
    {"docs/decisions/0005-passwords-and-throttling.md", file_57, sizeof file_57},
    {"docs/decisions/0006-configuration.md", file_58, sizeof file_58},
    {"docs/decisions/0007-languages-and-branding.md", file_59, sizeof file_59},
    {"docs/decisions/0008-back-channel-logout.md", file_60, sizeof file_60},
    {"docs/decisions/0009-account-registration.md", file_61, sizeof file_61},
    {"docs/decisions/0010-clients-that-register-themselves.md", file_62, sizeof file_62},
    {"docs/decisions/0011-client-id-metadata-documents.md", file_63, sizeof file_63},
    {"docs/decisions/0012-device-flow.md", file_64, sizeof file_64},
    {"docs/decisions/0013-token-exchange.md", file_65, sizeof file_65},
    {"docs/decisions/0014-assertions.md", file_66, sizeof file_66},
    {"docs/decisions/0015-doctor.md", file_67, sizeof file_67},
    {"docs/decisions/0016-fuzzing.md", file_68, sizeof file_68},
    {"docs/decisions/0017-what-waits-is-carried-by-the-browser.md", file_69, sizeof file_69},
    {"docs/decisions/0018-octets.md", file_70, sizeof file_70},
    {"docs/decisions/0019-whose-keys-are-published.md", file_71, sizeof file_71},
    {"docs/decisions/0020-queues.md", file_72, sizeof file_72},
    {"docs/decisions/0021-forms-that-lead-out.md", file_73, sizeof file_73},
    {"docs/decisions/0022-what-each-client-is-given.md", file_74, sizeof file_74},
    {"docs/decisions/0023-loaded-once-written-once.md", file_75, sizeof file_75},
    {"docs/decisions/0024-connections.md", file_76, sizeof file_76},
    {"docs/decisions/0025-one-way-to-others.md", file_77, sizeof file_77},
    {"docs/decisions/0026-verified-tokens.md", file_78, sizeof file_78},
    {"docs/decisions/0027-backups.md", file_79, sizeof file_79},
    {"docs/decisions/0028-postgresql.md", file_80, sizeof file_80},
    {"docs/decisions/0029-several-servers.md", file_81, sizeof file_81},
    {"docs/decisions/0030-second-factors.md", file_82, sizeof file_82},
    {"docs/decisions/0031-mail.md", file_83, sizeof file_83},
    {"docs/performance.md", file_84, sizeof file_84},
    {"docs/specifications.md", file_85, sizeof file_85},
    {"docs/threats.md", file_86, sizeof file_86},
    {"Examples/Deployment/Dockerfile", file_87, sizeof file_87},
    {"Examples/Deployment/cardea.service", file_88, sizeof file_88},
    {"Examples/Deployment/compose.yaml", file_89, sizeof file_89},
    {"Examples/Deployment/kubernetes.yaml", file_90, sizeof file_90},
    {"Examples/MCPServer/client.py", file_91, sizeof file_91},
    {"Examples/MCPServer/server.py", file_92, sizeof file_92},
    {"Examples/OrdersAPI/orders.mjs", file_93, sizeof file_93},
    {"Examples/OrdersAPI/orders.py", file_94, sizeof file_94},
    {"Examples/Proxies/Caddyfile", file_95, sizeof file_95},
    {"Examples/Proxies/apache.conf", file_96, sizeof file_96},
    {"Examples/Proxies/cardea.yaml", file_97, sizeof file_97},
    {"Examples/Proxies/haproxy.cfg", file_98, sizeof file_98},
    {"Examples/Proxies/nginx.conf", file_99, sizeof file_99},
    {"Examples/SwiftTokenRequest/main.swift", file_100, sizeof file_100},
    {"LICENSE", file_101, sizeof file_101},
    {"Samples/csharp/authorization-code.cs", file_102, sizeof file_102},
    {"Samples/csharp/check-token.cs", file_103, sizeof file_103},
    {"Samples/csharp/client-credentials.cs", file_104, sizeof file_104},
    {"Samples/csharp/device.cs", file_105, sizeof file_105},
    {"Samples/csharp/refresh.cs", file_106, sizeof file_106},
    {"Samples/go/authorization-code.go", file_107, sizeof file_107},
    {"Samples/go/check-token.go", file_108, sizeof file_108},
    {"Samples/go/client-credentials.go", file_109, sizeof file_109},
    {"Samples/go/device.go", file_110, sizeof file_110},
    {"Samples/go/refresh.go", file_111, sizeof file_111},
    {"Samples/java/authorization-code.java", file_112, sizeof file_112},
    {"Samples/java/check-token.java", file_113, sizeof file_113},
    {"Samples/java/client-credentials.java", file_114, sizeof file_114},
    {"Samples/java/device.java", file_115, sizeof file_115},
    {"Samples/java/refresh.java", file_116, sizeof file_116},
    {"Samples/javascript/authorization-code.mjs", file_117, sizeof file_117},
    {"Samples/javascript/check-token.mjs", file_118, sizeof file_118},
    {"Samples/javascript/client-credentials.mjs", file_119, sizeof file_119},
    {"Samples/javascript/device.mjs", file_120, sizeof file_120},
    {"Samples/javascript/refresh.mjs", file_121, sizeof file_121},
    {"Samples/php/authorization-code.php", file_122, sizeof file_122},
    {"Samples/php/check-token.php", file_123, sizeof file_123},
    {"Samples/php/client-credentials.php", file_124, sizeof file_124},
    {"Samples/php/device.php", file_125, sizeof file_125},
    {"Samples/php/refresh.php", file_126, sizeof file_126},
    {"Samples/python/authorization-code.py", file_127, sizeof file_127},
    {"Samples/python/check-token.py", file_128, sizeof file_128},
    {"Samples/python/client-credentials.py", file_129, sizeof file_129},
    {"Samples/python/device.py", file_130, sizeof file_130},
    {"Samples/python/refresh.py", file_131, sizeof file_131},
    {"Samples/ruby/authorization-code.rb", file_132, sizeof file_132},
    {"Samples/ruby/check-token.rb", file_133, sizeof file_133},
    {"Samples/ruby/client-credentials.rb", file_134, sizeof file_134},
    {"Samples/ruby/device.rb", file_135, sizeof file_135},
    {"Samples/ruby/refresh.rb", file_136, sizeof file_136},
    {"Samples/swift/authorization-code.swift", file_137, sizeof file_137},
    {"Samples/swift/check-token.swift", file_138, sizeof file_138},
    {"Samples/swift/client-credentials.swift", file_139, sizeof file_139},
    {"Samples/swift/device.swift", file_140, sizeof file_140},
    {"Samples/swift/refresh.swift", file_141, sizeof file_141},
    {"Sources/WebPages/Languages/en.json", file_142, sizeof file_142},
    {"Tests/EndToEnd/conformance/test_backchannel_logout.py", file_143, sizeof file_143},
    {"Tests/EndToEnd/conformance/test_basic.py", file_144, sizeof file_144},
    {"Tests/EndToEnd/conformance/test_config.py", file_145, sizeof file_145},
    {"Tests/EndToEnd/conformance/test_document.py", file_146, sizeof file_146},
    {"Tests/EndToEnd/conformance/test_form_post.py", file_147, sizeof file_147},
    {"Tests/EndToEnd/conformance/test_rp_initiated_logout.py", file_148, sizeof file_148},
    {"docs/images/benchmarks.svg", file_149, sizeof file_149},
    {"docs/images/consent-ar.png", file_150, sizeof file_150},
    {"docs/images/consent.png", file_151, sizeof file_151},
    {"docs/images/login.png", file_152, sizeof file_152},
    {0, 0, 0},
};

const struct document_file *document_files(void) { return files; }
