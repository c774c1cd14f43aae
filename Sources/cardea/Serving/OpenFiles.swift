import Foundation

/// How many files and connections the process may have open at once.
enum OpenFiles {
    /// Raises the limit as far as the system allows, since each connection is one and the usual 1024 are soon used up.
    static func allowMany() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        // What is refused leaves the limit as it was, which is no reason not to serve.
        _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
