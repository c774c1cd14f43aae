// Signs a person in who has a browser elsewhere: the device flow (RFC 8628), with Foundation alone: swiftc device.swift
//
// Settings: ISSUER, CLIENT_ID; CLIENT_SECRET unless the client is public; SCOPE and RESOURCE if wanted.

import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Ends the program with a reason on standard error.
func stop(_ reason: String) -> Never {
    FileHandle.standardError.write(Data((reason + "\n").utf8))
    exit(1)
}

/// GETs, or POSTs a form without the fields that are not set; the answer may be a refusal.
func ask(_ url: String, _ fields: [String: String?]? = nil) async throws -> [String: Any] {
    guard let url = URL(string: url) else { stop("not a URL: \(url)") }
    var request = URLRequest(url: url, timeoutInterval: 10)
    if let fields {
        let plain = CharacterSet(charactersIn: "-._~").union(.alphanumerics)
        let pairs = fields.compactMapValues { $0?.addingPercentEncoding(withAllowedCharacters: plain) }
        request.httpMethod = "POST"
        request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
        request.httpBody = Data(pairs.map { "\($0.key)=\($0.value)" }.joined(separator: "&").utf8)
    }
    let (data, _) = try await URLSession.shared.data(for: request)
    return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
}

func stopIfRefused(_ answer: [String: Any]) {
    if let error = answer["error"] { stop("\(error): \(answer["error_description"] ?? "")") }
}

let settings = ProcessInfo.processInfo.environment
guard let issuer = settings["ISSUER"] else { stop("ISSUER is not set") }
let client = ["client_id": settings["CLIENT_ID"], "client_secret": settings["CLIENT_SECRET"]]

do {
    let metadata = try await ask(issuer + "/.well-known/openid-configuration")
    let wanted = ["scope": settings["SCOPE"] ?? "openid", "resource": settings["RESOURCE"]]
    let started = try await ask(
        metadata["device_authorization_endpoint"] as? String ?? "", client.merging(wanted) { $1 }
    )
    stopIfRefused(started)
    let place = "Open \(started["verification_uri"] ?? "") and enter \(started["user_code"] ?? "")\n"
    FileHandle.standardError.write(Data(place.utf8))

    let grant = [
        "grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": started["device_code"] as? String,
    ]
    var interval = started["interval"] as? Int ?? 5
    var answer: [String: Any]
    repeat {
        try await Task.sleep(for: .seconds(interval))
        answer = try await ask(metadata["token_endpoint"] as? String ?? "", client.merging(grant) { $1 })
        if answer["error"] as? String == "slow_down" { interval += 5 }
    } while ["authorization_pending", "slow_down"].contains(answer["error"] as? String)
    stopIfRefused(answer)
    FileHandle.standardOutput.write(try JSONSerialization.data(withJSONObject: answer) + Data("\n".utf8))
} catch {
    stop(error.localizedDescription)
}
