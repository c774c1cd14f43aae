import CLibCurl
import Foundation
import OAuthProtocol
import Synchronization

/// Why a message was not handed over, for the log.
package struct MailError: Error, Equatable, Sendable, CustomStringConvertible {
    package let description: String
    /// Whether the server has said that it never takes anything for the recipient.
    package var isFinal = false

    init(_ description: String, isFinal: Bool = false) {
        self.description = description
        self.isFinal = isFinal
    }
}

/// The server that mail is handed to (RFC 5321), over TLS in any case: from the first octet (`smtps`), or by STARTTLS (`smtp`, RFC 3207),
/// without which nothing is said.
package struct MailServer: Sendable {
    /// Seconds that a connection, and a whole delivery, may take.
    private static let patience = (connecting: 10, all: 40)

    /// `smtps://host:465` or `smtp://host:587`.
    package let url: String
    package let sender: MailAddress
    /// `nil` where nobody logs in.
    package let login: (user: String, password: Secret)?
    /// A file of authorities that are trusted beside the system's; `nil` for none.
    package let authorities: String?

    package init(url: String, sender: MailAddress, login: (user: String, password: Secret)?, authorities: String?) {
        self.url = url
        self.sender = sender
        self.login = login
        self.authorities = authorities
    }

    /// Whether this machine can send mail at all.
    ///
    /// - Throws: `MailError`, saying what to install.
    package static func check() throws(MailError) {
        _ = try LibCurl.functions()
    }

    /// Hands one message over, on a thread of its own: libcurl waits for the network where it stands. Ends within a second once the task
    /// is cancelled.
    ///
    /// - Throws: `MailError` if the server does not have it.
    package func send(_ message: MailMessage) async throws(MailError) {
        let course = Course()
        let result: Result<Void, MailError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                Thread.detachNewThread {
                    do throws(MailError) {
                        continuation.resume(returning: .success(try deliver(message, course)))
                    } catch {
                        continuation.resume(returning: .failure(error))
                    }
                }
            }
        } onCancel: {
            course.isCancelled.store(true, ordering: .relaxed)
        }
        try result.get()
    }

    private func deliver(_ message: MailMessage, _ course: Course) throws(MailError) {
        let library = try LibCurl.functions()
        guard MailAddress.isAddress(message.recipient) else {
            throw MailError("the recipient is not an address", isFinal: true)
        }
        guard let handle = library.curl_easy_init() else { throw MailError("libcurl has no memory") }
        defer { library.curl_easy_cleanup(handle) }
        let transfer = Transfer(library: library, handle: handle)
        let reasons = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
        reasons.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        defer { reasons.deallocate() }

        try transfer.set(CURLOPT_ERRORBUFFER, reasons)
        try transfer.set(CURLOPT_NOSIGNAL, 1)
        try transfer.heed(course)
        defer { withExtendedLifetime(course) {} }
        try transfer.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        try transfer.set(CURLOPT_URL, url)
        try transfer.set(CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue))
        try transfer.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        try transfer.set(CURLOPT_SSL_VERIFYPEER, 1)
        try transfer.set(CURLOPT_SSL_VERIFYHOST, 2)
        if let authorities { try transfer.set(CURLOPT_CAINFO, authorities) }
        if let login {
            try transfer.set(CURLOPT_USERNAME, login.user)
            try transfer.set(CURLOPT_PASSWORD, login.password.exposed)
        }
        try transfer.set(CURLOPT_CONNECTTIMEOUT, Self.patience.connecting)
        try transfer.set(CURLOPT_TIMEOUT, Self.patience.all)

        let recipients = library.curl_slist_append(nil, "<\(message.recipient)>")
        defer { library.curl_slist_free_all(recipients) }
        try transfer.set(CURLOPT_MAIL_FROM, "<\(sender.address)>")
        try transfer.set(CURLOPT_MAIL_RCPT, recipients)

        let host = sender.address.octets.split("@").last.map(String.init) ?? "localhost"
        var headers: UnsafeMutablePointer<curl_slist>?
        for line in message.headers(from: sender, host: host) + ["Content-Type: multipart/alternative"] {
            headers = library.curl_slist_append(headers, line)
        }
        defer { library.curl_slist_free_all(headers) }
        try transfer.set(CURLOPT_HTTPHEADER, headers)

        let parts = library.curl_mime_init(handle)
        defer { library.curl_mime_free(parts) }
        for (type, text) in [("text/plain; charset=utf-8", message.text), ("text/html; charset=utf-8", message.html)] {
            let part = library.curl_mime_addpart(parts)
            // Lines of a message end so (RFC 2045 §6.7), and libcurl takes others for octets.
            let octets = Array(
                text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
                    .joined(separator: Array("\r\n".utf8)))
            octets.withUnsafeBytes { buffer in
                let start = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
                _ = library.curl_mime_data(part, start, buffer.count)
            }
            _ = library.curl_mime_type(part, type)
            _ = library.curl_mime_encoder(part, "quoted-printable")
        }
        try transfer.set(CURLOPT_MIMEPOST, parts.map { UnsafeMutableRawPointer($0) })

        let result = library.curl_easy_perform(handle)
        guard result != CURLE_OK else { return }
        let said = String(cString: reasons)
        let reason = said.isEmpty ? library.curl_easy_strerror(result).map { String(cString: $0) } ?? "" : said
        // What the server says of the recipient is final; what it says of the sender or of the log-in an operator can mend.
        let code = withUnsafePointer(to: library) { cardea_curl_response_code($0, handle) }
        let reply = course.reply.isEmpty ? "" : ": \(course.reply)"
        throw MailError(
            reason + reply, isFinal: said.utf8.starts(with: "RCPT failed".utf8) && (500..<600).contains(code))
    }
}

/// How a delivery goes: whether it is to end before its time, and what the server refuses.
private final class Course: Sendable {
    let isCancelled = Atomic(false)
    private let said = Mutex("")

    /// The last line by which it refused something, at most 200 characters of ASCII.
    var reply: String { said.withLock(\.self) }

    func note(_ line: UnsafeBufferPointer<CChar>) {
        let shown = line.prefix(200).map { UInt8(bitPattern: $0) }.filter { (0x20..<0x7f).contains($0) }
        guard shown.first == UInt8(ascii: "4") || shown.first == UInt8(ascii: "5") else { return }
        said.withLock { $0 = String(decoding: shown, as: UTF8.self) }
    }
}

/// One delivery, as libcurl is told of it.
private struct Transfer {
    let library: CardeaLibCurl
    let handle: UnsafeMutableRawPointer

    func set(_ option: CURLoption, _ number: Int) throws(MailError) {
        try check(option) { cardea_curl_set_number($0, handle, option, number) }
    }

    /// libcurl makes a copy.
    func set(_ option: CURLoption, _ text: String) throws(MailError) {
        try check(option) { library in text.withCString { cardea_curl_set_pointer(library, handle, option, $0) } }
    }

    func set(_ option: CURLoption, _ pointer: UnsafeMutableRawPointer?) throws(MailError) {
        try check(option) { cardea_curl_set_pointer($0, handle, option, pointer) }
    }

    func set<Pointee>(_ option: CURLoption, _ pointer: UnsafeMutablePointer<Pointee>?) throws(MailError) {
        try set(option, pointer.map { UnsafeMutableRawPointer($0) })
    }

    /// Has the delivery end once it is cancelled, and notes what the server refuses. The object must outlive it.
    func heed(_ course: Course) throws(MailError) {
        let pointer = Unmanaged.passUnretained(course).toOpaque()
        try check(CURLOPT_XFERINFOFUNCTION) { library in
            cardea_curl_set_progress(
                library, handle,
                { pointer, _, _, _, _ in
                    guard let pointer else { return 0 }
                    let course = Unmanaged<Course>.fromOpaque(pointer).takeUnretainedValue()
                    return course.isCancelled.load(ordering: .relaxed) ? 1 : 0
                }, pointer)
        }
        try check(CURLOPT_HEADERFUNCTION) { library in
            cardea_curl_set_replies(
                library, handle,
                { line, size, count, pointer in
                    if let pointer, let line {
                        Unmanaged<Course>.fromOpaque(pointer).takeUnretainedValue()
                            .note(UnsafeBufferPointer(start: line, count: size * count))
                    }
                    return size * count
                }, pointer)
        }
    }

    private func check(
        _ option: CURLoption, _ call: (UnsafePointer<CardeaLibCurl>) -> CURLcode
    ) throws(MailError) {
        let code = withUnsafePointer(to: library, call)
        guard code != CURLE_OK else { return }
        throw MailError("libcurl does not know option \(option.rawValue): 7.85 or later is needed")
    }
}
