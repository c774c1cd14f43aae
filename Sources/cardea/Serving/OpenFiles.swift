import Foundation
import NIOCore
import WebServer

/// How many files and connections the process may have open at once.
enum OpenFiles {
    /// What is not a client's connection: the database, logs, connections to others.
    private static let ours = 256

    /// Raises the limit as far as the system allows, since each connection is one and the usual 1024 are soon used up.
    ///
    /// - Returns: how many there may be; `nil` if the system does not say.
    static func allowMany() -> Int? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return nil }
        let before = limit.rlim_cur
        limit.rlim_cur = limit.rlim_max
        // What is refused leaves the limit as it was, which is no reason not to serve.
        let isRaised = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
        return Int(clamping: isRaised ? limit.rlim_max : before)
    }

    /// The limits of the transport with no more connections than there are files for.
    ///
    /// - `files`: how many there may be; `nil` if that is not known.
    /// - Returns: also a warning where that is fewer than there could be.
    static func fitting(_ limits: TransportLimits, in files: Int?) -> (limits: TransportLimits, warning: String?) {
        guard let files, files < limits.connections + ours else { return (limits, nil) }
        var fitting = limits
        fitting.connections = max(files - ours, files / 2, 1)
        return (
            fitting,
            """
            only \(files) files may be open, so at most \(fitting.connections) connections: raise the limit to \
            \(limits.connections + ours) (systemd: LimitNOFILE=, shell: ulimit -n)
            """
        )
    }
}

extension HTTPSettings {
    /// The limits of the transport that these settings make.
    var limits: TransportLimits {
        var limits = TransportLimits()
        limits.idle = .seconds(idle)
        limits.connectionsPerNetwork = connectionsPerNetwork
        return limits
    }
}
