import CardeaTesting
import NIOCore
import OAuthProtocol
import OAuthServer
import Testing

@testable import Outbound
@testable import WebServer
@testable import cardea

/// No URL makes the server talk to itself, its neighbours or a cloud's metadata service.
@Suite struct Attack06_ServerSideRequests {
    static let urls = [
        "https://127.0.0.1/keys", "https://127.1/keys", "https://2130706433/keys", "https://0x7f000001/keys",
        "https://0177.0.0.1/",
        "https://0.0.0.0/", "https://localhost/keys", "https://10.0.0.1/", "https://172.16.0.1/",
        "https://192.168.1.1/",
        "https://169.254.169.254/latest/meta-data/", "https://100.64.0.1/", "https://[::1]/", "https://[::]/",
        "https://[fe80::1]/",
        "https://[fd00::1]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:a9fe:a9fe]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[2002:7f00:1::]/", "https://[2001:db8::1]/", "https://[ff02::1]/", "https://224.0.0.1/",
        "https://255.255.255.255/",
        "https://198.18.0.1/", "https://192.0.2.1/",
    ]

    @Test(arguments: urls)
    func `an address that is not of the public internet is not spoken to`(url: String) async {
        let error = await refusal(of: url)
        // What the text shows is refused for good; what only the system's resolver reads as such an address, as a failure.
        #expect([.invalidClientMetadata, .temporarilyUnavailable].contains(error?.code))
        #expect(error?.cause?.contains("special-use") == true)
    }

    @Test(arguments: [
        "http://app.example/", "ftp://app.example/", "file:///etc/passwd", "gopher://127.0.0.1/", "", "https://",
        "https:///etc/passwd",
        "https://user@127.0.0.1/", "https://app.example@127.0.0.1/", "https://127.0.0.1\\@app.example/",
        "https://127.0.0.1%00.example/",
        "https://ex%61mple.example/", "https://app.example:0/", "https://app.example/#x", "https://127。0。0。1/",
        "unix:///run/docker.sock",
    ])
    func `what is not plainly https is not even looked up`(url: String) async {
        let error = await refusal(of: url)
        #expect([.invalidClientMetadata, .temporarilyUnavailable].contains(error?.code))
        #expect(error?.cause?.contains("special-use") == false)
    }

    @Test func `an exemption is for its host and port alone`() async {
        for url in ["http://127.0.0.1:2/", "https://127.0.0.1/", "http://localhost:1/", "http://127.0.0.1/"] {
            #expect(await refusal(of: url, allowing: ["127.0.0.1:1"])?.code == .invalidClientMetadata)
        }
    }

    @Test func `what went wrong is for the log, and reads alike to everyone else`() async {
        var descriptions: Set<String> = []
        // Here a name is resolved, as far as 127.1 is one; what comes of that is nobody's business.
        for url in ["https://127.1/", "nonsense"] {
            descriptions.insert(await refusal(of: url)?.description ?? "")
        }
        #expect(descriptions == ["a document that is needed could not be fetched"])
        // What the text of a URL shows may be told, and the URL is not: it may be another's.
        for url in ["https://127.0.0.1/secret", "http://app.example/secret"] {
            let description = await refusal(of: url)?.description ?? ""
            #expect(description.hasPrefix("a URL in the metadata of the client is not visited from here: it must be"))
        }
    }

    private func refusal(of url: String, allowing allowed: [String] = []) async -> OAuthError? {
        do throws(OAuthError) {
            _ = try await OutboundClient(allowing: allowed, patience: .minutes(10)).fetch(url)
            return nil
        } catch {
            return error
        }
    }
}
