import CLibPQ
import Storage

/// Debian's client library, loaded once for the process.
enum LibPQ {
    private enum Loading: Sendable {
        case done(CardeaLibPQ)
        case failed(String)
    }

    private static let loading: Loading = {
        var library = CardeaLibPQ()
        if let reason = cardea_load_libpq(&library) { return .failed(String(cString: reason)) }
        return .done(library)
    }()

    /// - Throws: `.unavailable`, saying what to install, if this machine has no such library.
    static func load() throws(StorageError) {
        if case .failed(let reason) = loading {
            throw StorageError(
                .unavailable, "PostgreSQL needs its client library (on Debian: apt-get install libpq5): \(reason)")
        }
    }

    /// The functions; only after ``load()`` has returned.
    static var functions: CardeaLibPQ {
        guard case .done(let library) = loading else { preconditionFailure("libpq is used before it was loaded") }
        return library
    }
}
