import CLibCurl

/// Debian's libcurl, loaded once for the process.
enum LibCurl {
    private enum Loading: Sendable {
        case done(CardeaLibCurl)
        case failed(String)
    }

    private static let loading: Loading = {
        var library = CardeaLibCurl()
        if let reason = cardea_load_libcurl(&library) { return .failed(String(cString: reason)) }
        guard library.curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK else { return .failed("it does not start") }
        return .done(library)
    }()

    /// The functions.
    ///
    /// - Throws: `MailError`, saying what to install, if this machine has no such library.
    static func functions() throws(MailError) -> CardeaLibCurl {
        switch loading {
        case .done(let library): return library
        case .failed(let reason):
            throw MailError("mail needs libcurl (on Debian: apt-get install libcurl4): \(reason)")
        }
    }
}
