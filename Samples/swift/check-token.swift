// What an API does with a token (RFC 9068): reads one on standard input, and prints its claims if it is good.
// With Foundation, and CryptoKit or its twin for Linux (package swift-crypto, product Crypto).
//
// Settings: ISSUER; AUDIENCE, which is this API's `uri` among Cardea's `resources`.

import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif
#if canImport(CryptoKit)
    import CryptoKit
#else
    import Crypto
#endif

struct Refused: Error {
    let reason: String
}

struct Header: Decodable {
    let typ, alg, kid: String?
}

struct KeySet: Decodable {
    struct Key: Decodable {
        let kid, alg, x, y: String?
    }
    let keys: [Key]
}

struct Metadata: Decodable {
    enum CodingKeys: String, CodingKey {
        case keys = "jwks_uri"
    }
    let keys: URL
}

func get<Document: Decodable>(_ url: URL) async throws -> Document {
    let (data, _) = try await URLSession.shared.data(for: URLRequest(url: url, timeoutInterval: 10))
    return try JSONDecoder().decode(Document.self, from: data)
}

func decode(_ text: String) throws -> Data {
    let standard = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
    let padding = String(repeating: "=", count: (4 - standard.utf8.count % 4) % 4)
    guard let data = Data(base64Encoded: standard + padding) else { throw Refused(reason: "this is not base64url") }
    return data
}

/// The key of that name. An API keeps the keys, and fetches them again when a `kid` is unknown.
func key(_ kid: String?, of issuer: String) async throws -> P256.Signing.PublicKey {
    guard let place = URL(string: issuer + "/.well-known/openid-configuration") else {
        throw Refused(reason: "no issuer")
    }
    let metadata: Metadata = try await get(place)
    let published: KeySet = try await get(metadata.keys)
    guard let key = published.keys.first(where: { $0.kid == kid && $0.alg == "ES256" }), let x = key.x, let y = key.y
    else { throw Refused(reason: "the key is unknown") }
    return try P256.Signing.PublicKey(rawRepresentation: decode(x) + decode(y))
}

/// What a good token says; throws for any other.
func claims(of token: String, issuer: String, api: String) async throws -> [String: Any] {
    func demand(_ condition: Bool, _ otherwise: String) throws {
        if !condition { throw Refused(reason: otherwise) }
    }
    let parts = token.components(separatedBy: ".")
    try demand(parts.count == 3, "this is not a signed token")
    let header = try JSONDecoder().decode(Header.self, from: decode(parts[0]))
    try demand(header.typ == "at+jwt", "this is not an access token")
    try demand(header.alg == "ES256", "this is not the algorithm")

    let signature = try P256.Signing.ECDSASignature(rawRepresentation: decode(parts[2]))
    let signed = Data("\(parts[0]).\(parts[1])".utf8)
    try demand(await key(header.kid, of: issuer).isValidSignature(signature, for: signed), "the signature is wrong")

    let claims = try JSONSerialization.jsonObject(with: decode(parts[1])) as? [String: Any] ?? [:]
    let audience = claims["aud"] as? [String] ?? [claims["aud"] as? String ?? ""]
    try demand(claims["iss"] as? String == issuer, "it is another server's")
    try demand(audience.contains(api), "it is for another API")
    try demand(claims["exp"] as? Double ?? 0 > Date().timeIntervalSince1970, "it has expired")
    return claims
}

let settings = ProcessInfo.processInfo.environment
do {
    let token = String(decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self)
    let claims = try await claims(
        of: token.trimmingCharacters(in: .whitespacesAndNewlines),
        issuer: settings["ISSUER"] ?? "",
        api: settings["AUDIENCE"] ?? ""
    )
    FileHandle.standardOutput.write(try JSONSerialization.data(withJSONObject: claims) + Data("\n".utf8))
} catch {
    let reason = (error as? Refused)?.reason ?? "\(error)"
    FileHandle.standardError.write(Data("invalid_token: \(reason)\n".utf8))
    exit(1)
}
