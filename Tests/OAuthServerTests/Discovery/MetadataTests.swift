import CardeaTesting
import OAuthProtocol
import OAuthServer
import Storage
import Testing

/// The documents say what is composed, and what they say works.
@Suite struct MetadataTests {
    private func document(_ server: TestServer) async -> JSONObject {
        await server.get("/.well-known/openid-configuration").json
    }

    @Test func `both documents are one`() async throws {
        let server = try await TestServer()
        let other = await server.get("/.well-known/oauth-authorization-server")
        #expect(await server.get("/.well-known/openid-configuration").text == other.text)
        #expect(other.json["issuer"] == "https://cardea.example")
    }

    @Test func `every endpoint that is named answers`() async throws {
        for issuer in ["https://cardea.example", "http://localhost:8080", "https://cardea.example/tenant"] {
            let server = try await TestServer(issuer: issuer)
            let document = await document(server)
            let names = document.members.filter { $0.name.hasSuffix("_endpoint") || $0.name == "jwks_uri" }
            #expect(names.count == 8)
            for (name, value) in names {
                let url = try #require(value.string)
                #expect(url.hasPrefix(issuer))
                let reply = await server.get(String(url.dropFirst(server.issuer.origin.count)))
                #expect(reply.status != 404, "\(name)")
            }
        }
    }

    @Test func `the authorization endpoint is named without a query`() async throws {
        #expect(await document(try TestServer())["authorization_endpoint"] == "https://cardea.example/oauth")
    }

    @Test func `the grants are those that are composed, and no others work`() async throws {
        let plain = await document(try TestServer())
        #expect(
            plain["grant_types_supported"]
                == .strings([
                    "authorization_code", "refresh_token", "client_credentials",
                    "urn:ietf:params:oauth:grant-type:device_code",
                ]))
        let trusted = AssertionIssuer(signer: try TestSigner()).trusted()
        let trusting = try await TestServer { $0.trustedIssuers = [trusted] }
        let grants = try #require(await document(trusting)["grant_types_supported"]?.strings)
        #expect(grants.contains("urn:ietf:params:oauth:grant-type:jwt-bearer"))
        for grant in grants {
            let reply = await trusting.token(["grant_type": grant])
            #expect(reply.error == "invalid_client", "\(grant)")
        }
    }

    @Test func `it promises nothing that is not there`() async throws {
        let server = try await TestServer()
        let document = await document(server)
        for name in [
            "registration_endpoint", "pushed_authorization_request_endpoint",
        ] {
            #expect(document[name] == nil)
        }
        #expect(document["response_types_supported"] == .strings(["code"]))
        #expect(document["code_challenge_methods_supported"] == .strings(["S256"]))
        #expect(document["prompt_values_supported"] == .strings(["none", "login", "consent", "select_account"]))
        #expect(document["id_token_signing_alg_values_supported"]?.strings?.contains("none") == false)
        let text = await server.get("/.well-known/openid-configuration").text
        for absent in [
            "token-exchange", "jwt-bearer", "implicit", "\"password", "\"plain", "check_session", "client_secret_jwt",
            "tls_client_auth", "id-jag", "frontchannel", "dpop", "\"HS256",
        ] {
            #expect(!text.contains(absent), "\(absent)")
        }
    }

    @Test func `what is there is named, and nothing empty`() async throws {
        let document = await document(try TestServer())
        for (name, value) in document.members {
            #expect(value != .null && value != .array([]) && value != "", "\(name)")
        }
        for name in [
            "authorization_response_iss_parameter_supported", "claims_parameter_supported",
            "request_parameter_supported", "request_uri_parameter_supported", "require_request_uri_registration",
            "backchannel_logout_supported", "backchannel_logout_session_supported",
        ] {
            #expect(document[name] == .bool(true), "\(name)")
        }
        #expect(document["end_session_endpoint"] == "https://cardea.example/v1/auth/logout")
        #expect(document["subject_types_supported"] == .strings(["public", "pairwise"]))
        let modes = try #require(document["response_modes_supported"]?.strings)
        #expect(Set(modes).isSuperset(of: ["query", "fragment", "form_post", "query.jwt", "form_post.jwt"]))
        let claims = try #require(document["claims_supported"]?.strings)
        #expect(
            Set(claims).isSuperset(of: [
                "sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "name", "email", "email_verified", "address",
                "phone_number", "birthdate",
            ]))
    }

    @Test func `every way to authenticate that is named can be registered`() async throws {
        let document = await document(try TestServer())
        for method in try #require(document["token_endpoint_auth_methods_supported"]?.strings) {
            let json: JSONObject = [
                "redirect_uris": .strings(["https://app.example/cb"]), "token_endpoint_auth_method": .string(method),
                "jwks_uri": "https://app.example/keys",
            ]
            #expect(throws: Never.self, "\(method)") { try ClientMetadata(json: json) }
        }
    }

    @Test func `every response mode, prompt and acr that is named is taken`() async throws {
        let server = try await TestServer { $0.accountRegistration = true }
        let document = await document(server)
        let claims: [(metadata: String, parameter: String)] = [
            ("response_modes_supported", "response_mode"), ("prompt_values_supported", "prompt"),
            ("acr_values_supported", "acr_values"),
        ]
        for claim in claims {
            let values = try #require(document[claim.metadata]?.strings)
            #expect(!values.isEmpty)
            for value in values where value != "none" {
                let reply = await server.get("/oauth?\(server.request([claim.parameter: value]).encoded)")
                #expect(reply.location?.contains("?request=") == true, "\(value)")
            }
        }
    }

    @Test func `clients may prove themselves by secret and by key wherever they prove themselves`() async throws {
        let document = await document(try TestServer())
        for endpoint in ["token", "revocation", "introspection"] {
            let methods = try #require(document["\(endpoint)_endpoint_auth_methods_supported"]?.strings)
            #expect(methods.contains("private_key_jwt") && !methods.contains("client_secret_jwt"))
            #expect(methods.contains("none") == (endpoint != "introspection"))
            // RFC 8414 §2: needed where private_key_jwt is.
            let algorithms = document["\(endpoint)_endpoint_auth_signing_alg_values_supported"]?.strings
            #expect(algorithms == SignatureAlgorithm.allCases.map(\.rawValue))
        }
    }

    @Test func `what may sign is named, and nothing that is unsigned`() async throws {
        let signed = ["id_token", "userinfo", "authorization", "introspection"].map {
            "\($0)_signing_alg_values_supported"
        }
        let usual = await document(try TestServer())
        let chosen = await document(try TestServer { $0.tokens.signingAlgorithms = [.mlDSA65, .rs256, .es256] })
        for name in signed {
            #expect(usual[name] == .strings(["ES256", "RS256", "PS256", "ES384", "EdDSA"]), "\(name)")
            #expect(chosen[name] == .strings(["ES256", "RS256", "ML-DSA-65"]), "\(name)")
        }
        // What others sign for us is another matter; `none` is for those who registered it.
        let verified = usual["request_object_signing_alg_values_supported"]
        #expect(verified == .strings(SignatureAlgorithm.allCases.map(\.rawValue)))
    }

    @Test func `the languages of the pages are named`() async throws {
        let languages = try #require(await document(try TestServer())["ui_locales_supported"]?.strings)
        #expect(Set(languages).isSuperset(of: ["en", "de", "fr", "es", "ja", "zh-Hans", "ar"]))
    }

    @Test func `scopes of resources are named with those of identity`() async throws {
        let server = try await TestServer { configuration in
            guard let uri = ResourceIndicator("https://api.example") else { return }
            var resource = ResourceConfiguration(uri: uri)
            resource.scopes = Scope(["read"])
            configuration.resources = [resource]
        }
        #expect(
            await document(server)["scopes_supported"]
                == .strings(["openid", "profile", "email", "address", "phone", "offline_access", "read"]))
    }
}
