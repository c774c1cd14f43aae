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
let rooms: [Target.Dependency] = ["OAuthServer", "Storage", "JOSE", "OAuthProtocol"]

/// A room under test, from the sources of the main package. They lie behind the link `Rooms`, since a package may only
/// reach below itself, and are compiled into this package, since what they offer is `package`.
func room(_ name: String, imports dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, path: "Rooms/\(name)", swiftSettings: instrumented)
}

let package = Package(
    name: "cardea-fuzzing",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2")
    ],
    targets: [
        room("OAuthProtocol", imports: [crypto]),
        room("JOSE", imports: ["OAuthProtocol", crypto, cryptoExtras]),
        room("Storage", imports: ["OAuthProtocol"]),
        room("OAuthServer", imports: ["Storage", "JOSE", "OAuthProtocol", crypto]),
        .target(
            name: "StorageTesting", dependencies: ["Storage", "OAuthProtocol"], path: "Rooms/StorageTesting",
            swiftSettings: settings),
        // Of the kit for whole servers, the folder that needs no server: the others would bring SwiftNIO along, and minutes
        // of building.
        .target(
            name: "CardeaTesting", dependencies: ["StorageTesting", "OAuthProtocol", crypto],
            path: "Rooms/CardeaTesting/Signing", swiftSettings: settings),
        .target(
            name: "FuzzingRules", dependencies: ["CardeaTesting", "StorageTesting"] + rooms, path: "Rules",
            swiftSettings: settings),
        .target(name: "LibFuzzer", path: "LibFuzzer"),
        // The linker is named because GNU gold stumbles over the symbols of libFuzzer.
        .executableTarget(
            name: "Fuzzer", dependencies: ["FuzzingRules", "LibFuzzer"], path: "Driver", swiftSettings: settings,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]),
    ]
)
