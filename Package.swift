// swift-tools-version: 6.2
import PackageDescription

/// Language settings that every target shares.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")

/// A room of the house: who may import whom is checked by `scripts/layers`, which reads this file.
func room(_ name: String, imports dependencies: [Target.Dependency], without files: [String] = []) -> Target {
    .target(name: name, dependencies: dependencies, exclude: files, swiftSettings: settings)
}

func tests(_ name: String, of dependencies: [Target.Dependency], without files: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: files, swiftSettings: settings)
}

/// What the executable has beside its rooms where it is handed out (scripts/dist).
let distributed: [Target] = Context.environment["CARDEA_DIST"] == nil ? [] : [.target(name: "CNoLocaleData")]

let package = Package(
    name: "cardea",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "cardea", targets: ["cardea"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-http2.git", from: "1.46.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(
            name: "CQREncode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
        .target(name: "CPageFiles"),
        .systemLibrary(
            name: "CCMarkGFM", pkgConfig: "libcmark-gfm",
            providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
        .target(name: "CDocumentFiles"),
        .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        room("OAuthProtocol", imports: [crypto]),
        room("JOSE", imports: ["OAuthProtocol", crypto, cryptoExtras]),
        room("Storage", imports: ["OAuthProtocol", crypto]),
        room("StorageSQL", imports: ["Storage", "OAuthProtocol"]),
        room(
            "StorageSQLite",
            imports: [
                "StorageSQL", "Storage", "OAuthProtocol", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]),
        .target(name: "CLibPQ"),
        .target(name: "CLibCurl"),
        .target(name: "CPasswordHashes"),
        .target(name: "CCommonPasswords"),
        room("Mail", imports: ["OAuthProtocol", "CLibCurl"]),
        room("StoragePostgres", imports: ["StorageSQL", "Storage", "OAuthProtocol", "CLibPQ"]),
        room("WebAuthn", imports: ["JOSE", "OAuthProtocol", crypto]),
        room(
            "Identity",
            imports: [
                "WebAuthn", "Storage", "OAuthProtocol", "CCommonPasswords", "CPasswordHashes", "CSodium", crypto,
                cryptoExtras,
            ]),
        room(
            "Outbound",
            imports: [
                "OAuthProtocol", nioCore,
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
            ]),
        room("OAuthServer", imports: ["Storage", "JOSE", "OAuthProtocol", crypto]),
        room(
            "WebPages",
            imports: [
                "OAuthProtocol", "CPageFiles", "CQREncode", .product(name: "Mustache", package: "swift-mustache"),
                crypto,
            ],
            without: ["Templates", "Languages"]),
        room(
            "WebServer",
            imports: [
                "OAuthServer", "Identity", "WebPages", "Storage", "JOSE", "OAuthProtocol", crypto, logging,
                nioCore,
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "NIOHTTP2", package: "swift-nio-http2"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP2", package: "swift-nio-extras"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),
        room(
            "Documentation",
            imports: [
                "WebServer", "WebPages", "OAuthServer", "OAuthProtocol", "CCMarkGFM", "CDocumentFiles", crypto,
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ]),
        room(
            "Playground",
            imports: [
                "WebServer", "WebPages", "OAuthServer", "OAuthProtocol",
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ]),
        room("PostgresTesting", imports: ["StoragePostgres"]),
        room("StorageTesting", imports: ["Storage", "OAuthProtocol"]),
        room(
            "CardeaTesting",
            imports: [
                "StorageTesting", "WebServer", "OAuthServer", "Identity", "WebPages", "Storage", "JOSE",
                "OAuthProtocol",
                crypto, logging,
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ]),
        room(
            "Doctor",
            imports: [
                "JOSE", "Outbound", "OAuthProtocol", nioCore,
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ]),
        .executableTarget(
            name: "cardea",
            dependencies: [
                "Documentation", "Doctor", "Mail", "Outbound", "Playground", "WebServer", "OAuthServer", "Identity",
                "WebPages",
                "Storage", "StorageSQL",
                "StorageSQLite", "StoragePostgres", "JOSE", "OAuthProtocol", logging, nioCore,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Yams", package: "Yams"),
            ] + distributed.map { .target(name: $0.name) },
            swiftSettings: settings),
        // What `Fuzzing` looks for with instruments, without them: the corpus that is kept, in every test run.
        .target(
            name: "FuzzingRules",
            dependencies: [
                "CardeaTesting", "StorageTesting", "WebServer", "OAuthServer", "WebAuthn", "Storage", "JOSE",
                "OAuthProtocol", crypto, logging, nioCore, .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ],
            path: "Fuzzing/Rules", swiftSettings: settings),
        .executableTarget(
            name: "FuzzReplay", dependencies: ["FuzzingRules"], path: "Fuzzing/Replay", swiftSettings: settings),
        .executableTarget(
            name: "BenchmarkFloor",
            dependencies: [
                crypto, nioCore, .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"), .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            path: "Benchmarks/Floor", swiftSettings: settings),
        .executableTarget(
            name: "BenchmarkPace",
            dependencies: [
                nioCore, .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            path: "Benchmarks/Pace", swiftSettings: settings),
        .executableTarget(
            name: "MicroBenchmarks",
            dependencies: ["StorageTesting", "StorageSQLite", "OAuthServer", "Storage", "JOSE", "OAuthProtocol"],
            path: "Benchmarks/Micro", swiftSettings: settings),
        tests("WebPagesTests", of: ["Playground", "WebPages", "OAuthServer", "OAuthProtocol", crypto]),
        tests(
            "PlaygroundTests",
            of: ["Playground", "WebServer", "OAuthProtocol", "Storage", "CardeaTesting", "StorageTesting"]),
        tests(
            "WebAuthnTests", of: ["WebAuthn", "JOSE", "OAuthProtocol", crypto, cryptoExtras], without: ["make-vectors.py"]),
        tests(
            "JOSETests", of: ["JOSE", "OAuthProtocol", crypto, cryptoExtras],
            without: ["make-vectors.py", "read-tokens.py"]),
        tests(
            "WebServerTests",
            of: [
                "cardea", "Outbound", "WebServer", "OAuthServer", "Identity", "WebPages", "Storage", "JOSE",
                "OAuthProtocol",
                "CardeaTesting", "StorageTesting", crypto, logging, nioCore,
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),
        tests("OAuthProtocolTests", of: ["OAuthProtocol", "StorageTesting", "CardeaTesting"]),
        tests(
            "OAuthServerTests",
            of: [
                "OAuthServer", "Identity", "Storage", "JOSE", "OAuthProtocol", "CardeaTesting", "StorageTesting",
                crypto,
            ]),
        tests(
            "Attacks",
            of: [
                "cardea", "Outbound", "WebServer", "OAuthServer", "Identity", "Storage", "StorageSQLite", "StoragePostgres",
                "PostgresTesting", "JOSE", "OAuthProtocol", "CardeaTesting", "StorageTesting",
                crypto, nioCore,
            ]),
        tests("MailTests", of: ["Mail", "OAuthProtocol"]),
        tests("IdentityTests", of: ["StorageTesting", "Identity", "Storage", "OAuthProtocol", crypto]),
        tests(
            "StoragePostgresTests",
            of: [
                "StoragePostgres", "PostgresTesting", "StorageSQLite", "StorageSQL", "StorageTesting", "Storage",
                "OAuthProtocol",
            ]),
        tests(
            "StorageSQLiteTests",
            of: [
                "StorageSQLite", "StorageSQL", "StorageTesting", "Storage", "OAuthProtocol",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        tests(
            "DocumentationTests",
            of: [
                "Documentation", "WebServer", "WebPages", "OAuthServer", "OAuthProtocol", "CardeaTesting",
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ]),
        tests("DoctorTests", of: ["Doctor", "Outbound", "OAuthProtocol", "CardeaTesting", nioCore]),
        tests(
            "CommandTests",
            of: [
                "cardea", "CardeaTesting", "Doctor", "Outbound", "WebServer", "WebPages", "OAuthServer", "Identity", "Storage",
                "StorageSQLite", "JOSE", "OAuthProtocol", "StorageTesting",
                logging, .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
    ] + distributed
)
