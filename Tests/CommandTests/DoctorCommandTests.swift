import ArgumentParser
import Testing

@testable import cardea

/// What `cardea doctor` takes on its command line.
struct DoctorCommandTests {
    @Test func `an address alone is enough, and nothing is changed there`() throws {
        let command = try DoctorCommand.parse(["https://auth.example.com"])
        #expect(!command.register)
        #expect(command.clientID == nil)
        #expect(!command.json)
    }

    @Test func `every option has a name that can be guessed`() throws {
        let command = try DoctorCommand.parse([
            "https://auth.example.com", "--register", "--client-id", "a", "--redirect-uri", "http://127.0.0.1/cb",
            "--ca-certificate", "ca.pem", "--json", "--verbose",
        ])
        #expect(command.register && command.json && command.verbose)
        #expect(command.clientID == "a")
        #expect(command.redirectURI == "http://127.0.0.1/cb")
        #expect(command.caCertificate == "ca.pem")
    }

    @Test(arguments: [
        [], ["auth.example.com"], ["file:///etc/passwd"], ["https://a.example/#part"], ["https://u:p@a.example"],
        ["https://a.example", "https://b.example"], ["https://a.example", "--redirect-uri", "https://c.example"],
        ["https://a.example", "--data", "x"], ["https://a.example", "--registration-token-stdin"],
    ])
    func `what cannot be examined is bad usage`(arguments: [String]) throws {
        let error = #expect(throws: (any Error).self) { try DoctorCommand.parse(arguments) }
        let thrown = try #require(error)
        #expect(Cardea.exitCode(for: thrown).rawValue == 64)
    }
}
