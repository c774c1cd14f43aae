import HTTPTypes
import OAuthProtocol
import Synchronization

@testable import WebServer

/// Answers with the same words always.
struct Said: Endpoint {
    let words: String
    let type: String?

    init(_ words: String, type: String? = nil) {
        self.words = words
        self.type = type
    }

    func respond(to request: WebRequest) async -> WebResponse {
        var response = WebResponse(status: .ok, body: Array(words.utf8))
        if let type { response.headers[.contentType] = type }
        return response
    }
}

/// Answers with what it saw: method, path, query, body.
struct Echo: Endpoint {
    func respond(to request: WebRequest) async -> WebResponse {
        let body = String(decoding: request.body, as: UTF8.self)
        let seen = "\(request.method) \(request.path) \(request.query ?? "-")\(body.isEmpty ? "" : " \(body)")"
        return WebResponse(status: .ok, body: Array(seen.utf8))
    }
}

/// Answers with the client's address and whether the connection is encrypted.
struct Whence: Endpoint {
    func respond(to request: WebRequest) async -> WebResponse {
        WebResponse(status: .ok, body: Array("\(request.address) \(request.isSecure)".utf8))
    }
}

/// Remembers who asked, by the last part of an IPv4 address.
final class AddressLog: Endpoint {
    private let state = Mutex<[Int]>([])

    var hosts: [Int] { state.withLock { $0 } }

    func respond(to request: WebRequest) async -> WebResponse {
        let host = request.address.split(separator: ".").last.flatMap { Int($0) }
        state.withLock { $0.append(host ?? 0) }
        return WebResponse(status: .ok)
    }
}

/// Holds every request until it is opened, and tells when one has come.
final class Gate: Endpoint {
    private struct State {
        var isOpen = false
        var arrivals = 0
        var held: [CheckedContinuation<Void, Never>] = []
        var watchers: [(count: Int, watcher: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    func respond(to request: WebRequest) async -> WebResponse {
        await withCheckedContinuation { continuation in
            let (release, watchers) = state.withLock { state in
                state.arrivals += 1
                let ready = state.watchers.filter { $0.count <= state.arrivals }
                state.watchers.removeAll { $0.count <= state.arrivals }
                if !state.isOpen { state.held.append(continuation) }
                return (state.isOpen, ready)
            }
            if release { continuation.resume() }
            for (_, watcher) in watchers { watcher.resume() }
        }
        return WebResponse(status: .ok, body: Array("through".utf8))
    }

    /// Returns once `count` requests have come to the gate.
    func arrival(of count: Int = 1) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.arrivals < count { state.watchers.append((count, continuation)) }
                return state.arrivals >= count
            }
            if isThere { continuation.resume() }
        }
    }

    func open() {
        let held = state.withLock { state in
            state.isOpen = true
            defer { state.held = [] }
            return state.held
        }
        for continuation in held { continuation.resume() }
    }
}

extension WebRequest {
    static func request(_ method: HTTPRequest.Method, _ path: String, _ headers: HTTPFields = [:]) -> WebRequest {
        WebRequest(
            method: method, path: path, headers: headers, address: "192.0.2.1", isSecure: false, id: "request-1",
            now: Timestamp(1_700_000_000))
    }

    static func get(_ path: String) -> WebRequest { request(.get, path) }
    static func post(_ path: String) -> WebRequest { request(.post, path) }
}

extension WebResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
}
