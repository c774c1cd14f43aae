import NIOCore
import NIOPosix
import OAuthProtocol

/// The one way in which the server and its commands speak to others. A host is resolved once, and reached at that address and
/// at no other; redirects are not followed; size, time and number are bounded. What went wrong is for the log, and never for
/// whoever caused the request (threat 6).
package struct OutboundClient: Sendable {
    /// `nil` where the operator alone says where to.
    private let policy: OutboundPolicy?
    private let authorities: TrustedAuthorities
    /// How long an exchange may take, from the wait for its host to the last octet.
    private let patience: TimeAmount
    private let limit: ConcurrencyLimit
    private let resolve: Resolve?

    /// Gives the address of a host and port, before a deadline, in place of the system.
    package typealias Resolve =
        @Sendable (_ host: String, _ port: Int, _ deadline: NIODeadline) async throws ->
        SocketAddress

    /// A client for addresses that others name: https only, and none of special use.
    ///
    /// - `allowed`: `host:port` pairs that are exempt from the guard against plain http and special-use addresses.
    /// - `authorities`: whom to trust beside the system's.
    /// - `waiting`: how many exchanges may wait for one host, of which two are under way.
    /// - `resolve`: `nil` for the system's resolver.
    package init(
        allowing allowed: some Sequence<String>, trusting authorities: TrustedAuthorities = TrustedAuthorities(),
        waiting: Int = 6, patience: TimeAmount = .seconds(5), resolve: Resolve? = nil
    ) {
        policy = OutboundPolicy(allowing: allowed)
        self.authorities = authorities
        self.patience = patience
        limit = ConcurrencyLimit(waiting: waiting)
        self.resolve = resolve
    }

    /// A client for addresses that the operator types, wherever they are.
    package init(patience: TimeAmount) {
        policy = nil
        authorities = TrustedAuthorities()
        self.patience = patience
        limit = ConcurrencyLimit(waiting: 6)
        resolve = nil
    }

    package func answer(to request: OutboundRequest) async throws(OutboundFailure) -> OutboundAnswer {
        let target = try target(of: request.url)
        do {
            let deadline = NIODeadline.now() + patience
            return try await limit.run(target.uri.host, by: deadline) {
                let connection = PinnedConnection(
                    // Under both spellings, so that it is found whether or not the client makes the name lower-case.
                    to: [target.host, target.uri.host], at: try await vetted(target, by: deadline),
                    trusting: authorities, patience: patience)
                let result: Result<OutboundAnswer, any Error>
                do {
                    result = .success(try await connection.answer(to: request, by: deadline))
                } catch {
                    result = .failure(error)
                }
                await connection.close()
                return try result.get()
            }
        } catch let failure as OutboundFailure {
            throw failure
        } catch is CancellationError {
            throw .failed("it was broken off")
        } catch {
            throw .failed(NetworkFailure(error).explanation(of: target.uri.hostAndPort))
        }
    }

    /// What an operator should know of an address: that the guard refuses it, now that its name is resolved too.
    ///
    /// - Returns: `nil` if nothing speaks against a visit, also where the name is not known just now.
    package func objection(to uri: WebURI) async -> String? {
        if let objection = policy?.objection(to: uri) { return objection.advice(on: uri) }
        guard let target = try? target(of: uri),
            let address = try? await resolved(target, by: NIODeadline.now() + patience)
        else { return nil }
        return refusal(of: address, target)
    }

    private struct Target {
        let uri: WebURI
        /// As it is written.
        let host: String
        let port: Int
    }

    private func target(of uri: WebURI) throws(OutboundFailure) -> Target {
        if let objection = policy?.objection(to: uri) { throw .unvisited(uri, objection) }
        return Target(uri: uri, host: URIParts(uri.value)?.host ?? uri.host, port: uri.port)
    }

    /// The address to connect to, as text.
    private func vetted(_ target: Target, by deadline: NIODeadline) async throws -> String {
        let address: SocketAddress
        do {
            address = try await resolved(target, by: deadline)
        } catch ChannelError.connectTimeout {
            throw OutboundFailure.failed("the name \(target.uri.host) was not resolved in time")
        } catch  where !(error is OutboundFailure || error is CancellationError) {
            let reason = (error as? SocketAddressError.UnknownHost).map { " (\($0.errorDescription))" } ?? ""
            throw OutboundFailure.failed("no address is known for the name \(target.uri.host)\(reason)")
        }
        if let refusal = refusal(of: address, target) { throw OutboundFailure.failed("\(target.uri.host) \(refusal)") }
        guard let text = address.ipAddress else { throw OutboundFailure.failed("\(target.uri.host) has no address") }
        return text
    }

    private func resolved(_ target: Target, by deadline: NIODeadline) async throws -> SocketAddress {
        let isLiteral = target.host.utf8.first == UInt8(ascii: "[")
        let name = isLiteral ? String(target.host.dropFirst().dropLast()) : target.host
        guard let resolve else { return try await limit.resolve(name, port: target.port, by: deadline) }
        return try await resolve(name, target.port, deadline)
    }

    private func refusal(of address: SocketAddress, _ target: Target) -> String? {
        guard let policy, !policy.isExempt(target.uri), SpecialUseAddress.contains(address) else { return nil }
        return "leads to the special-use address \(address.ipAddress ?? "?"), "
            + "and is not reached before \(target.uri.hostAndPort) is listed in outbound.allow"
    }
}
