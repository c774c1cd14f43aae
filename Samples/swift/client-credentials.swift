// A token for the program itself (RFC 6749 §4.4), with Foundation alone: swiftc client-credentials.swift
//
// Settings: ISSUER, CLIENT_ID, CLIENT_SECRET; SCOPE and RESOURCE (the API that the token is for) if wanted.

import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
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

let settings = ProcessInfo.processInfo.environment
guard let issuer = settings["ISSUER"] else { stop("ISSUER is not set") }

do {
    let metadata = try await ask(issuer + "/.well-known/openid-configuration")
    let tokens = try await ask(
        metadata["token_endpoint"] as? String ?? "",
        [
            "grant_type": "client_credentials",
            "client_id": settings["CLIENT_ID"],
            "client_secret": settings["CLIENT_SECRET"],
            "scope": settings["SCOPE"],
            "resource": settings["RESOURCE"],
        ]
    )
    FileHandle.standardOutput.write(try JSONSerialization.data(withJSONObject: tokens) + Data("\n".utf8))
} catch {
    stop(error.localizedDescription)
}
