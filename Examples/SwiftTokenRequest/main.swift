// A token request in plain Swift, on Linux and macOS:
//
//     swiftc main.swift -o token-request
//     ./token-request http://localhost:8080/v1/auth/oauthtoken
//
// The URL is the first argument, or TOKEN_URL in the environment; TOKEN_BODY replaces the JSON that is sent. The answer's
// body goes to standard output, whatever its status: an OAuth error is an answer too.

import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Ends the program with a reason on standard error.
func fail(_ reason: String) -> Never {
    FileHandle.standardError.write(Data((reason + "\n").utf8))
    exit(1)
}

let environment = ProcessInfo.processInfo.environment
let address =
    CommandLine.arguments.dropFirst().first ?? environment["TOKEN_URL"] ?? "http://localhost:8080/v1/auth/oauthtoken"

guard let url = URL(string: address) else { fail("not a URL: \(address)") }

var request = URLRequest(url: url, timeoutInterval: 10)
request.httpMethod = "POST"
request.setValue("application/json", forHTTPHeaderField: "Content-Type")
if let body = environment["TOKEN_BODY"] {
    request.httpBody = Data(body.utf8)
} else {
    request.httpBody = try JSONEncoder().encode(["grant_type": "string"])
}

do {
    let (body, _) = try await URLSession.shared.data(for: request)
    FileHandle.standardOutput.write(body + Data("\n".utf8))
} catch {
    fail("no answer from \(url): \(error.localizedDescription)")
}
