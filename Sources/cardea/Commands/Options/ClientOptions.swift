import ArgumentParser
import Foundation
import OAuthProtocol

extension Commas {
    /// - Throws: `ValidationError` for several values in one of a flag that may be given several times.
    static func refuse(_ values: [String], of flag: String, found: Finder) throws {
        guard let items = values.lazy.compactMap(found).first else { return }
        let written = items.map { "\(flag) \($0)" }.joined(separator: " ")
        throw ValidationError("\(flag) takes one value each time and no commas: \(written).")
    }
}

/// What a client is registered with: the flags of `client add` and `client update`.
struct ClientOptions: ParsableArguments {
    @Option(help: "The name that people see.")
    var name: String?

    @Option(
        name: .customLong("redirect-uri"),
        help: ArgumentHelp("Where people are sent back to (repeatable).", valueName: "uri"))
    var redirectURIs: [String] = []

    @Option(
        name: .customLong("grant"), help: "A grant type (repeatable; default: authorization_code and refresh_token).")
    var grants: [String] = []

    @Option(
        name: .customLong("scope"),
        help: "The most that the client may ever have (repeatable; default: openid profile email).")
    var scopes: [String] = []

    @Option(help: "What a request without scope gets (default: the whole of --scope).")
    var defaultScope: String?

    @Option(
        help: ArgumentHelp(
            "client_secret (default), client_secret_basic, client_secret_post, private_key_jwt or none.",
            valueName: "method"))
    var authMethod: String?

    @Option(
        name: .customLong("id-token-claims"),
        help: ArgumentHelp(
            "scope if its ID tokens are to have the claims of profile, email, ... (default: tokens.id_token_claims).",
            valueName: "none|scope"))
    var idTokenClaims: String?

    @Option(
        name: .customLong("resource"),
        help: ArgumentHelp("A resource that it may ask for (repeatable).", valueName: "uri"))
    var resources: [String] = []

    @Flag(inversion: .prefixedNo, help: "Whether it is your own application, which needs nobody's leave.")
    var skipConsent: Bool?

    @Flag(help: "Read the secret, one line, from standard input instead of making one.")
    var secretStdin = false

    @Option(help: ArgumentHelp("More metadata under its registered names.", valueName: "json"))
    var metadata: String?

    @Option(help: ArgumentHelp("The same from a file.", valueName: "file"))
    var metadataFile: String?

    @Option(help: ArgumentHelp("Its public keys, a JWK Set.", valueName: "file"))
    var jwks: String?

    @Option(
        name: .customLong("jwks-uri"), help: ArgumentHelp("Where it publishes its public keys.", valueName: "uri"))
    var jwksURI: String?

    /// Whether nothing is given at all.
    var isEmpty: Bool {
        [redirectURIs, grants, scopes, resources].allSatisfy(\.isEmpty) && skipConsent == nil && !secretStdin
            && [name, defaultScope, authMethod, idTokenClaims, metadata, metadataFile, jwks, jwksURI]
                .allSatisfy { $0 == nil }
    }

    private var scope: String? { scopes.isEmpty ? nil : scopes.joined(separator: " ") }

    func validate() throws {
        for (flag, text) in [("--scope", scope), ("--default-scope", defaultScope)] {
            guard let words = text.flatMap(Commas.words) else { continue }
            throw ValidationError(
                "\(flag) takes its values with spaces between them and not commas: \(flag) \"\(words.joined(separator: " "))\"."
            )
        }
        try Commas.refuse(redirectURIs, of: "--redirect-uri", found: Commas.uris)
        try Commas.refuse(grants, of: "--grant", found: Commas.words)
        try Commas.refuse(resources, of: "--resource", found: Commas.uris)
    }

    /// Methods that are reserved for a later version.
    private static let laterMethods = ["tls_client_auth", "self_signed_tls_client_auth"]

    /// The metadata that was given: the file, over it `--metadata`, over that the flags.
    ///
    /// - Throws: `ValidationError` for what is not a JSON object, `CommandError` for what this version does not support.
    func given() throws -> JSONObject {
        if Self.laterMethods.contains(authMethod ?? "") {
            throw CommandError("clients that authenticate with a certificate are not supported by this version")
        }
        var object = JSONObject()
        let documents = [
            try metadataFile.map { (try Self.contents(of: $0), $0) }, metadata.map { (Array($0.utf8), "--metadata") },
        ]
        for (text, place) in documents.compactMap(\.self) {
            for (name, value) in try Self.object(of: text, from: place).members { object[name] = value }
        }
        // Either one takes the place of the other.
        if jwks != nil { object["jwks_uri"] = object["jwks_uri"] ?? .null }
        if jwksURI != nil { object["jwks"] = object["jwks"] ?? .null }
        if let jwks { object["jwks"] = .object(try Self.object(of: Self.contents(of: jwks), from: jwks)) }
        let texts = [
            ("client_name", name), ("scope", scope), ("default_scope", defaultScope),
            ("token_endpoint_auth_method", authMethod), ("jwks_uri", jwksURI), ("id_token_claims", idTokenClaims),
        ]
        for (name, text) in texts { object[name] = text.map(JSONValue.string) ?? object[name] }
        let lists = [("redirect_uris", redirectURIs), ("grant_types", grants), ("resources", resources)]
        for (name, list) in lists where !list.isEmpty { object[name] = .strings(list) }
        object["skip_consent"] = skipConsent.map(JSONValue.bool) ?? object["skip_consent"]
        return object
    }

    /// The secret that somebody chose; `nil` if one is to be made.
    func secret() throws -> Secret? {
        secretStdin ? try StandardInput.secret("client secret") : nil
    }

    private static func contents(of path: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandError("the file \(path) cannot be read")
        }
        return Array(data)
    }

    private static func object(of text: [UInt8], from place: String) throws -> JSONObject {
        let object: JSONObject
        do throws(JSONError) {
            guard let parsed = try JSONParser.parse(document: text).object else { throw .malformed }
            object = parsed
        } catch {
            switch error {
            case .malformed: throw ValidationError("\(place) must be a JSON object.")
            case .duplicateMember(let name): throw ValidationError("\(place) names \(name) twice.")
            case .tooDeep: throw ValidationError("\(place) is nested too deeply.")
            }
        }
        for (name, value) in object.members {
            guard let objection = Commas.objection(to: value, as: name) else { continue }
            throw ValidationError("\(place): \(name) \(objection).")
        }
        return object
    }
}
