import CardeaTesting
import OAuthProtocol
import OAuthServer
import Testing

/// Request objects by reference (OpenID Connect Core §6.2): only from where the client said, and always as they are now.
@Suite struct RequestURITests {
    private static let address = "https://app.example/request.jwt"

    private func applicant(registering uris: [String] = [address]) async throws -> Applicant {
        try await Applicant { $0.requestURIs = uris.compactMap { RequestURI($0) } }
    }

    private func refusal(
        _ applicant: Applicant, _ uri: String = address, from network: String = "192.0.2.1"
    ) async throws -> OAuthError? {
        let survey = try await applicant.resolve(["request_uri": uri], from: network)
        if survey.problem == nil, survey.parameters["state"] != "inner" { throw UnexpectedResult("it was passed over") }
        return survey.problem
    }

    @Test(arguments: ["", "\n", "\r\n", " "])
    func `the object is what lies there, with or without the end of a line`(end: String) async throws {
        let applicant = try await applicant()
        applicant.documents.publish(Array((try applicant.object() + end).utf8), at: Self.address)
        #expect(try await refusal(applicant) == nil)
        #expect(applicant.documents.fetches == [Self.address])
    }

    @Test func `a new object at the same place is seen at once`() async throws {
        let applicant = try await applicant()
        applicant.documents.publish(Array(try applicant.object().utf8), at: Self.address)
        #expect(try await refusal(applicant) == nil)
        applicant.documents.publish(Array(try applicant.object(["exp": .integer(1)]).utf8), at: Self.address)
        #expect(try await refusal(applicant)?.code == .invalidRequestObject)
    }

    @Test func `fragments tell of changes, and are neither sent nor compared`() async throws {
        let applicant = try await applicant(registering: ["\(Self.address)#hash-1"])
        applicant.documents.publish(Array(try applicant.object().utf8), at: Self.address)
        for fragment in ["#hash-1", "#hash-2", ""] {
            #expect(try await refusal(applicant, Self.address + fragment) == nil)
        }
        #expect(Set(applicant.documents.fetches) == [Self.address])
    }

    @Test(arguments: [
        "https://app.example/request.jwt/", "https://app.example/request.jwt?x", "https://app.example/Request.jwt",
        "https://APP.example/request.jwt", "https://app.example:443/request.jwt", "http://app.example/request.jwt",
        "https://app.example/a/../request.jwt", "https://app.example/request%2Ejwt", "https://evil.example/request.jwt",
        "https://app.example@evil.example/request.jwt", "https://127.0.0.1/", "file:///etc/passwd", "request.jwt",
        "urn:ietf:params:oauth:request_uri:x", "https://app.example/request.jwt ",
        "https://app.example/\(String(repeating: "a", count: 512))",
    ])
    func `what is not registered is not fetched`(uri: String) async throws {
        let applicant = try await applicant()
        #expect(try await refusal(applicant, uri)?.code == .invalidRequestURI)
        #expect(applicant.documents.fetches.isEmpty)
    }

    @Test func `a client that registered nothing has nothing fetched`() async throws {
        let applicant = try await applicant(registering: [])
        #expect(try await refusal(applicant)?.code == .invalidRequestURI)
        #expect(applicant.documents.fetches.isEmpty)
    }

    @Test func `what cannot be had, or is not a text, is a bad address`() async throws {
        let applicant = try await applicant()
        #expect(try await refusal(applicant)?.code == .invalidRequestURI)
        for document in [[], [0x20, 0x0a], Array("two words".utf8), [0xff, 0xfe]] {
            applicant.documents.publish(document, at: Self.address)
            #expect(try await refusal(applicant)?.code == .invalidRequestURI)
        }
    }

    @Test func `an unsigned object is taken by reference on the same terms as by value`() async throws {
        let strict = try await applicant()
        strict.documents.publish(Array(Applicant.unsigned().utf8), at: Self.address)
        #expect(try await refusal(strict)?.code == .invalidRequestObject)
        let open = try await Applicant { metadata in
            metadata.requestObjectAlgorithm = .unsecured
            metadata.requestURIs = [RequestURI(Self.address)].compactMap(\.self)
        }
        open.documents.publish(Array(Applicant.unsigned().utf8), at: Self.address)
        #expect(try await refusal(open) == nil)
    }

    @Test(arguments: [(false, 600), (true, 120)])
    func `requests of one network cause so many fetches in a minute, and no more`(
        isDynamic: Bool, most: Int
    ) async throws {
        let applicant = try await Applicant(isDynamic: isDynamic) { metadata in
            metadata.requestURIs = [RequestURI(Self.address)].compactMap(\.self)
        }
        let documents = isDynamic ? applicant.dynamicClientDocuments : applicant.documents
        documents.publish(Array(try applicant.object().utf8), at: Self.address)
        for number in 0..<most { #expect(try await refusal(applicant) == nil, "\(number)") }
        #expect(try await refusal(applicant)?.code == .temporarilyUnavailable)
        #expect(documents.fetches.count == most)
        #expect(try await refusal(applicant, from: "192.0.2.2") == nil)
        // UnregisteredClients' documents come by their own way, and the operator's by theirs.
        #expect((isDynamic ? applicant.documents : applicant.dynamicClientDocuments).fetches.isEmpty)
    }

    @Test func `one network has eight under way at a time, whatever they are for`() async throws {
        let uris = (0..<9).map { "\(Self.address)?\($0)" }
        let applicant = try await applicant(registering: uris)
        for uri in uris { applicant.documents.publish(Array(try applicant.object().utf8), at: uri) }
        applicant.documents.shut()
        try await withThrowingTaskGroup(of: OAuthError?.self) { group in
            for uri in uris.prefix(8) { group.addTask { try await refusal(applicant, uri) } }
            while applicant.documents.fetches.count < 8 { await Task.yield() }
            #expect(try await refusal(applicant, uris[8])?.code == .temporarilyUnavailable)
            group.addTask { try await refusal(applicant, uris[8], from: "198.51.100.1") }
            while applicant.documents.fetches.count < 9 { await Task.yield() }
            applicant.documents.open()
            for try await refusal in group { #expect(refusal == nil) }
        }
        #expect(try await refusal(applicant, uris[8]) == nil)
    }

    @Test func `of all documents thirty-two are fetched at a time, whoever asks`() async throws {
        let uris = (0..<5).map { "\(Self.address)?\($0)" }
        let applicant = try await applicant(registering: uris)
        for uri in uris { applicant.documents.publish(Array(try applicant.object().utf8), at: uri) }
        applicant.documents.shut()
        try await withThrowingTaskGroup(of: OAuthError?.self) { group in
            for number in 0..<32 {
                group.addTask { try await refusal(applicant, uris[number % 4], from: "192.0.2.\(number)") }
            }
            while applicant.documents.fetches.count < 32 { await Task.yield() }
            group.addTask { try await refusal(applicant, uris[4], from: "198.51.100.1") }
            // Nothing else can end while the documents are shut.
            #expect(try await group.next()??.code == .temporarilyUnavailable)
            #expect(applicant.documents.fetches.count == 32)
            applicant.documents.open()
            for try await refusal in group { #expect(refusal == nil) }
        }
    }

    @Test func `a slow publisher holds eight requests at a time and no more`() async throws {
        let applicant = try await applicant()
        applicant.documents.publish(Array(try applicant.object().utf8), at: Self.address)
        applicant.documents.shut()
        try await withThrowingTaskGroup(of: OAuthError?.self) { group in
            for number in 0..<8 { group.addTask { try await refusal(applicant, from: "192.0.2.\(number)") } }
            while applicant.documents.fetches.count < 8 { await Task.yield() }
            #expect(try await refusal(applicant, from: "192.0.2.9")?.code == .temporarilyUnavailable)
            applicant.documents.open()
            for try await refusal in group { #expect(refusal == nil) }
        }
        #expect(try await refusal(applicant) == nil)
    }
}
