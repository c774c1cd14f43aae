// Signs a person in: authorization code with PKCE and a loopback redirect (RFC 8252).
// With Foundation, and CryptoKit or its twin for Linux (package swift-crypto, product Crypto).
//
// Settings: ISSUER, CLIENT_ID; CLIENT_SECRET unless the client is public; SCOPE and RESOURCE if wanted.
// The client is registered with `--redirect-uri http://127.0.0.1/callback`; the port is free to differ.

import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif
#if canImport(CryptoKit)
    import CryptoKit
    let streaming = SOCK_STREAM
#else
    import Crypto
    let streaming = Int32(SOCK_STREAM.rawValue)
#endif

/// Ends the program with a reason on standard error.
func stop(_ reason: String) -> Never {
    FileHandle.standardError.write(Data((reason + "\n").utf8))
    exit(1)
}

/// GETs, or POSTs a form without the fields that are not set; a refusal ends the program.
func ask(_ url: String, _ fields: [String: String?]? = nil) async throws -> [String: Any] {
    guard let url = URL(string: url) else { stop("not a URL: \(url)") }
    var request = URLRequest(url: url, timeoutInterval: 10)
    if let fields {
        request.httpMethod = "POST"
        request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
        request.httpBody = Data(form(fields).utf8)
    }
    let (data, response) = try await URLSession.shared.data(for: request)
    let answer = try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
    guard (response as? HTTPURLResponse)?.statusCode == 200 else {
        stop("\(answer["error"] ?? "refused"): \(answer["error_description"] ?? "")")
    }
    return answer
}

func form(_ fields: [String: String?]) -> String {
    let plain = CharacterSet(charactersIn: "-._~").union(.alphanumerics)
    return fields.compactMapValues { $0?.addingPercentEncoding(withAllowedCharacters: plain) }
        .map { "\($0.key)=\($0.value)" }.joined(separator: "&")
}

func base64url(_ octets: some Sequence<UInt8>) -> String {
    let standard = Data(octets).base64EncodedString()
    return standard.replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
        .replacingOccurrences(of: "=", with: "")
}

func unguessable() -> String {
    var generator = SystemRandomNumberGenerator()  // a cryptographic one
    return base64url((0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
}

/// A socket on a free port of 127.0.0.1.
func loopback() -> (socket: Int32, port: UInt16) {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = socket(AF_INET, streaming, 0)
    let works = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(listener, $0, length) == 0 && listen(listener, 4) == 0 && getsockname(listener, $0, &length) == 0
        }
    }
    guard works else { stop("no port to listen on") }
    return (listener, UInt16(bigEndian: address.sin_port))
}

/// The parameters of the answer that has our `state`; any other is not looked at.
func answer(at listener: Int32, with state: String) -> [String: String] {
    while true {
        let connection = FileHandle(fileDescriptor: accept(listener, nil, nil), closeOnDealloc: true)
        var request = Data()
        while request.range(of: Data("\r\n\r\n".utf8)) == nil, request.count < 65_536 {
            let more = connection.availableData
            if more.isEmpty { break }
            request += more
        }
        let target = String(decoding: request, as: UTF8.self).components(separatedBy: " ").dropFirst().first ?? ""
        let components = URLComponents(string: target.replacingOccurrences(of: "+", with: "%20"))
        let pairs = (components?.queryItems ?? []).map { ($0.name, $0.value ?? "") }
        let answer = Dictionary(pairs) { first, _ in first }
        let ours = components?.path == "/callback" && answer["state"] == state
        let text = ours ? "You may close this window.\n" : "This is not the answer.\n"
        let head =
            "HTTP/1.1 \(ours ? "200 OK" : "400 Bad Request")\r\nContent-Type: text/plain\r\nConnection: close\r\n"
        try? connection.write(contentsOf: Data("\(head)Content-Length: \(text.utf8.count)\r\n\r\n\(text)".utf8))
        if ours { return answer }
    }
}

let settings = ProcessInfo.processInfo.environment
guard let issuer = settings["ISSUER"] else { stop("ISSUER is not set") }
let (listener, port) = loopback()
let (state, verifier) = (unguessable(), unguessable())
let client = ["client_id": settings["CLIENT_ID"], "redirect_uri": "http://127.0.0.1:\(port)/callback"]

do {
    let metadata = try await ask(issuer + "/.well-known/openid-configuration")
    let request = [
        "response_type": "code",
        "scope": settings["SCOPE"] ?? "openid",
        "resource": settings["RESOURCE"],
        "state": state,
        "code_challenge": base64url(SHA256.hash(data: Data(verifier.utf8))),
        "code_challenge_method": "S256",
    ]
    let place = "\(metadata["authorization_endpoint"] ?? "")?\(form(client.merging(request) { $1 }))"
    FileHandle.standardError.write(Data("Open \(place)\n".utf8))

    let answer = answer(at: listener, with: state)
    guard answer["iss"] == issuer else { stop("the answer is another server's") }  // RFC 9207
    guard let code = answer["code"] else { stop("\(answer["error"] ?? ""): \(answer["error_description"] ?? "")") }
    let grant = [
        "grant_type": "authorization_code",
        "code": code,
        "code_verifier": verifier,
        "client_secret": settings["CLIENT_SECRET"],
    ]
    let tokens = try await ask(metadata["token_endpoint"] as? String ?? "", client.merging(grant) { $1 })
    FileHandle.standardOutput.write(try JSONSerialization.data(withJSONObject: tokens) + Data("\n".utf8))
} catch {
    stop(error.localizedDescription)
}
