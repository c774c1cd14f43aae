import Foundation
import NIOHTTP1

/// What is asked, how often and for how long.
struct Order: Sendable {
    let port: Int
    /// Requests a second.
    let rate: Double
    let seconds: Double
    let connections: Int
    let head: HTTPRequestHead
    let body: String
    /// What an answer must hold.
    let expected: String
    /// What one request alone has: the value of `field`, which its body ends with. Empty if all requests are the same.
    let lines: [String]
    let field: String
    /// Whether each answer has a `field` as well, for one more request.
    let renews: Bool

    /// Reads `PORT`, `RATE`, `SECONDS`, `CONNECTIONS` and `TARGET`; `METHOD`, `CONTENT_TYPE`, `AUTHORIZATION`, `BODY` and
    /// `EXPECT`; `LINES`, a file, with `FIELD`, and `AFTERWARDS`, which is `renew` or nothing. `nil` if one is missing.
    init?(_ environment: [String: String]) {
        guard let port = environment["PORT"].flatMap(Int.init), let rate = environment["RATE"].flatMap(Double.init),
            let seconds = environment["SECONDS"].flatMap(Double.init), rate > 0, seconds > 0,
            let connections = environment["CONNECTIONS"].flatMap(Int.init), let target = environment["TARGET"]
        else { return nil }
        self.port = port
        self.rate = rate
        self.seconds = seconds
        self.connections = connections
        body = environment["BODY"] ?? ""
        expected = environment["EXPECT"] ?? ""
        field = environment["FIELD"] ?? ""
        renews = environment["AFTERWARDS"] == "renew"
        var headers = HTTPHeaders([("host", "127.0.0.1:\(port)")])
        for (name, value) in [("content-type", "CONTENT_TYPE"), ("authorization", "AUTHORIZATION")] {
            if let value = environment[value] { headers.add(name: name, value: value) }
        }
        let method = HTTPMethod(rawValue: environment["METHOD"] ?? "GET")
        head = HTTPRequestHead(version: .http1_1, method: method, uri: target, headers: headers)
        guard let path = environment["LINES"] else {
            lines = []
            return
        }
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        lines = text.split(separator: "\n").map(String.init)
    }

    /// How many requests that makes.
    var count: Int {
        let all = Int(rate * seconds)
        return lines.isEmpty || renews ? all : min(all, lines.count)
    }
}
