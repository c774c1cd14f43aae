import CardeaTesting
import JOSE
import OAuthProtocol
import OAuthServer
import Storage
import StorageTesting

/// The client `app` with a key of its own, and what the server makes of its requests.
struct Applicant {
    static let issuer = "https://cardea.example"
    static let now = Timestamp(1_700_000_000)

    let documents = KeptDocuments()
    let dynamicClientDocuments = KeptDocuments()
    let signer: TestSigner
    /// The server's own keys.
    let own = RequestKeys(secret: MasterKey(from: .seeded(3)).derive("request objects"))
    private let objects: RequestObjects

    /// - `isDynamic`: whether nobody here registered the client.
    init(isDynamic: Bool = false, _ change: (inout ClientMetadata) -> Void = { _ in }) async throws {
        let signer = try TestSigner()
        self.signer = signer
        let store = MemoryStore()
        let client = ClientRecord.make(origin: isDynamic ? .registration : .command) { metadata in
            metadata.jwks = ["keys": .array([.object(signer.jwk)])]
            change(&metadata)
        }
        guard try store.commitNewClient(client, unlessRevokedBy: []), let issuer = Issuer(Self.issuer) else {
            throw UnexpectedResult("no client")
        }
        objects = RequestObjects(
            issuer: issuer, clients: ClientDirectory(store: store), own: own, keys: ClientKeys(documents: documents),
            signatures: SignatureVerifier(), documents: documents, dynamicClientDocuments: dynamicClientDocuments)
    }

    /// A good object, some claims and header parameters of it changed; null leaves one out.
    func object(_ changes: JSONObject = [:], header: JSONObject = [:]) throws -> String {
        try signer.sign(Self.claims(changes), header: header)
    }

    /// The same unsigned.
    static func unsigned(_ changes: JSONObject = [:], header: JSONObject = ["alg": "none"]) -> String {
        "\(Base64URL.encode(header.octets)).\(Base64URL.encode(claims(changes).octets))."
    }

    static func claims(_ changes: JSONObject) -> JSONObject {
        var claims: JSONObject = [
            "iss": "app", "aud": .string(issuer), "exp": .integer((now + 300).seconds), "client_id": "app",
            "response_type": "code", "redirect_uri": "https://app.example/callback", "scope": "openid",
            "state": "inner",
        ]
        for (name, value) in changes.members { claims[name] = value == .null ? nil : value }
        return claims
    }

    /// What becomes of a request with these parameters besides the usual ones.
    func resolve(_ fields: Fields, from address: String = "192.0.2.1") async throws -> ParameterSurvey {
        let usual: Fields = [
            "client_id": "app", "response_type": "code", "scope": "openid profile", "state": "outer", "nonce": "n",
        ]
        return try await resolve(exactly: usual.replacing(with: fields), from: address)
    }

    /// What becomes of a request of just these parameters.
    func resolve(exactly fields: Fields, from address: String = "192.0.2.1") async throws -> ParameterSurvey {
        try await objects.resolve(Parameters.survey(form: Array(fields.encoded.utf8)), from: address, at: Self.now)
    }

    /// How a request with this object is refused; `nil` if it is not.
    func refusal(of object: String) async throws -> OAuthError? {
        let survey = try await resolve(["request": object])
        guard let problem = survey.problem else {
            guard survey.parameters["state"] == "inner" else { throw UnexpectedResult("the object was passed over") }
            return nil
        }
        // The error must find its way back by what stood outside.
        guard survey.parameters["state"] == "outer", survey.parameters["redirect_uri"] == nil else {
            throw UnexpectedResult("a refused object left something behind")
        }
        return problem
    }
}
