// swift-tools-version: 6.2
import PackageDescription

/// Language settings that every target shares; those of the rooms under test must be the same as in `../Package.swift`.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

/// Counts which branches ran and notes what was compared, so that libFuzzer can look for what has not run yet. For the
/// rooms under test only: what a target does around them is no place to look for anything.
let instrumented: [SwiftSetting] = settings + [.unsafeFlags(["-sanitize=fuzzer"])]

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let rooms: [Target.Dependency] = ["WebServer", "OAuthServer", "WebAuthn", "Storage", "JOSE", "OAuthProtocol"]

/// A room under test, from the sources of the main package. They lie behind the link `Rooms`, since a package may only
/// reach below itself, and are compiled into this package, since what they offer is `package`.
func room(_ name: String, imports dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, path: "Rooms/\(name)", swiftSettings: instrumented)
}

let package = Package(
    name: "cardea-fuzzing",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    ],
    targets: [
        room("OAuthProtocol", imports: [crypto]),
        room("JOSE", imports: ["OAuthProtocol", crypto, cryptoExtras]),
        room("WebAuthn", imports: ["JOSE", "OAuthProtocol", crypto]),
        room("Storage", imports: ["OAuthProtocol"]),
        room("OAuthServer", imports: ["Storage", "JOSE", "OAuthProtocol", crypto]),
        // What answers a connection in HTTP/1.1. Endpoints, TLS and HTTP/2 would bring every other room along, and minutes of
        // building.
        .target(
            name: "WebServer",
            dependencies: [
                "OAuthServer", "OAuthProtocol", logging, nioCore, httpTypes,
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            path: "Rooms/WebServer",
            exclude: [
                "Browsers", "Endpoints", "Pages", "Requests", "AuthorizationServer+Accounts.swift", "Routes.swift",
                "Site.swift", "Transport/ClosesOnError.swift", "Transport/Connections.swift",
                "Transport/HTTP2Farewell.swift", "Transport/HTTP2Requests.swift", "Transport/HTTP2Stream.swift",
                "Transport/HTTPServer.swift", "Transport/TLSCertificate.swift", "Transport/WebService+HTTP2.swift",
            ],
            swiftSettings: instrumented),
        .target(
            name: "StorageTesting", dependencies: ["Storage", "OAuthProtocol"], path: "Rooms/StorageTesting",
            swiftSettings: settings),
        // Of the kit for whole servers, the folder that needs no server.
        .target(
            name: "CardeaTesting", dependencies: ["StorageTesting", "OAuthProtocol", crypto],
            path: "Rooms/CardeaTesting/Signing", swiftSettings: settings),
        .target(
            name: "FuzzingRules",
            dependencies: [
                "CardeaTesting", "StorageTesting", crypto, logging, nioCore, httpTypes,
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ] + rooms,
            path: "Rules", swiftSettings: settings),
        .target(name: "LibFuzzer", path: "LibFuzzer"),
        // The linker is named because GNU gold stumbles over the symbols of libFuzzer.
        .executableTarget(
            name: "Fuzzer", dependencies: ["FuzzingRules", "LibFuzzer"], path: "Driver", swiftSettings: settings,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]),
    ]
)
