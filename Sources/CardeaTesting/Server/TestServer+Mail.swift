import Identity
import OAuthProtocol
import Storage
import Synchronization

/// A mail server for tests: it keeps what it takes.
package final class Postbox: MailHandling {
    private let kept = Mutex<[MailContent]>([])

    package init() {}

    /// What came in, in order.
    package var mails: [MailContent] { kept.withLock(\.self) }

    package func hand(_ content: MailContent, at now: Timestamp) -> MailHandover {
        kept.withLock { $0.append(content) }
        return .accepted
    }
}

extension TestServer {
    /// Hands over every message that is due, as the server's service does it.
    ///
    /// - Returns: what came in, in order.
    /// - Throws: `StorageError` if the store cannot answer, `UnexpectedResult` if no mail is sent here.
    @discardableResult
    package func deliverMail(to postbox: Postbox = Postbox()) async throws -> [MailContent] {
        guard let outbox else { throw UnexpectedResult("this server sends no mail") }
        let delivery = MailDelivery(mails: store, outbox: outbox, links: links, handler: postbox)
        while true {
            let due = try await store.findDueMails(limit: 100, at: now)
            guard !due.isEmpty else { return postbox.mails }
            for mail in due {
                guard let mail = try await store.commitClaim(of: mail, until: now + 60) else { continue }
                _ = try await delivery.attempt(mail, at: now)
            }
        }
    }
}
