import OAuthProtocol
import Testing

/// Client metadata of OpenID Connect Registration §2 and its neighbours.
@Suite struct OpenIDMetadataTests {
    private static let key = #"{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}"#
    private static let jwks = #""jwks":{"keys":[\#(key)]}"#
    private static let uris = #""redirect_uris":["https://app.example/cb"]"#

    private func read(_ members: String, uris: String = uris) throws -> ClientMetadata {
        let json = "{\(uris)\(members.isEmpty ? "" : ",")\(members)}"
        return try ClientMetadata(json: try #require(try JSONParser.parse(Array(json.utf8)).object))
    }

    private func refusal(_ members: String, uris: String = uris) -> OAuthError? {
        do {
            _ = try read(members, uris: uris)
            return nil
        } catch {
            return error as? OAuthError ?? OAuthError(.serverError, "\(error)")
        }
    }

    @Test(arguments: [
        #""subject_type":"pairwise""#, #""subject_type":"pairwise","sector_identifier_uri":"https://s.example/u""#,
        jwks, #""jwks_uri":"https://app.example/keys""#, #""jwks_uri":"http://localhost:9/keys""#,
        #""id_token_signed_response_alg":"ML-DSA-65""#,
        #""id_token_encrypted_response_alg":"ECDH-ES","id_token_encrypted_response_enc":"A256GCM",\#(jwks)"#,
        #""userinfo_signed_response_alg":"EdDSA""#, #""authorization_signed_response_alg":"ES384""#,
        #""introspection_signed_response_alg":"PS256""#, #""request_object_signing_alg":"none""#,
        #""request_object_signing_alg":"ES256",\#(jwks)"#, #""require_signed_request_object":true,\#(jwks)"#,
        #""request_uris":["https://app.example/r","https://app.example/r#hash"]"#,
        #""post_logout_redirect_uris":["https://app.example/bye","com.example.app:/bye","http://127.0.0.1/bye"]"#,
        #""backchannel_logout_uri":"https://app.example/out","backchannel_logout_session_required":true"#,
        #""default_acr_values":["urn:a","2"]"#, #""require_auth_time":true"#,
        #""default_resources":["https://api.example/"]"#, #""claim_mapping":{"groups":"team","org":"org"}"#,
    ])
    func `what is given is what is shown`(members: String) throws {
        let metadata = try read(members)
        let given = try #require(try JSONParser.parse(Array("{\(members)}".utf8)).object)
        for (name, value) in given.members { #expect(metadata.json[name] == value) }
        #expect(try ClientMetadata(json: metadata.json) == metadata)
        #expect(metadata != (try read("")))
    }

    @Test func `the defaults are those of the specifications`() throws {
        let metadata = try read("")
        #expect(metadata.subjectType == .public && metadata.sector == "app.example")
        #expect(metadata.userInfoAlgorithm == nil && metadata.requestObjectAlgorithm == nil)
        for (_, encryption) in metadata.wantedEncryptions { #expect(encryption.chosen == nil) }
        #expect(metadata.authorizationAlgorithm == .rs256 && metadata.introspectionAlgorithm == .rs256)
        #expect(!metadata.requiresSignedRequestObject && metadata.requestURIs.isEmpty && !metadata.hasKeys)
    }

    @Test(arguments: [
        ("subject_type", "\"private\""), ("subject_type", "1"), ("sector_identifier_uri", "\"s.example\""),
        ("sector_identifier_uri", "\"ftp://s.example/\""), ("sector_identifier_uri", "\"https://s.example/#x\""),
        ("sector_identifier_uri", "[\"https://s.example/\"]"), ("jwks", "{}"),
        ("jwks", #"{"keys":{}}"#), ("jwks", #"{"keys":[1]}"#), ("jwks", #"{"keys":[{}]}"#), ("jwks", "\"{}\""),
        ("jwks", "[]"), ("jwks_uri", "\"\""), ("jwks_uri", "\"https://user@app.example/\""), ("jwks_uri", "1"),
        ("id_token_signed_response_alg", "\"none\""), ("id_token_signed_response_alg", "\"HS256\""),
        ("id_token_encrypted_response_alg", "\"RSA1_5\""), ("id_token_encrypted_response_alg", "\"dir\""),
        ("id_token_encrypted_response_enc", "\"A192CBC-HS384\""), ("userinfo_signed_response_alg", "\"none\""),
        ("authorization_signed_response_alg", "\"none\""), ("introspection_signed_response_alg", "\"none\""),
        ("request_object_signing_alg", "\"HS256\""), ("request_object_signing_alg", "\"None\""),
        ("request_object_signing_alg", "true"), ("require_signed_request_object", "1"),
        ("request_uris", "\"https://app.example/r\""), ("request_uris", "[\"urn:x\"]"), ("request_uris", "[1]"),
        ("request_uris", "[\"https://app.example/\(String(repeating: "r", count: 500))\"]"),
        ("post_logout_redirect_uris", "[\"javascript:alert(1)\"]"),
        ("post_logout_redirect_uris", "[\"http://app.example/\"]"), ("backchannel_logout_uri", "\"/out\""),
        ("backchannel_logout_uri", "\"https://app.example/out#x\""), ("backchannel_logout_session_required", "\"yes\""),
        ("default_acr_values", "\"1\""), ("default_acr_values", "[\"a b\"]"), ("default_acr_values", "[\"\"]"),
        ("require_auth_time", "0"), ("default_resources", "[\"api\"]"), ("default_resources", "[\"https://a/#x\"]"),
        ("claim_mapping", "[]"), ("claim_mapping", #"{"groups":1}"#), ("claim_mapping", #"{"groups":""}"#),
        ("claim_mapping", #"{"":"team"}"#), ("request_object_encryption_alg", "\"RSA-OAEP-256\""),
        ("userinfo_encrypted_response_alg", "\"RSA-OAEP-256\""), ("frontchannel_logout_uri", "\"https://a.example/\""),
    ])
    func `a member out of bounds is refused by its name`(member: String, value: String) throws {
        let error = try #require(refusal("\"\(member)\":\(value)"))
        #expect(error.code == .invalidClientMetadata)
        #expect(error.description.contains(member))
    }

    @Test(arguments: ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"])
    func `a private or symmetric key is refused, and not repeated back`(member: String) throws {
        let error = try #require(refusal(#""jwks":{"keys":[{"kty":"EC","\#(member)":"canary"}]}"#))
        #expect(error.code == .invalidClientMetadata)
        #expect(error.description == "jwks must hold public keys only")
        #expect(error.cause == nil)
    }

    @Test(arguments: ["id_token", "userinfo", "authorization", "introspection"])
    func `whoever says how keys are encrypted and not how content is means A128CBC-HS256`(name: String) throws {
        let algorithm = #""\#(name)_encrypted_response_alg":"RSA-OAEP""#
        func encryption(_ members: String) throws -> ResponseEncryption? {
            try read("\(members),\(Self.jwks)").wantedEncryptions.first { $0.name == name }?.encryption
        }
        let usual = try #require(try encryption(algorithm)?.chosen)
        #expect(usual == (.rsaOAEP, .a128CBCHS256))
        let named = try encryption(#"\#(algorithm),"\#(name)_encrypted_response_enc":"A256CBC-HS512""#)
        #expect(named?.chosen?.content == .a256CBCHS512)
    }

    @Test func `a set without keys is none, and is missed only where a key is needed`() throws {
        let empty = #""jwks":{"keys":[]}"#
        #expect(try read(empty) == read(""))
        #expect(try read(#"\#(empty),"jwks_uri":"https://app.example/keys""#).jwksURI != nil)
        for need in [#""token_endpoint_auth_method":"private_key_jwt""#, #""request_object_signing_alg":"ES256""#] {
            #expect(try #require(refusal("\(empty),\(need)")).description.hasSuffix("needs jwks or jwks_uri"))
        }
    }

    @Test func `a set of keys has an end`() throws {
        let many = [String](repeating: Self.key, count: 101).joined(separator: ",")
        #expect(refusal("\"jwks\":{\"keys\":[\(many)]}") != nil)
        let long = #"{"kty":"RSA","n":"\#(String(repeating: "A", count: 33_000))"}"#
        #expect(refusal("\"jwks\":{\"keys\":[\(long)]}") != nil)
    }

    @Test(arguments: [
        #"\#(jwks),"jwks_uri":"https://app.example/keys""#,
        #""id_token_encrypted_response_enc":"A128GCM",\#(jwks)"#,
        #""userinfo_encrypted_response_enc":"A128GCM",\#(jwks)"#,
        #""authorization_encrypted_response_alg":"RSA-OAEP""#,
        #""introspection_encrypted_response_enc":"A256CBC-HS512",\#(jwks)"#,
        #""request_object_encryption_enc":"A128GCM""#,
        #""id_token_encrypted_response_alg":"ECDH-ES","id_token_encrypted_response_enc":"A128GCM""#,
        #""request_object_signing_alg":"ES256""#, #""require_signed_request_object":true"#,
        #""require_signed_request_object":true,"request_object_signing_alg":"none",\#(jwks)"#,
    ])
    func `members that do not go together are refused`(members: String) throws {
        let error = try #require(refusal(members))
        #expect(error.code == .invalidClientMetadata)
        #expect(members.split(separator: "\"").contains { error.description.contains($0) && $0.contains("_") })
    }

    @Test(arguments: [
        "iss", "sub", "aud", "exp", "iat", "jti", "nonce", "acr", "amr", "azp", "auth_time", "at_hash", "sid", "cnf",
        "act",
        "scope", "client_id", "events",
    ])
    func `no mapping forges what the server says`(claim: String) throws {
        let error = try #require(refusal(#""claim_mapping":{"\#(claim)":"team"}"#))
        #expect(error.code == .invalidClientMetadata)
        #expect(error.description.contains("claim_mapping: \(claim)"))
    }

    @Test(arguments: [
        (#"["https://a.example/cb","https://b.example/cb"]"#, nil), (#"["com.example.app:/cb"]"#, nil),
        (#"["https://a.example/cb","com.example.app:/cb"]"#, nil),
        (#"["https://a.example/1","https://A.example:8443/2"]"#, "a.example"),
    ])
    func `the sector is the one host of the redirect URIs`(uris: String, sector: String?) throws {
        let uris = "\"redirect_uris\":\(uris)"
        #expect(try read("", uris: uris).sector == sector)
        let error = refusal(#""subject_type":"pairwise""#, uris: uris)
        #expect((error == nil) == (sector != nil))
        #expect(error?.description.contains("sector_identifier_uri") ?? true)
        let named = #""subject_type":"pairwise","sector_identifier_uri":"https://S.example/uris""#
        #expect(try read(named, uris: uris).sector == "s.example")
    }
}
